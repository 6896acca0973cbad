"""Answers that a student could submit, each as an object to check and as text to write."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from textwrap import indent
from types import ModuleType
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
    "misconceptions_in",
    "variant",
    "variants_in",
]

MOST_KEPT = 5_000  # more than the pairs of mistakes in the exercises of one chapter


@dataclass(frozen=True)
class FunctionAnswer:
    """A function, or a class, that answers an exercise.

    Attributes
    ----------
    name : str
        Distinguishes it from the other answers to the same exercise.
    function : callable
        It may use the imports of its own file and of the exercise's module, and the chapter's
        exercises, but nothing else: its source must also run in a student's file.
    """

    name: str
    function: Callable[..., Any]

    @property
    def arguments(self) -> tuple[Any, ...]:
        """The arguments that a grade cell passes to ``check`` after the key."""
        return (self.function,)

    def source(self, as_name: str) -> str:
        """Return the source of the function or class, renamed to `as_name`, without decorators."""
        text = inspect.getsource(self.function)
        definition = ast.parse(text).body[0]
        assert isinstance(definition, ast.FunctionDef | ast.ClassDef)
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
        """The arguments that a grade cell passes to ``check`` after the key."""
        return tuple(self.values.values())

    def source(self) -> str:
        """Return the text of a cell that assigns the variables."""
        return "".join(f"{name} = {_literal(value)}\n" for name, value in self.values.items())


@dataclass(frozen=True)
class FunctionMisconception:
    """A mistake that students really make, as one wrong line around the right function.

    Attributes
    ----------
    name : str
    spoil : callable
        Takes the right function first, as ``right``, and then the arguments of the exercise. Like
        an answer, it may use imports only. A mistake that cannot be written like this is given as
        the whole wrong function, or class, without that parameter.
    sentence : str
        Tells a student who made the mistake what they did, and what was expected.
    loses : tuple of str
        The parts of the check that it must fail; it must pass all others.
    reference : FunctionAnswer or None
        The right function; set by the check that the misconception belongs to.
    by_chance : tuple of str
        The parts that it fails in some runs and passes in others.
    """

    name: str
    spoil: Callable[..., Any]
    sentence: str
    loses: tuple[str, ...]
    reference: FunctionAnswer | None = None
    by_chance: tuple[str, ...] = ()

    def around(self, right: Callable[..., Any]) -> Callable[..., Any]:
        """Return `right`, which may have another mistake already, with this mistake added.

        The arguments are passed to `spoil` by name, whether a call gives them by name or not.
        """
        if self.reference is not None and right is self.reference.function:
            return self.function
        return _around(self.spoil, right) if self.takes_right else self.spoil

    @cached_property
    def function(self) -> Callable[..., Any]:
        """The right function with this mistake and no other."""
        return _around(self.spoil, self._right.function) if self.takes_right else self.spoil

    @property
    def arguments(self) -> tuple[Any, ...]:
        """The arguments that a grade cell passes to ``check`` after the key."""
        return (self.function,)

    def source(self, as_name: str) -> str:
        """Return the source of the wrong function, named `as_name`, with the right one inside."""
        if not self.takes_right:
            return FunctionAnswer(self.name, self.spoil).source(as_name)
        spoil = FunctionAnswer(self.name, self.spoil).source(self.name)
        return (
            f"def {as_name}(*args, **kwargs):\n"
            f"{indent(self._right.source('right'), '    ')}\n"
            f"{indent(spoil, '    ')}\n"
            "    from inspect import signature\n\n"
            "    given = signature(right).bind(*args, **kwargs).arguments\n"
            f"    return {self.name}(right, **given)\n"
        )

    @property
    def _right(self) -> FunctionAnswer:
        assert self.reference is not None  # set by the check
        return self.reference

    @cached_property
    def takes_right(self) -> bool:
        """Whether it is a wrong line around the right function, not a whole function."""
        return next(iter(inspect.signature(self.spoil).parameters), None) == "right"


@dataclass(frozen=True)
class ValueMisconception(ValueAnswer):
    """A wrong result that students really submit; see `FunctionMisconception`."""

    sentence: str
    loses: tuple[str, ...]


Answer = FunctionAnswer | ValueAnswer
Misconception = FunctionMisconception | ValueMisconception


def variant(function: Callable[..., Any]) -> FunctionAnswer:
    """Turn a right function into the `FunctionAnswer` of the same name."""
    return FunctionAnswer(function.__name__, function)


def misconception(
    sentence: str, *, loses: tuple[str, ...], by_chance: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], FunctionMisconception]:
    """Turn a wrong line around the right function into the `FunctionMisconception` of that name."""

    def wrap(spoil: Callable[..., Any]) -> FunctionMisconception:
        return FunctionMisconception(spoil.__name__, spoil, sentence, loses, by_chance=by_chance)

    return wrap


def variants_in(module: ModuleType) -> tuple[FunctionAnswer, ...]:
    """Return the answers that a module defines with `variant`, in order."""
    return tuple(each for each in vars(module).values() if isinstance(each, FunctionAnswer))


def misconceptions_in(module: ModuleType) -> tuple[FunctionMisconception, ...]:
    """Return the mistakes that a module defines with `misconception`, in order."""
    return tuple(each for each in vars(module).values() if isinstance(each, FunctionMisconception))


@lru_cache(maxsize=MOST_KEPT)  # cases keep the outcomes of a function, by the function
def _around(spoil: Callable[..., Any], right: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(right)

    @wraps(spoil)
    def wrong(*args: Any, **kwargs: Any) -> Any:
        return spoil(right, **signature.bind(*args, **kwargs).arguments)

    wrong.__signature__ = signature  # type: ignore[attr-defined]  # not that of `spoil`
    return wrong


def _literal(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()!r})"
    return repr(value)
