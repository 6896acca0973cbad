"""Find a small case on which a function fails, for a student to run at home.

It is drawn from a part with a separate generator, so that it is not a hidden case, and then made
smaller as long as the function fails in the same way. A known mistake that gives the same result is
tried in its place, because each call of a student's function goes to another process, and because
its small cases serve all students who make it.
"""

import warnings
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import combinations, product
from typing import Any

import numpy as np

from autograder.checks.answers import FunctionMisconception
from autograder.checks.at_home import Lines, lines_case
from autograder.checks.cases import Case, Part, generator
from autograder.checks.function_check import CHECKS_KEPT, FunctionCheck
from autograder.checks.outcomes import Outcome, Trial, attempt
from autograder.checks.structure import compare_all

__all__ = ["Examples"]

MOST_TRIED = 40  # calls of the student's function
MOST_ASKED = 150  # calls of the course's function
MOST_NUMBERS = 150  # numbers in a case that is shown
FEW_NUMBERS = 24  # small enough to stop searching
STRIDES = (1, 2, 3)
ENOUGH_CASES = 16  # of each part: where the size of an image is an argument, none can be cut
EXPECTED_KEPT = 2_000
PARTS_KEPT = 10 * CHECKS_KEPT

Arrays = dict[Any, np.ndarray]
Axis = tuple[Any, int]  # the name of an array, and the number of its axis


class Examples:
    """Small cases on which a function fails, for one part of a check after another.

    A known mistake that gives the same result in one part is tried first in the next.
    """

    def __init__(self, check: FunctionCheck, function: Callable[..., Any], seed: int) -> None:
        self._check, self._function = check, function
        self._drawn, self._seed = _drawn(check, seed), seed
        self._known: FunctionMisconception | None = None

    def failing(self, part: Part) -> Trial | None:
        """Return a trial of a small case of a part, or None if none is found."""
        search = self._searching(part, self._function)
        if self._known and (found := self._like(self._known, search)):
            return found
        for case in _shown(self._check, part, self._seed):
            if found := search.failure(case):
                self._known = self._known_for(found)
                like = self._like(self._known, search) if self._known else None
                smallest = like or search.cut(found)
                if _size(_case(smallest)) <= MOST_NUMBERS:
                    return smallest
        return None

    def _searching(self, part: Part, function: Callable[..., Any]) -> "_Search":
        return _Search(self._check, part, self._drawn, function)

    def _known_for(self, found: Trial) -> FunctionMisconception | None:
        """Return a known mistake with the same result, or None."""
        alike = (
            one
            for one in self._check.misconceptions
            if found.agrees_with(found.outcome_of(one.function), dtype=True)
        )
        return next(alike, None)

    def _like(self, known: FunctionMisconception, search: "_Search") -> Trial | None:
        """Return the trial of the small case of a known mistake, if it is the same here."""
        part = search.part
        key = part.name, known.function
        if key not in self._drawn.of_known:
            self._drawn.of_known[key] = self._smallest(self._searching(part, known.function))
        theirs = self._drawn.of_known[key]
        found = theirs and search.failure(_case(theirs))
        return found if found and theirs and found.agrees_with(theirs.outcome, dtype=True) else None

    def _smallest(self, search: "_Search") -> Trial | None:
        for case in _shown(self._check, search.part, self._seed):
            found = search.failure(case)
            if found and _size(_case(smallest := search.cut(found))) <= MOST_NUMBERS:
                return smallest
        return None


