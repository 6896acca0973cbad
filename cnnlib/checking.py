"""Compare an answer with what was expected, in stages, and say what differs in one sentence."""

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Expectation", "Mismatch", "compare", "expect"]

# Sums in another order differ by a few units in the last place; wrong formulas by far more.
TOLERANCE = {"float16": 1e-2, "float32": 1e-4, "float64": 1e-9}


@dataclass(frozen=True)
class Mismatch:
    """The first stage at which an answer differs from what was expected.

    Attributes
    ----------
    stage : str
        ``"type"``, ``"shape"``, ``"dtype"``, ``"finite"`` or ``"values"``.
    sentence : str
        What differs, without any value of the expected answer.
    detail : str
        Where it differs most, with the value got and the value expected; empty for other stages.
    """

    stage: str
    sentence: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.sentence} {self.detail}".strip()


def compare(
    actual: Any, expected: Any, rtol: float | None = None, check_dtype: bool = True
) -> Mismatch | None:
    """Return the first difference in type, shape, dtype, finiteness and values, or None.

    Parameters
    ----------
    actual, expected : ndarray or number
    rtol : float, optional
        Tolerated error relative to the largest expected value; by default 1e-9 in float64 and
        1e-4 in float32.
    check_dtype : bool
        Whether the dtypes must be equal. Plain numbers and lists have none worth comparing.
    """
    want = np.asarray(expected)
    if isinstance(expected, np.ndarray) and not isinstance(actual, np.ndarray):
        what = "None (is a return missing?)" if actual is None else f"a {type(actual).__name__}"
        return Mismatch("type", f"expected a NumPy array, got {what}.")
    try:
        got = np.asarray(actual)
    except ValueError:
        got = np.empty(0, dtype=object)
    if got.dtype.kind not in "biufc":
        return Mismatch("type", f"expected numbers, got {type(actual).__name__}.")
    if got.shape != want.shape:
        return Mismatch("shape", f"expected shape {want.shape}, got {got.shape}.")
    if check_dtype and got.dtype != want.dtype:
        return Mismatch("dtype", f"expected dtype {want.dtype}, got {got.dtype}.")
    if not np.isfinite(got).all():
        where = _index(~np.isfinite(got))
        return Mismatch("finite", f"the value at index {where} is {got[where]}, not finite.")
    return _compare_values(got, want, rtol)


def expect(actual: Any, name: str = "the answer") -> "Expectation":
    """Start a readable assertion, as in ``expect(im2col(x, 2)).close_to(matrix)``."""
    return Expectation(actual, name)


@dataclass(frozen=True)
class Expectation:
    """An answer, and what to call it in a message."""

    actual: Any
    name: str

    def close_to(self, expected: Any, rtol: float | None = None) -> None:
        """Raise AssertionError unless shape and values agree with `expected`; dtypes may differ."""
        mismatch = compare(self.actual, np.asarray(expected), rtol, check_dtype=False)
        if mismatch is not None:
            raise AssertionError(f"{self.name}: {mismatch}")

    def has_shape(self, *shape: int) -> None:
        """Raise AssertionError unless the answer is an array of this shape."""
        if not isinstance(self.actual, np.ndarray):
            raise AssertionError(
                f"{self.name}: expected a NumPy array, got {type(self.actual).__name__}."
            )
        if self.actual.shape != shape:
            raise AssertionError(f"{self.name}: expected shape {shape}, got {self.actual.shape}.")


def _compare_values(got: np.ndarray, want: np.ndarray, rtol: float | None) -> Mismatch | None:
    if want.size == 0:
        return None
    if rtol is None:
        rtol = max(TOLERANCE.get(str(array.dtype), 1e-9) for array in (got, want))
    error = np.abs(got.astype(np.result_type(got, np.float64)) - want)
    wrong = error > rtol * max(1.0, float(np.abs(want).max()))
    if not wrong.any():
        return None
    worst = tuple(int(i) for i in np.unravel_index(int(error.argmax()), error.shape))
    if not worst:
        detail = f"Got {got[()]:.6g}, expected {want[()]:.6g}."
        return Mismatch("values", "the value differs.", detail)
    return Mismatch(
        "values",
        f"{int(wrong.sum())} of {wrong.size} values differ.",
        f"The worst is at index {worst}: got {got[worst]:.6g}, expected {want[worst]:.6g}.",
    )


def _index(mask: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(mask)[0])
