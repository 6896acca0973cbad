"""What all commands share: the app, its options, and how they stop."""

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from typer.core import TyperGroup

from autograder.course.assignment import Assignment, load_assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.settings import ClassSettings, SettingsError, load_settings
from autograder.files.text import plain
from autograder.records.roster import RosterError
from autograder.records.standings import Standing, standings
from autograder.sandbox import (
    Isolation,
    SandboxUnavailableError,
    check_sandbox,
    choose_isolation,
)

__all__ = [
    "DEFAULT_DIRECTORY",
    "ORDER",
    "Database",
    "Directory",
    "Name",
    "Names",
    "SandboxKind",
    "Students",
    "app",
    "console",
    "load",
    "main",
    "require_sandbox",
    "settings_of",
    "shown",
    "standings_of",
    "stop",
    "stop_for_nothing_graded",
    "students",
]

# As they are used: in a term, then by who writes assignments.
ORDER = ("roster", "grade", "feedback", "report", "export", "release", "validate", "calibrate")


class _InOrder(TyperGroup):
    def list_commands(self, ctx: typer.Context) -> list[str]:
        return sorted(super().list_commands(ctx), key=ORDER.index)


app = typer.Typer(
    cls=_InOrder,
    help="Release the assignments of the course and grade what comes back.",
    no_args_is_help=True,
    rich_markup_mode="markdown",  # else the lines of a docstring are not joined
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console()

Name = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="For example 03-im2col.")]
Names = Annotated[
    list[str] | None, typer.Argument(metavar="ASSIGNMENT", help="All of them if none is named.")
]
Directory = Annotated[
    Path,
    typer.Option(
        "--course",
        envvar="COURSE",
        help="The folder of the class.",
    ),
]
Students = Annotated[
    list[str] | None,
    typer.Option("--student", "-s", help="Only this student; may be given several times."),
]
Database = Annotated[
    str,
    typer.Option(
        "--db",
        envvar="GRADEBOOK",
        metavar="URL",
        show_envvar=True,
        help="Where nbgrader's gradebook is, for SQLAlchemy; by default in the class.",
    ),
]
SandboxKind = Annotated[
    Isolation,
    typer.Option("--sandbox", help="`none` is for code that you trust like your own."),
]
DEFAULT_DIRECTORY = Path("course")


def main() -> None:
    """Run the command line; what the machine refuses is said in a sentence."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # one may have been closed
        stream.reconfigure(errors="backslashreplace")  # it may not show every name
    try:
        app()
    except (OSError, SQLAlchemyError) as error:
        # SQLAlchemy adds the statement and a web address, lines long.
        reason = plain(str(getattr(error, "orig", None) or error))
        Console(stderr=True).print(
            f"Stopped: {reason}\nWhat is graded is kept; mend this and run the command again.",
            style="bold red",
            highlight=False,
            markup=False,
        )
        raise SystemExit(1) from None


def students(class_folder: ClassFolder, name: str, wanted: list[str] | None) -> list[str]:
    there = class_folder.students(name)
    missing = sorted(set(wanted or ()) - set(there))
    if missing:
        stop(
            f"No submission of {name} by: {', '.join(missing)} "
            f"(in {shown(class_folder.submitted)})."
        )
    if not there:
        stop(f"There are no submissions in {shown(class_folder.submitted)}/STUDENT/{name}/.")
    return sorted(set(wanted)) if wanted else there


def load(name: str) -> Assignment:
    try:
        return load_assignment(name)
    except (FileNotFoundError, ValueError) as error:
        stop(str(error))


def require_sandbox(kind: Isolation = Isolation.BUBBLEWRAP) -> None:
    """Settle where the students' code runs, and stop if it cannot."""
    choose_isolation(kind)
    try:
        check_sandbox()
    except SandboxUnavailableError as error:
        stop(str(error))


def settings_of(class_folder: ClassFolder) -> ClassSettings:
    try:
        return load_settings(class_folder)
    except SettingsError as error:
        stop(str(error))


def standings_of(
    class_folder: ClassFolder, assignment: Assignment, settings: ClassSettings
) -> list[Standing]:
    try:
        return standings(class_folder, assignment, settings)
    except RosterError as error:
        stop(str(error))


def stop_for_nothing_graded(class_folder: ClassFolder, name: str) -> NoReturn:
    """Stop where nobody is graded; results without grades were entered into another gradebook."""
    if any((class_folder.results / name).glob("*.json")):
        where = make_url(class_folder.gradebook_url).render_as_string(hide_password=True)
        stop(
            f"Grades of {name} are not in this gradebook, {where}. If they are in another, name it "
            f'with --db, or once for all in class.toml: gradebook = "URL". If it is lost, run: '
            f"autograder grade {name}"
        )
    stop(f"Nothing of {name} is graded yet. Run: autograder grade {name}")


def shown(path: Path) -> str:
    """Return a path as the user would type it."""
    return plain(min(os.path.relpath(path), os.path.abspath(path), key=len))


def stop(sentence: str, code: int = 1) -> NoReturn:
    Console(stderr=True).print(plain(sentence), style="bold red", highlight=False, markup=False)
    raise typer.Exit(code)
