"""Factors by which a wrong value differs from the right one, for feedback."""

from collections.abc import Iterator
from itertools import permutations

import numpy as np

from autograder.checks.cases import Case
from autograder.checks.wrong_value import IMAGES, Test, WrongValue, numbers

__all__ = ["scaled", "scaled_by_channel", "times_an_argument"]

FEW = 2  # numbers that a relation with so many others must hold for
BYTE = 255  # the largest one, by which images are often divided


def scaled(pair: WrongValue, same: Test) -> Iterator[str]:
    """Compare with multiples of the right values: by a number, or by a size of the case."""
    got, want = pair.got, pair.want
    if not want.any() or not got.any() or (want.size > 1 and pair.wrong < 2):
        return
    factor = float((got * want).sum() / (want * want).sum())
    if not same(got, factor * want) or np.isclose(factor, 1, rtol=1e-3) or factor == 0:
        return
    if np.isclose(factor, -1):
        yield "has the wrong sign everywhere, and is right otherwise."
        return
    if np.isclose(factor, 1 / BYTE):
        yield f"is what it should be, divided by {BYTE}, everywhere."
    yield f"is {factor:.4g} times what it should be, everywhere."
    sign = "has the wrong sign, and is" if factor < 0 else "is"
    sizes = _sizes(pair.case)
    for words, size in sizes.items():
        if size > 1:
            if np.isclose(abs(factor), size):
                yield f"{sign} what it should be, times {words}, everywhere."
            if np.isclose(abs(factor), 1 / size):
                yield f"{sign} what it should be, divided by {words}, everywhere."
    for (words, size), (other, second) in permutations(sizes.items(), 2):
        if size != second and np.isclose(abs(factor), size / second):
            yield f"{sign} what it should be, times {words} and divided by {other}, everywhere."


def _sizes(case: Case) -> dict[str, int]:
    """Return the sizes that a factor may come from, by name."""
    sizes: dict[str, int] = {}
    for value in (*case.args, *case.kwargs.values()):
        if isinstance(value, np.ndarray) and value.ndim == IMAGES and not sizes:
            n, c, h, w = value.shape
            sizes = {"the number of images": n, "the number of channels": c}
            sizes |= {"the height": h, "the width": w, "the number of pixels": h * w}
        elif isinstance(value, np.ndarray) and value.ndim == 2 and not sizes:
            sizes = {"the number of rows": len(value), "the number of columns": value.shape[1]}
    kernel = case.kwargs.get("kernel_size")
    if isinstance(kernel, int | tuple):
        kh, kw = (kernel, kernel) if isinstance(kernel, int) else kernel
        sizes |= {"the numbers of the kernel": kh * kw, "the kernel's height": kh}
    return sizes


def scaled_by_channel(pair: WrongValue, same: Test) -> Iterator[str]:
    """Compare with the right values times a number for each channel."""
    got, want = pair.got, pair.want
    if want.ndim != IMAGES or want[:, 0].size < FEW:
        return
    squares = (want * want).sum(axis=(0, 2, 3), keepdims=True)
    if not squares.all():
        return
    factors = (got * want).sum(axis=(0, 2, 3), keepdims=True) / squares
    one = (got * want).sum() / squares.sum()
    # A single channel is no evidence, but does not contradict what others show.
    differ = want.shape[1] == 1 or not same(got, one * want)
    if factors.all() and differ and same(got, factors * want):
        yield (
            "is right but for a factor of its own in each channel: look at what a channel is "
            "multiplied or divided by."
        )


def times_an_argument(pair: WrongValue, same: Test) -> Iterator[str]:
    """Compare with the right values times an array of the same shape that was passed."""
    got, want = pair.got, pair.want
    if pair.wrong < FEW:
        return
    for value in (*pair.case.args, *pair.case.kwargs.values()):
        given = numbers(value)
        if given is not None and given.shape == want.shape and same(got, given * want):
            yield "is what it should be, times one of the arguments, number by number."
