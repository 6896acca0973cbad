"""A case: one call of a student's function, and how to name it without giving it away."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

__all__ = ["Case", "Part", "array_text", "generator"]


@dataclass(frozen=True)
class Case:
    """One call of a student's function.

    Attributes
    ----------
    label : str
        The case in words, shapes included, values not.
    args, kwargs
        What the function is called with.
    public : bool
        Whether feedback may show the call, what came back and what was expected.
    read_only : bool
        Whether the arrays are handed over read-only, so that a function that writes into its
        input raises.
    use : callable, optional
        How to put the student's work to use, where calling it with the arguments is not all: takes
        it, which may be a class, and then the arguments, and returns what is compared. The oracle
        is put to the same use.
    """

    label: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)
    public: bool = False
    read_only: bool = False
    use: Callable[..., Any] | None = None

    def hand_over(self, function: Callable) -> Any:
        """Call `function` with copies of the arrays: whatever it does to them stays with it."""
        if self.use is not None:
            function = partial(self.use, function)
        args = [self._copy(value) for value in self.args]
        kwargs = {name: self._copy(value) for name, value in self.kwargs.items()}
        return function(*args, **kwargs)

    def call_text(self, function_name: str, parameters: Sequence[str]) -> str:
        """Write the call so that a student can paste it; `parameters` names the positional ones."""
        given = dict(zip(parameters, self.args, strict=False)) | self.kwargs
        arrays = {name: value for name, value in given.items() if isinstance(value, np.ndarray)}
        by_name = [name not in arrays for name in given]
        arguments = [
            name if not any(by_name[: number + 1]) else f"{name}={_short(name, given)}"
            for number, name in enumerate(given)
        ]
        lines = [f"{name} = {array_text(array, f'{name} = ')}" for name, array in arrays.items()]
        return "\n".join([*lines, f"{function_name}({', '.join(arguments)})"])

    def _copy(self, value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return value
        copy = value.copy()
        copy.flags.writeable = not self.read_only
        return copy


@dataclass(frozen=True)
class Part:
    """A named part of a check, earned as a whole.

    Attributes
    ----------
    draw : callable
        Takes a random generator and returns the cases; every one of them must pass.
    only : tuple of str
        Which of several returned values count here, by the names that the check gives them; all
        of them if empty.
    """

    name: str
    points: float
    draw: Callable[[np.random.Generator], Iterable[Case]]
    only: tuple[str, ...] = ()


def generator(seed: int, key: str, part: str) -> np.random.Generator:
    """Return the random generator of one part: no other part or check changes what it draws."""
    return np.random.default_rng([seed, *f"{key}/{part}".encode()])


def _short(name: str, given: dict[str, Any]) -> str:
    return name if isinstance(given[name], np.ndarray) else repr(given[name])


def array_text(array: np.ndarray, indent: str = "") -> str:
    """Write a small array as Python; `indent` is what stands before it on its first line."""
    return f"np.array({np.array2string(array, separator=', ', prefix=f'{indent}np.array(')})"
