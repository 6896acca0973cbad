"""How wrong values are related to the right ones, for feedback where no known mistake fits.

Each sentence is a fact about what came back, so it holds whatever the student did.
"""

from collections.abc import Iterator
from functools import partial
from itertools import permutations
from typing import Any

import numpy as np

from autograder.checks.factors import scaled, scaled_by_channel, times_an_argument
from autograder.checks.outcomes import Trial
from autograder.checks.places import cut, moved, right_in_places, same_along, same_for_all, shifted
from autograder.checks.structure import arrays_in, base_name, named_values
from autograder.checks.wrong_value import (
    IMAGES,
    MANY,
    STRONG,
    Test,
    WrongValue,
    numbers,
    same_values,
)
from cnnlib.checking import tolerance

__all__ = ["relations"]

ENOUGH = 2  # trials in which a relation holds,
ENOUGH_NUMBERS = 3  # the same for single numbers
MOST_SAID = 2
MOST_DIGITS = 8  # after the point: results that are rounded to more are right


def relations(trials: list[Trial]) -> list[str]:
    """Return sentences on how the wrong values of an answer are related to the right ones."""
    with np.errstate(all="ignore"):  # wrong values may be huge
        seen = list(_pairs(trials))
        said = []
        for name in dict.fromkeys(pair.name for pair in seen):
            of_name = [pair for pair in seen if pair.name == name]
            said += list(_of_one_value(of_name))[:1]
        return [*_other_order(trials), *said][:MOST_SAID]


def _sentences(pair: WrongValue) -> list[str]:
    """Return the relations that hold for a wrong value, the most specific first."""
    subject = f"`{pair.name}`" if pair.name else "The result"
    same = partial(same_values, pair.rtol)
    finders = _OF_ONE_SHAPE if pair.got.shape == pair.want.shape else _OF_OTHER_SHAPES
    return [f"{subject} {said}" for find in finders for said in find(pair, same)]


def _pairs(trials: list[Trial]) -> Iterator[WrongValue]:
    for trial in trials:
        case = trial.case
        if case is None or trial.outcome.error:
            continue
        got, want = (
            named_values(value, trial.names) for value in (trial.outcome.value, trial.expected)
        )
        rtol = trial.rtol or tolerance(*arrays_in(trial.expected), *arrays_in(got))
        for name in want:
            counts = not trial.only or not name or base_name(name) in trial.only
            if not counts or base_name(name) != name:
                continue
            one, other = numbers(got.get(name)), numbers(want[name])
            if one is None or other is None or _is_a_fact(name, one, other):
                continue
            if not same_values(rtol, one, other):
                yield WrongValue(trial.part, name, one, other, case, rtol)


def _is_a_fact(name: str, got: np.ndarray, want: np.ndarray) -> bool:
    """Tell whether values say only whether something is so: 1, 0, or between for other mistakes."""
    return " " in name and {*got.flat, *want.flat} <= {0.0, 0.5, 1.0}


def _of_one_value(pairs: list[WrongValue]) -> Iterator[str]:
    """Yield the relations that hold in enough trials, and in all of the first wrong part.

    That of the most trials comes first: 0.5 times, for two images, is less than the cause.
    """
    said = [(pair, _sentences(pair)) for pair in pairs]
    first = [sentences for pair, sentences in said if pair.part == pairs[0].part]
    held = []
    for sentence in first[0]:
        sizes = [pair.wrong for pair, sentences in said if sentence in sentences]
        often = len(sizes) >= (ENOUGH_NUMBERS if max(sizes) == 1 else ENOUGH)
        enough = often and (max(sizes) == 1 or sum(sizes) >= MANY)
        if enough and all(sentence in sentences for sentences in first):
            held.append((len(sizes), sentence))
    yield from (sentence for _, sentence in sorted(held, key=lambda each: -each[0]))


def _other_order(trials: list[Trial]) -> Iterator[str]:
    """Yield a sentence if an answer returns its values in another order."""
    found: list[tuple[int, ...] | None] = []
    names: tuple[str, ...] = ()
    for trial in trials:
        got, want = trial.outcome.value, trial.expected
        several = isinstance(got, tuple | list) and isinstance(want, tuple)
        if trial.outcome.error or not several or len(got) != len(want) or len(want) < 2:
            continue
        values = [numbers(v) for v in got], [numbers(v) for v in want]
        if any(v is None for each in values for v in each):
            continue
        rtol = trial.rtol or tolerance(*arrays_in(want), *arrays_in(got))
        if order := _order(rtol, *values):
            found.append(order)
            names = max(
                names, tuple(trial.names[i] for i in order if i < len(trial.names)), key=len
            )
    if len(found) >= ENOUGH and names:
        yield f"The values are in the wrong order: you return {', '.join(names)}."


def _order(rtol: float, got: list[Any], want: list[Any]) -> tuple[int, ...] | None:
    places = [[i for i, right in enumerate(want) if same_values(rtol, each, right)] for each in got]
    if any(len(each) != 1 for each in places):
        return None
    order = tuple(each[0] for each in places)
    return order if order != tuple(range(len(want))) and len(set(order)) == len(order) else None


def _of_the_input(pair: WrongValue, same: Test) -> Iterator[str]:
    given = [numbers(value) for value in (*pair.case.args, *pair.case.kwargs.values())]
    if any(value is not None and value.ndim and same(pair.got, value) for value in given):
        yield "is one of the arguments, unchanged."
    elif pair.wrong >= STRONG and not pair.got.any():
        yield "is 0 everywhere."


