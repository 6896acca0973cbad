"""Find a small case on which a function fails, for a student to run at home.

It is drawn from a part with a separate generator, so that it is not a hidden case, and then made
smaller as long as the function fails in the same way.
"""

import warnings
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations, product
from typing import Any

import numpy as np

from autograder.checks.cases import Case, Part, generator
from autograder.checks.function_check import CHECKS_KEPT, FunctionCheck
from autograder.checks.outcomes import Outcome, Trial, attempt
from autograder.checks.structure import compare_all

__all__ = ["failing_example"]

MOST_TRIED = 40  # calls of the student's function
MOST_ASKED = 150  # calls of the course's function
MOST_NUMBERS = 120  # numbers in a case that is shown
FEW_NUMBERS = 24  # small enough to stop searching
STRIDES = (1, 2, 3)
EXPECTED_KEPT = 2_000

Arrays = dict[Any, np.ndarray]
Axis = tuple[Any, int]  # the name of an array, and the number of its axis


def failing_example(
    check: FunctionCheck, part: Part, function: Callable[..., Any], seed: int
) -> Trial | None:
    """Return a trial of a small case that a function fails, or None if none is found."""
    drawn = _drawn(check, seed)
    search = _Search(check, part, drawn, function)
    for case in sorted(filter(_is_plain, drawn.cases[part]), key=_about_itself):
        if found := search.failure(case):
            smallest = search.rounded(search.smaller(found))
            return smallest if _size(_case(smallest)) <= MOST_NUMBERS else None
    return None


@dataclass(frozen=True)
class _Drawn:
    """The cases of a check for feedback, and what is expected of them and of smaller ones.

    They are the same for all submissions of a run, and so are most of the smaller ones.
    """

    cases: dict[Part, list[Case]]
    _expected: dict[Hashable, Any] = field(default_factory=dict)

    def expected(self, part: str, case: Case, find: Callable[[Case], Any]) -> Any:
        """Return what `find` returned for an equal case of this part, or returns now."""
        key = part, _contents(case)
        if len(self._expected) >= EXPECTED_KEPT:
            self._expected.clear()
        if key not in self._expected:
            self._expected[key] = find(case)
        return self._expected[key]


@lru_cache(maxsize=CHECKS_KEPT)
def _drawn(check: FunctionCheck, seed: int) -> _Drawn:
    return _Drawn(
        {
            part: list(part.draw(generator(seed, check.key, f"{part.name}, for feedback")))
            for part in check.parts
        }
    )


class _Search:
    def __init__(
        self, check: FunctionCheck, part: Part, drawn: _Drawn, function: Callable[..., Any]
    ) -> None:
        self._check, self._part, self._drawn, self._function = check, part, drawn, function
        self._dtype = part in check.dtype_parts(drawn.cases)
        self._tries, self._asks = MOST_TRIED, MOST_ASKED

    def failure(self, case: Case) -> Trial | None:
        """Return the trial of a case if the function fails it and the course's passes it."""
        trial = self._asked(case) if self._tries and self._asks else None
        if trial is None:
            return None
        self._tries -= 1
        trial = replace(trial, outcome=attempt(self._function, case))
        if trial.outcome.stopped:
            self._tries = 0
        return trial if trial.failed and trial.outcome.about_case else None

    def smaller(self, found: Trial) -> Trial:
        """Return a trial with fewer numbers that fails in the same way."""
        for shrink in (_together, _in_step):
            for axes in _groups(_arrays(_case(found)), shrink is _in_step):
                arrays = _arrays(_case(found))
                shorter = (self._same(found, each) for each in shrink(arrays, axes))
                found = next(filter(None, shorter), found)
                if _size(_case(found)) <= FEW_NUMBERS:
                    return found
        return found

    def rounded(self, found: Trial) -> Trial:
        """Return a trial with integers in the same order, if it fails in the same way."""
        arrays = _arrays(_case(found))
        for names in (list(arrays), *([name] for name in arrays)):
            whole = {name: _ranks(arrays[name]) for name in names}
            if simple := self._same(found, {**arrays, **whole}):
                return simple
        return found

    def _same(self, found: Trial, arrays: Arrays) -> Trial | None:
        other = self.failure(_with(_case(found), arrays))
        return other if other is not None and _kind(other) == _kind(found) else None

    def _asked(self, case: Case) -> Trial | None:
        """Return a trial without outcome; None if the course's function does not pass."""
        self._asks -= 1
        expected = self._drawn.expected(self._part.name, case, self._expected)
        if expected is None:
            return None
        return self._check.trial(self._part, case, expected, self._dtype, Outcome())

    def _expected(self, case: Case) -> Any:
        """Return what the oracle does; None if the course's function does not."""
        check, part = self._check, self._part
        right = check.reference.function
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                own = case.hand_over(right)  # the faster of the two
                expected = case.hand_over(check.oracle)
                same = compare_all(own, expected, check.returns, part.only, check.rtol) is None
            except Exception:  # arrays that do not fit together may raise anything
                return None
        return expected if same else None


