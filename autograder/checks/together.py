"""One function for several mistakes that are whole functions and cannot be nested."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType
from typing import Any

__all__ = ["Together", "together", "together_in"]


@dataclass(frozen=True)
class Together:
    """A function, or a class of modules, that can have any of several mistakes.

    Attributes
    ----------
    names : tuple of str
        The names of the misconceptions.
    function : callable
        Its first argument is the set of names of the mistakes that it should have.
    """

    names: tuple[str, ...]
    function: Callable[..., Any]
    _made: dict[frozenset[str], Callable[..., Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def having(self, *names: str) -> Callable[..., Any]:
        """Return the function with these mistakes; the same object for the same names."""
        key = frozenset(names)
        return self._made.setdefault(key, partial(self.function, key))


def together(*names: str) -> Callable[[Callable[..., Any]], Together]:
    """Turn a function whose first argument is the names of its mistakes into a `Together`."""
    return partial(Together, names)


def together_in(module: ModuleType) -> Together | None:
    """Return the `Together` of a module of answers, if it has one."""
    return next((each for each in vars(module).values() if isinstance(each, Together)), None)
