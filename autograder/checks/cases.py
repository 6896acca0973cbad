"""A case: one call of a student's function, with a label that does not give the answer away."""

import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any, TypedDict
from weakref import WeakKeyDictionary

import numpy as np

__all__ = ["Case", "Flags", "Part", "array_text", "generator"]


FLOAT64 = np.dtype(np.float64).itemsize
LINE = 70  # characters
USUAL = (np.dtype(bool), np.dtype(np.int64), np.dtype(np.float64))  # `np.array`'s defaults
BLANK_LINES = re.compile(r"\n{2,}")  # which NumPy prints between the axes


class Flags(TypedDict, total=False):
    """Optional properties of a case, as documented in `Case`."""

    public: bool
    read_only: bool
    only_dtype: bool


@dataclass(frozen=True)
class Case:
    """One call of a student's function.

    Attributes
    ----------
    label : str
        The case in words, with shapes but without values.
    args, kwargs
        What the function is called with.
    public : bool
        Whether feedback may show the call, what came back and what was expected.
    read_only : bool
        Whether the arrays are handed over read-only, so that a function that writes into its
        input raises.
    only_dtype : bool
        Whether only a wrong dtype fails: the option that the case is about has a part of its own.
    use : callable, optional
        How to use the student's work, if it is more than a call with the arguments: takes the
        work, which may be a class, and then the arguments, and returns what is compared. The
        oracle is used in the same way.
    outcomes : mapping
        Cached results of the known mistakes, by function: every answer is compared with them.
    messages : dict
        The cached message that calls a student's function, as in `sandbox.remote.Repeated`.
    """

    label: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)
    public: bool = False
    read_only: bool = False
    only_dtype: bool = False
    use: Callable[..., Any] | None = None
    outcomes: MutableMapping[Callable[..., Any], Any] = field(
        default_factory=WeakKeyDictionary, init=False, repr=False, compare=False
    )
    messages: dict[tuple[int, str], bytes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def hand_over(self, function: Callable[..., Any]) -> Any:
        """Call `function` with copies of the arrays, so that it cannot change the originals."""
        if self.use is not None:
            function = partial(self.use, function)
        args, kwargs = self.given()
        return function(*args, **kwargs)

    def given(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return the arguments, with copies of the arrays."""
        args = tuple(self._copy(value) for value in self.args)
        return args, {name: self._copy(value) for name, value in self.kwargs.items()}

    def again(self) -> "Case | None":
        """Return the same call with other numbers, or None if it has no float array to change.

        It catches an answer that caches its result by shape, which is right as long as no shape is
        repeated. One array is reversed, so that its values stay within the range that the case
        describes; integers, which may be indices or classes, stay the same.
        """
        if self.only_dtype:
            return None
        given: dict[Any, Any] = {**dict(enumerate(self.args)), **self.kwargs}
        turned = {name: np.flip(array) for name, array in given.items() if _is_float_array(array)}
        name = next((name for name in turned if (turned[name] != given[name]).any()), None)
        if name is None:
            return None
        given[name] = turned[name]
        return replace(
            self,
            label=f"{self.label}, a second time with other numbers",
            args=tuple(given[number] for number in range(len(self.args))),
            kwargs={name: given[name] for name in self.kwargs},
            public=False,
        )

    def call_text(self, function_name: str, parameters: Sequence[str]) -> str:
        """Return the call as code to paste; `parameters` are the names of the positional ones."""
        given = dict(zip(parameters, self.args, strict=False)) | self.kwargs
        by_name = [not isinstance(value, np.ndarray) for value in given.values()]
        arguments = [
            name if not any(by_name[: number + 1]) else f"{name}={_short(name, given)}"
            for number, name in enumerate(given)
        ]
        arrays = {name: value for name, value in given.items() if isinstance(value, np.ndarray)}
        lines = [f"{name} = {array_text(array, f'{name} = ')}" for name, array in arrays.items()]
        return "\n".join([*lines, _call(function_name, arguments)])

    @property
    def short_floats(self) -> bool:
        """Whether it has float arrays shorter than float64, whose dtype must be kept."""
        given = (*self.args, *self.kwargs.values())
        return any(_is_float_array(value) and value.dtype.itemsize < FLOAT64 for value in given)

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
        Takes a random generator and returns the cases, all of which must pass.
    only : tuple of str
        The names of the returned values that count here, if there are several; all of them if
        empty.
    dtype : bool
        Whether a wrong dtype fails this part. It also fails parts that draw float32 arrays or,
        where there is neither, the first part.
    rtol : float, optional
        Replaces the check's `rtol`; see `cnnlib.checking.compare`.
    at_home : tuple of str
        Lines that repeat its cases at home, as in `autograder.checks.at_home`, for those that are
        more than a plain call.
    """

    name: str
    points: float
    draw: Callable[[np.random.Generator], Iterable[Case]]
    only: tuple[str, ...] = ()
    dtype: bool = False
    rtol: float | None = None
    at_home: tuple[str, ...] = ()

    def draw_with_again(self, rng: np.random.Generator) -> list[Case]:
        """Draw the cases, and repeat one of them with other numbers (`Case.again`)."""
        cases = list(self.draw(rng))
        repeated = (case.again() for case in reversed(cases))
        return [*cases, *islice(filter(None, repeated), 1)]


def generator(seed: int, key: str, part: str) -> np.random.Generator:
    """Return the random generator of one part, independent of all other parts and checks."""
    # The same as from a list of these numbers, which NumPy would turn into words one by one.
    entropy = [*_words(seed), *f"{key}/{part}".encode()]
    return np.random.default_rng(np.array(entropy, np.uint32))


def _words(number: int) -> Iterator[int]:
    """Yield the words of 32 bits of a number, the lowest first; at least one."""
    yield number & 0xFFFFFFFF
    while (number := number >> 32) > 0:
        yield number & 0xFFFFFFFF


def _is_float_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def _short(name: str, given: dict[str, Any]) -> str:
    return name if isinstance(given[name], np.ndarray) else repr(given[name])


def _call(function_name: str, arguments: Iterable[str]) -> str:
    """Return a call, with a new line before an argument that does not fit in one."""
    lines, indent = [f"{function_name}("], " " * (len(function_name) + 1)
    for number, argument in enumerate(arguments):
        between = ", " if number else ""
        if number and len(lines[-1] + between + argument) > LINE:
            lines[-1] += ","
            lines.append(indent)
            between = ""
        lines[-1] += between + argument
    return "\n".join(lines) + ")"


def array_text(array: np.ndarray, indent: str = "") -> str:
    """Return a small array as Python code; `indent` is the text before it on its first line."""
    dtype = "" if array.dtype in USUAL else f", dtype=np.{array.dtype}"
    before, after = f"{indent}np.array(", f"{dtype})"
    whole = np.array2string(array, LINE, separator=", ", prefix=before, suffix=after)
    text = BLANK_LINES.sub("\n", whole)
    return f"np.array({text}{dtype})"
