"""Arrays of which every one that is not square makes an answer raise."""

import numpy as np

from autograder.checks.tries import Try

__all__ = ["oblong_arrays_that_raise", "without_oblong"]

ENOUGH = 2  # calls that raise


def oblong_arrays_that_raise(tried: list[Try]) -> list[str]:
    """Return the arguments with which a call raises whenever they are not square.

    Options are not to blame for these calls.
    """
    blamed = []
    for name in dict.fromkeys(name for each in tried for name in each.bound):
        oblong = [each.raised for each in tried if _is_oblong(each, name)]
        square = [each.raised for each in tried if _is_oblong(each, name) is False]
        if len(oblong) >= ENOUGH and all(oblong) and square and not all(square):
            blamed.append(name)
    return blamed


def without_oblong(tried: list[Try], names: list[str]) -> list[Try]:
    """Return the calls in which none of these arguments is oblong."""
    return [each for each in tried if not any(_is_oblong(each, name) for name in names)]


def _is_oblong(each: Try, name: str) -> bool | None:
    value = each.bound.get(name)
    if not isinstance(value, np.ndarray) or value.ndim < 2:
        return None
    return bool(value.shape[-1] != value.shape[-2])
