"""Where a wrong value is right: in some images or rows, a few rows away, in a part of it."""

from collections.abc import Iterator
from functools import partial
from itertools import product

import numpy as np

from autograder.checks.wrong_value import IMAGES, MANY, STRONG, Test, WrongValue
from cnnlib.checking import wrong_values

__all__ = ["cut", "moved", "right_in_places", "same_along", "same_for_all", "shifted"]

FARTHEST = 3  # rows or columns by which a result can be out of place, or wrong at its border
INSIDE = 4  # the whole is at most so many times what is within a border


def right_in_places(pair: WrongValue, _: Test) -> Iterator[str]:
    """Yield in which images, channels or rows the result is right, if it is only there."""
    got, want = pair.got, pair.want
    wrong = wrong_values(got, want, pair.rtol)
    if want.ndim in (1, 2) or (want.ndim == IMAGES and pair.wrong >= STRONG):
        yield from _right_but_for_an_end(wrong)
    if want.ndim != IMAGES or pair.wrong < STRONG:
        return
    if not _is_one_for_each_image(pair):
        return
    for axis, words in ((0, "image"), (1, "channel")):
        others = tuple(other for other in range(IMAGES) if other != axis)
        bad = np.atleast_1d(wrong.any(axis=others))
        if len(bad) > 1 and not bad[0] and bad[1:].all():
            yield f"is right only for the first {words}."
        if len(bad) > 1 and not bad[-1] and bad[:-1].all():
            yield f"is right only for the last {words}."
    if any(not inside.any() for inside in _insides(wrong)):
        yield "is right inside, but wrong along the border."


def same_for_all(pair: WrongValue, same: Test) -> Iterator[str]:
    """Yield which one result every image, or every channel, has."""
    got, want = pair.got, pair.want
    axes = {0: "image"} if want.ndim > 1 and _is_one_for_each_image(pair) else {}
    axes |= {1: "channel"} if want.ndim == IMAGES else {}
    for axis, word in axes.items():
        if pair.wrong < STRONG or want.shape[axis] < 2 or not same_along(got, axis, same):
            continue
        one = got.take([0], axis)
        for right, words in (
            (want.take([0], axis), f"that of the first {word}"),
            (want.take([-1], axis), f"that of the last {word}"),
            (want.mean(axis, keepdims=True), f"the average over the {word}s"),
            (want.sum(axis, keepdims=True), f"the sum over the {word}s"),
        ):
            if same(one, right):
                yield f"is the same for every {word}: {words}."


def same_along(array: np.ndarray, axis: int, same: Test) -> bool:
    """Tell whether all along an axis is equal."""
    return same(array, np.broadcast_to(array.take([0], axis), array.shape))


def _is_one_for_each_image(pair: WrongValue) -> bool:
    given = (*pair.case.args, *pair.case.kwargs.values())
    images = next((a for a in given if isinstance(a, np.ndarray) and a.ndim == IMAGES), None)
    return images is not None and len(images) == len(pair.want)


def _insides(wrong: np.ndarray) -> Iterator[np.ndarray]:
    """Yield what is left without a border, as long as it is not too small."""
    rows, columns = wrong.shape[-2:]
    for down, across in product(range(FARTHEST + 1), repeat=2):
        inside = wrong[..., down : rows - down, across : columns - across]
        if (down or across) and INSIDE * inside.size >= wrong.size:
            yield inside


def _right_but_for_an_end(wrong: np.ndarray) -> Iterator[str]:
    """Yield which row or column at an end holds all that is wrong."""
    ends = {-2: "row", -1: "column"} if wrong.ndim > 1 else {-1: "number"}
    for axis, words in ends.items():
        lines = np.moveaxis(wrong, axis, 0)
        counts = len(lines) > 1 or wrong.size == 1  # a single number contradicts nothing
        if counts and not lines[:-1].any():
            yield f"is right except for its last {words}."
        if counts and not lines[1:].any():
            yield f"is right except for its first {words}."
    counts = wrong.ndim > 1 and (min(wrong.shape[-2:]) > 2 or wrong.size == 1)
    if counts and not wrong[..., :-1, :-1].any():
        yield "is right except for its last row or column."


def moved(pair: WrongValue, same: Test) -> Iterator[str]:
    """Compare with the right values, a few rows or columns from where they should be."""
    got, want = pair.got, pair.want
    if want.ndim not in (2, IMAGES) or min(want.shape[-2:]) < 3:
        return
    steps = range(-FARTHEST, FARTHEST + 1)
    for down, across in product(steps, steps):
        there, here = _overlap(got, down, across), _overlap(want, -down, -across)
        if (down or across) and here.size >= MANY and np.ptp(here) and same(there, here):
            yield (
                "holds the right numbers, but some rows or columns from where they should be: "
                "look at where you begin to read, write or cut."
            )
            return


def _overlap(array: np.ndarray, down: int, across: int) -> np.ndarray:
    """Return what remains of an array after removing rows and columns at its beginning or end."""
    rows, columns = (slice(step, None) if step >= 0 else slice(step) for step in (down, across))
    return array[..., rows, columns]


def shifted(pair: WrongValue, _: Test) -> Iterator[str]:
    off = pair.got - pair.want
    error = pair.rtol * max(1.0, float(np.abs(pair.want).max()))
    near = partial(np.allclose, rtol=0, atol=2 * error)
    if not np.abs(off).max() > 100 * error:
        return
    if pair.wrong >= STRONG and near(off, off.flat[0]):
        yield "differs from the right one by the same number everywhere: look at what is added."
    elif off.ndim == 2 and off.shape[1] > 1 and pair.wrong >= STRONG and near(off, off[:, :1]):
        yield "differs by a constant in each row: look at what is added to a row, or subtracted."
    elif off.ndim == IMAGES and near(off, off[:1, :, :1, :1]) and off[0, 0].size >= STRONG:
        yield "differs by a constant in each channel: look at what is added to a channel, the bias."


def cut(got: np.ndarray, want: np.ndarray, same: Test) -> Iterator[str]:
    if not (np.ptp(want) and np.ptp(got)):  # zeros are the same in any place
        return
    (h, w), (rows, columns) = got.shape[-2:], want.shape[-2:]
    if h <= rows and w <= columns:
        if same(got, want[..., :h, :w]):
            yield "is right, but rows or columns at its end are missing."
        elif same(got, _middle(want, h, w)):
            yield "is the middle of what it should be: rows or columns are missing on all sides."
    if h >= rows and w >= columns:
        if same(got[..., :rows, :columns], want):
            yield "is right, but has too many rows or columns at its end."
        elif same(_middle(got, rows, columns), want):
            yield "is right in its middle, but has too many rows or columns on all sides."


def _middle(array: np.ndarray, rows: int, columns: int) -> np.ndarray:
    top, left = (array.shape[-2] - rows) // 2, (array.shape[-1] - columns) // 2
    return array[..., top : top + rows, left : left + columns]
