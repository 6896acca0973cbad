"""Mark a solution with the exercise that it answers, and a wrong one with what is true of it."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["RIGHT", "WRONG", "Wrong", "right", "wrong"]


@dataclass(frozen=True)
class Wrong:
    """A wrong solution.

    Attributes
    ----------
    key : str
        The exercise.
    causes : tuple of str
        The misconceptions that are in it, by name; and words of sentences that are true of it.
    function : callable
    """

    key: str
    causes: tuple[str, ...]
    function: Callable


WRONG: list[Wrong] = []
RIGHT: list[tuple[str, Callable]] = []


def wrong(key: str, *causes: str) -> Callable[[Callable], Callable]:
    """Add a wrong solution of the exercise `key`."""

    def add(function: Callable) -> Callable:
        WRONG.append(Wrong(key, causes, function))
        return function

    return add


def right(key: str) -> Callable[[Callable], Callable]:
    """Add a right solution of the exercise `key`."""

    def add(function: Callable) -> Callable:
        RIGHT.append((key, function))
        return function

    return add