def _contents(case: Case) -> Hashable:
    """Return all that a plain case is called with, as a key."""
    return tuple((name, _content(value)) for name, value in _given(case).items())


def _content(value: Any) -> Hashable:
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str, value.tobytes()
    return repr(value)


def _kind(trial: Trial) -> tuple[str, str]:
    """Return in which way a trial failed."""
    mismatch = None if trial.outcome.error else trial.mismatch()
    return trial.outcome.error, mismatch.stage if mismatch else ""


def _case(trial: Trial) -> Case:
    assert trial.case is not None
    return trial.case


def _is_plain(case: Case) -> bool:
    """Return whether a case is a plain call that fits in a few lines."""
    given = (*case.args, *case.kwargs.values())
    return case.use is None and all(isinstance(each, np.ndarray) or _short(each) for each in given)


def _short(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_short, value))
    return value is None or isinstance(value, bool | int | float | str)


def _about_itself(case: Case) -> tuple[bool, int]:
    """Sort the small cases first, and last those that are about a part of their own."""
    return case.only_dtype, _size(case)


def _size(case: Case) -> int:
    return sum(array.size for array in _arrays(case).values())


def _arrays(case: Case) -> Arrays:
    return {name: value for name, value in _given(case).items() if isinstance(value, np.ndarray)}


def _given(case: Case) -> dict[Any, Any]:
    """Return the arguments, by position or name."""
    return {**dict(enumerate(case.args)), **case.kwargs}


def _with(case: Case, arrays: Arrays) -> Case:
    args = tuple(arrays.get(number, value) for number, value in enumerate(case.args))
    kwargs = {name: arrays.get(name, value) for name, value in case.kwargs.items()}
    return replace(case, args=args, kwargs=kwargs)


def _groups(arrays: Arrays, in_step: bool) -> Iterator[tuple[Axis, ...]]:
    """Yield axes of different arrays that may have to be equal, larger groups first.

    Not all groups are right: the course's function refuses arrays that do not fit together.

    Parameters
    ----------
    in_step : bool
        Whether the axes are at the same position from the end, instead of equally long.
    """
    axes = [(name, axis) for name, array in arrays.items() for axis in range(array.ndim)]
    for count in (2,) if in_step else range(min(3, len(arrays)), 0, -1):
        for group in combinations(axes, count):
            alike = {
                _from_end(arrays, each) if in_step else _length(arrays, each) for each in group
            }
            if len(alike) == 1 and len({name for name, _ in group}) == count:
                yield group


def _together(arrays: Arrays, axes: tuple[Axis, ...]) -> Iterator[Arrays]:
    """Yield arrays in which these axes are shorter, and equally long."""
    lengths = {_length(arrays, each) for each in axes}
    for new in _shorter(lengths.pop()) if len(lengths) == 1 else ():
        yield _cut(arrays, dict.fromkeys(axes, new))


def _in_step(arrays: Arrays, axes: tuple[Axis, ...]) -> Iterator[Arrays]:
    """Yield arrays in which two axes are shorter, one by a multiple of the other: a stride."""
    for long, short in (axes, axes[::-1]):
        length = _length(arrays, short)
        for stride, new in product(STRIDES, _shorter(length)):
            cut = _length(arrays, long) - stride * (length - new)
            if cut > 0:
                yield _cut(arrays, {long: cut, short: new})


def _shorter(length: int) -> Iterable[int]:
    return sorted({1, 2, length // 2, length - 1} & set(range(1, length)))


def _length(arrays: Arrays, axis: Axis) -> int:
    return arrays[axis[0]].shape[axis[1]]


def _from_end(arrays: Arrays, axis: Axis) -> int:
    return axis[1] - arrays[axis[0]].ndim


def _cut(arrays: Arrays, lengths: dict[Axis, int]) -> Arrays:
    cut = dict(arrays)
    for (name, axis), length in lengths.items():
        cut[name] = cut[name].take(range(length), axis=axis)
    return cut


def _ranks(array: np.ndarray) -> np.ndarray:
    """Return integers in the same order and with the same signs, if these are floats."""
    if array.dtype.kind != "f" or not np.isfinite(array).all():
        return array
    values = np.unique(array)
    ranks = np.searchsorted(values, array) - np.searchsorted(values, 0.0)
    return (ranks + (array > 0) * (0.0 not in values)).astype(array.dtype)