def _turned(pair: WrongValue, same: Test) -> Iterator[str]:
    got, want = pair.got, pair.want
    if pair.wrong < STRONG:
        return
    for axis in range(want.ndim):
        if same(got, np.flip(want, axis)):
            yield f"is reversed along axis {axis}."
    if want.ndim > 1 and same(got, np.flip(want, (-2, -1))):
        yield "is rotated by 180 degrees: its last two axes are reversed."
    yield from _transposed(pair, same)


def _transposed(pair: WrongValue, same: Test) -> Iterator[str]:
    got, want = pair.got, pair.want
    if 2 <= want.ndim <= IMAGES:
        for order in permutations(range(want.ndim)):
            if order != tuple(range(want.ndim)) and same(got, want.transpose(order)):
                yield f"has its axes in the wrong order: it is the right one transposed by {order}."


def _rotated(pair: WrongValue, same: Test) -> Iterator[str]:
    """Compare products that no rotation changes, whatever the signs of eigenvectors are."""
    got, want = pair.got, pair.want
    if want.ndim != 2 or len(want) < 2 or pair.wrong < STRONG:
        return
    if same(got.T @ got, want.T @ want) or same(got @ got.T, want @ want.T):
        yield (
            "is right but for a rotation: one product with an orthogonal matrix, as that of the "
            "eigenvectors, is missing or too much."
        )


def _not_symmetric(pair: WrongValue, same: Test) -> Iterator[str]:
    got, want = pair.got, pair.want
    if want.ndim == 2 and len(want) > 1 and same(want, want.T) and not same(got, got.T):
        yield (
            "should be symmetric, and is not: of the products with the eigenvectors, on the left "
            "and transposed on the right, is one missing?"
        )


def _element_by_element(pair: WrongValue, same: Test) -> Iterator[str]:
    """Compare with the effect of a missing or an extra function of each number."""
    got, want = pair.got, pair.want
    if pair.wrong < STRONG:
        return
    for holds, said in (
        (same(np.maximum(got, 0), want), "is right except for numbers below 0, which should be 0."),
        (same(got, np.maximum(want, 0)), "has 0 in place of every number below 0."),
        (same(got, np.abs(want)), "has lost the sign of the numbers below 0."),
        (same(np.abs(got), want), "is right except for its sign: it should be the absolute value."),
        (same(got, np.trunc(want)), "is right, but truncated to whole numbers."),
        (same(got, np.rint(want)), "is right, but rounded to whole numbers."),
        (same(got, want**2), "is the square of what it should be."),
        (same(got**2, want), "is the square root of what it should be."),
        (same(got, np.exp(want)), "is the exponential of what it should be."),
        (same(np.exp(got), want), "is the logarithm of what it should be."),
        (same(got * want, np.ones_like(want)), "is 1 divided by what it should be."),
    ):
        if holds:
            yield said


def _rounded(pair: WrongValue, same: Test) -> Iterator[str]:
    for digits in range(1, MOST_DIGITS + 1):
        if same(pair.got, np.round(pair.want, digits)):
            yield f"is right, but rounded to {digits} decimal{'s' * (digits > 1)}."


def _added_up(pair: WrongValue, same: Test) -> Iterator[str]:
    """Compare with sums of the right numbers: all of them, running totals, over the channels."""
    got, want = pair.got, pair.want
    if want.size < 2 or not want.any():
        return
    if np.ptp(want) and same(got, np.full_like(want, want.sum())):
        yield "holds the sum of all the right numbers, in every place."
    for axis, words in ((0, "image"), (1, "channel")) if want.ndim == IMAGES else ():
        if pair.wrong < STRONG or want.shape[axis] < 2:
            continue
        if same(got, np.cumsum(want, axis)):
            yield f"adds up from {words} to {words}: is a sum not set back to 0?"
        elif same(got.sum(axis), want.sum(axis)) and not same_along(got, axis, same):
            yield f"has the right sum over the {words}s, but numbers are in the wrong {words}."


def _reordered(pair: WrongValue, _: Test) -> Iterator[str]:
    got, want = (np.sort(each, axis=None) for each in (pair.got, pair.want))
    if len(np.unique(want)) < MANY or not same_values(pair.rtol, got, want):
        return
    if pair.got.shape == pair.want.shape and same_values(
        pair.rtol, np.sort(pair.got, axis=-1), np.sort(pair.want, axis=-1)
    ):
        yield "has the right numbers in every row, but in another order."
    else:
        yield (
            "holds the right numbers in another order: was `reshape` used where axes should be "
            "transposed?"
        )


def _of_another_shape(pair: WrongValue, same: Test) -> Iterator[str]:
    got, want = pair.got, pair.want
    yield from _transposed(pair, same)
    if got.squeeze().shape == want.squeeze().shape and same(got.squeeze(), want.squeeze()):
        more = got.ndim > want.ndim
        yield (
            "holds the right numbers, but axes of length 1 are "
            + ("superfluous." if more else "missing: `keepdims=True` keeps them.")
        )
    elif got.ndim == want.ndim == 1:
        yield from cut(got[np.newaxis], want[np.newaxis], same)
    elif got.ndim == want.ndim and got.shape[:-2] == want.shape[:-2]:
        yield from cut(got, want, same)


_OF_ONE_SHAPE = (
    _of_the_input,
    _turned,
    scaled,
    scaled_by_channel,
    times_an_argument,
    _rotated,
    _element_by_element,
    _rounded,
    _added_up,
    same_for_all,
    right_in_places,
    moved,
    shifted,
    _reordered,
    _not_symmetric,
)
_OF_OTHER_SHAPES = (_of_another_shape, _reordered)