@dataclass(frozen=True)
class _Drawn:
    """The cases of a check for feedback, and what is expected of them and of smaller ones.

    They are the same for all submissions of a run, and so are most of the smaller ones.

    Attributes
    ----------
    cases : dict of Part to list of Case
        Those drawn as for a grade.
    of_known : dict
        The trial of a small case for each known mistake that was asked for, by part and function.
    """

    cases: dict[Part, list[Case]]
    of_known: dict[tuple[str, Callable[..., Any]], Trial | None] = field(default_factory=dict)
    _expected: dict[Hashable, Any] = field(default_factory=dict)

    def expected(self, part: str, case: Case, find: Callable[[Case], Any]) -> Any:
        """Return what `find` returned for an equal case of this part, or returns now."""
        key = part, case.use, _contents(case)
        if len(self._expected) >= EXPECTED_KEPT:
            self._expected.clear()
        if key not in self._expected:
            self._expected[key] = find(case)
        return self._expected[key]


@lru_cache(maxsize=CHECKS_KEPT)
def _drawn(check: FunctionCheck, seed: int) -> _Drawn:
    return _Drawn({part: _draw(check, part, seed, 0) for part in check.parts})


@lru_cache(maxsize=PARTS_KEPT)
def _shown(check: FunctionCheck, part: Part, seed: int) -> list[Case]:
    """Return the cases of a part that can be shown, in the order to try them in."""
    lines = [lines_case(check.name, text) for text in part.at_home]
    return [*lines, *sorted(_enough(partial(_draw, check, part, seed)), key=_about_itself)]


def _draw(check: FunctionCheck, part: Part, seed: int, number: int) -> list[Case]:
    rng = generator(seed, check.key, f"{part.name}, for feedback {number}")
    return list(part.draw(rng))


def _enough(draw: Callable[[int], list[Case]]) -> list[Case]:
    """Return plain cases of several draws; small ones are among them."""
    cases: dict[Hashable, Case] = {}
    for number in range(ENOUGH_CASES):
        before = len(cases)
        for case in filter(_is_plain, draw(number)):
            cases.setdefault(_contents(case), case)
        if not before < len(cases) < ENOUGH_CASES:
            break
    return list(cases.values())


class _Search:
    """The search for a case of one part that one function fails."""

    def __init__(
        self, check: FunctionCheck, part: Part, drawn: _Drawn, function: Callable[..., Any]
    ) -> None:
        self.part = part
        self._check, self._drawn, self._function = check, drawn, function
        self._dtype = part in check.dtype_parts(drawn.cases)
        self._tries, self._asks = MOST_TRIED, MOST_ASKED

    def cut(self, found: Trial) -> Trial:
        """Return the case that is left of one with fewer and rounder numbers, step by step."""
        return self._rounded(self._smaller(found))

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

    def _smaller(self, found: Trial) -> Trial:
        """Return a trial with fewer numbers that fails in the same way."""
        for shrink in (_together, _in_step):
            for axes in _groups(_arrays(_case(found)), shrink is _in_step):
                arrays = _arrays(_case(found))
                shorter = (self._same(found, each) for each in shrink(arrays, axes))
                found = next(filter(None, shorter), found)
                if _size(_case(found)) <= FEW_NUMBERS:
                    return found
        return found

    def _rounded(self, found: Trial) -> Trial:
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
        expected = self._drawn.expected(self.part.name, case, self._expected)
        if expected is None:
            return None
        trial = self._check.trial(self.part, case, expected, self._dtype, Outcome())
        names, only = self._compared(case)
        return replace(trial, names=names, only=only)

    def _compared(self, case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the names of the values, and of those that count; for lines, the last is all."""
        return ((), ()) if isinstance(case.use, Lines) else (self._check.returns, self.part.only)

    def _expected(self, case: Case) -> Any:
        """Return what the oracle does; None if the course's function does not."""
        check, right = self._check, self._check.reference.function
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                own = case.hand_over(right)  # the faster of the two
                expected = case.hand_over(check.oracle)
                same = compare_all(own, expected, *self._compared(case), check.rtol) is None
            except Exception:  # arrays that do not fit together may raise anything
                return None
        return expected if same else None


def _contents(case: Case) -> Hashable:
    """Return all that a case is called with, as a key."""
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
    return sorted({1, 2, length // 3, length // 2, length - 1} & set(range(1, length)))


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
