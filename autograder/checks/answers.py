"""Answers that a student could hand in, each as something to check and as text to write."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = [
    "Answer",
    "FunctionAnswer",
    "FunctionMisconception",
    "Misconception",
    "ValueAnswer",
    "ValueMisconception",
    "misconception",
]


@dataclass(frozen=True)
class FunctionAnswer:
    """A function, or a class, that answers an exercise.

    Attributes
    ----------
    name : str
        What tells it from the other answers to the same exercise.
    function : callable
        Leans on nothing but imports, its own file's and those of the exercise's module, and on the
        chapter's exercises, so that its text can stand in a student's file.
    """

    name: str
    function: Callable

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What a grade cell hands to ``check`` after the key."""
        return (self.function,)

    def source(self, as_name: str) -> str:
        """Return the text of the function or class, called `as_name`, without decorators."""
        text = inspect.getsource(self.function)
        definition = ast.parse(text).body[0]
        lines = text.splitlines(keepends=True)[definition.lineno - 1 :]
        kind = "class" if isinstance(definition, ast.ClassDef) else "def"
        lines[0] = lines[0].replace(f"{kind} {definition.name}", f"{kind} {as_name}", 1)
        return "".join(lines)


@dataclass(frozen=True)
class ValueAnswer:
    """The variables that answer an exercise, in the order in which ``check`` takes them."""

    name: str
    values: dict[str, Any]

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What a grade cell hands to ``check`` after the key."""
        return tuple(self.values.values())

    def source(self) -> str:
        """Return the text of a cell that assigns the variables."""
        return "".join(f"{name} = {_literal(value)}\n" for name, value in self.values.items())


@dataclass(frozen=True)
class FunctionMisconception(FunctionAnswer):
    """A wrong function that students really write.

    Attributes
    ----------
    sentence : str
        For a student who made it: what was done, and what is meant.
    loses : tuple of str
        Exactly the parts of the check that it must fail.
    """

    sentence: str
    loses: tuple[str, ...]


@dataclass(frozen=True)
class ValueMisconception(ValueAnswer):
    """A wrong result that students really hand in; `sentence` and `loses` as for functions."""

    sentence: str
    loses: tuple[str, ...]


Answer = FunctionAnswer | ValueAnswer
Misconception = FunctionMisconception | ValueMisconception


def misconception(
    sentence: str, *, loses: tuple[str, ...]
) -> Callable[[Callable], FunctionMisconception]:
    """Turn a wrong function into the `FunctionMisconception` of the same name."""

    def wrap(function: Callable) -> FunctionMisconception:
        return FunctionMisconception(function.__name__, function, sentence, loses)

    return wrap


def _literal(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()!r})"
    return repr(value)
