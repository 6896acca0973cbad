"""Printing to the terminal, and stopping a command."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn, TypeVar

import typer
from rich.console import Console
from rich.progress import track

from autograder.files.text import plain

__all__ = ["console", "counted", "print_error", "shown", "stop", "tracked"]

T = TypeVar("T")

console = Console()


def print_error(sentence: str) -> None:
    Console(stderr=True).print(plain(sentence), style="bold red", highlight=False, markup=False)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, as 1 student or 2 students."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def shown(path: Path) -> str:
    """Return a path as the user would type it."""
    return plain(min(os.path.relpath(path), os.path.abspath(path), key=len))


def stop(sentence: str, code: int = 1) -> NoReturn:
    """Print why the command stops, and exit."""
    print_error(sentence)
    raise typer.Exit(code)


def tracked(things: list[T], doing: str) -> Iterable[T]:
    """Show the progress of a loop over `things` on a terminal."""
    quiet = not console.is_terminal
    return track(things, doing, console=console, transient=True, disable=quiet)
