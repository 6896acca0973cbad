"""A wrong value of one trial beside the right one, to be compared in many ways."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.checks.cases import Case
from cnnlib.checking import wrong_values

__all__ = ["IMAGES", "MANY", "STRONG", "Test", "WrongValue", "numbers", "same_values"]

STRONG = 4  # numbers that are wrong: fewer may be related by chance
MANY = 6  # numbers that can be in another order
IMAGES = 4  # axes

Test = Callable[[np.ndarray, np.ndarray], bool]


@dataclass(frozen=True)
class WrongValue:
    """A wrong value of one trial, and the right one."""

    part: str
    name: str
    got: np.ndarray
    want: np.ndarray
    case: Case
    rtol: float

    @cached_property
    def wrong(self) -> int:
        """How many numbers are wrong; all of them if the shape is wrong."""
        if self.got.shape != self.want.shape:
            return self.got.size
        return int(wrong_values(self.got, self.want, self.rtol).sum())


def numbers(value: Any) -> np.ndarray | None:
    """Return a value as floats, or None if it is not made of finite numbers."""
    if not isinstance(value, np.ndarray | np.number | float | int) or isinstance(value, bool):
        return None
    array = np.asarray(value)
    if array.dtype.kind not in "iuf" or not array.size or not np.isfinite(array).all():
        return None
    return array.astype(float)


def same_values(rtol: float, one: np.ndarray, other: np.ndarray) -> bool:
    """Return whether two arrays have one shape and, within the tolerance, the same numbers."""
    if one.shape != other.shape or not (np.isfinite(one).all() and np.isfinite(other).all()):
        return False
    return not wrong_values(one, other, rtol).any()
