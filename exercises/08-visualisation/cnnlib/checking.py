"""Compare an answer with the expected one, in stages, and say what differs in one sentence."""

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Expectation", "Mismatch", "compare", "expect", "kind", "tolerance", "wrong_values"]

# Sums in a different order differ by a few units in the last place; wrong formulas by far more.
TOLERANCE = {np.dtype("float16"): 1e-2, np.dtype("float32"): 1e-4}
USUAL_TOLERANCE = 1e-9  # for float64, and for means of integers
FLOAT32_ROUNDING = 5e-7  # a few units in the last place of float32
AS_IN_FLOAT32 = (
    "the values are right only to about 7 digits: you compute in float32 somewhere, or add a small "
    "extra number."
)


@dataclass(frozen=True)
class Mismatch:
    """The first stage at which an answer differs from the expected one.

    Attributes
    ----------
    stage : str
        ``"type"``, ``"shape"``, ``"dtype"``, ``"finite"``, ``"precision"`` (float64 values that
        are right only to float32's precision) or ``"values"``.
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
        Tolerated error relative to the largest expected value, or to 1 if all are smaller. The
        default is 1e-9 for float64, 1e-4 for float32 and 1e-2 for float16, for the less precise
        dtype of the two.
    check_dtype : bool
        Whether the dtypes must be equal. Plain numbers and lists have no dtype to compare.
    """
    want = np.asarray(expected)
    if isinstance(expected, np.ndarray) and want.ndim and not isinstance(actual, np.ndarray):
        return Mismatch("type", f"expected a NumPy array, got {kind(actual)}.")
    shape = _shape(actual) if _holds_numbers(actual) else None
    if shape is None:
        return Mismatch("type", f"expected numbers, got {kind(actual)}.")
    if shape != want.shape:
        wanted = f"shape {want.shape}" if want.ndim else "one number"
        given = f"shape {shape}" if shape else "one number"
        return Mismatch("shape", f"expected {wanted}, got {given}.")
    got = np.asarray(actual)
    if got.dtype.kind not in "biufc":  # an integer too large for int64 becomes an object
        return Mismatch("type", f"expected numbers, got {kind(actual)}.")
    if check_dtype and (mismatch := _compare_dtypes(got, want)):
        return mismatch
    if not np.isfinite(got).all():
        return Mismatch("finite", _not_finite(got))
    return _compare_values(got, want, rtol)


def expect(actual: Any, name: str = "the answer") -> "Expectation":
    """Return an object for readable assertions, as in ``expect(im2col(x, 2)).close_to(matrix)``."""
    return Expectation(actual, name)


def wrong_values(got: np.ndarray, want: np.ndarray, rtol: float | None = None) -> np.ndarray:
    """Return where two arrays of one shape differ by more than `compare` tolerates, as a mask."""
    if rtol is None and {got.dtype.kind, want.dtype.kind} <= set("biu"):
        return got != want
    rtol = tolerance(got, want) if rtol is None else rtol
    return ~(_errors(got, want) <= rtol * _scale(want))  # NaN is wrong, too


def tolerance(*arrays: np.ndarray) -> float:
    """Return the error that `compare` tolerates between arrays of these dtypes."""
    each = (TOLERANCE.get(array.dtype, USUAL_TOLERANCE) for array in arrays)
    return max(each, default=USUAL_TOLERANCE)


@dataclass(frozen=True)
class Expectation:
    """An answer, and its name in messages."""

    actual: Any
    name: str

    def close_to(self, expected: Any, rtol: float | None = None) -> None:
        """Raise AssertionError unless shape and values agree with `expected`; dtypes may differ.

        Where `expected` has a shape, the answer must be an array.
        """
        mismatch = compare(self.actual, np.asarray(expected), rtol, check_dtype=False)
        if mismatch is not None:
            raise AssertionError(f"{self.name}: {mismatch}")

    def has_dtype(self, dtype: str) -> None:
        """Raise AssertionError unless the answer is an array of this dtype."""
        if not isinstance(self.actual, np.ndarray):
            raise AssertionError(f"{self.name}: expected a NumPy array, got {kind(self.actual)}.")
        if self.actual.dtype != dtype:
            raise AssertionError(f"{self.name}: expected dtype {dtype}, got {self.actual.dtype}.")

    def keeps_dtype(self, *arguments: Any, **options: Any) -> None:
        """Call the answer, a function, on float64 and on float32; its output must have that dtype.

        It must not change its input. If it returns several values, all must have the dtype, except
        integers.
        """
        for dtype in ("float64", "float32"):
            given = [_as_dtype(each, dtype) for each in arguments]
            before = [np.copy(each) for each in given]
            result = self.actual(*given, **options)
            for value in result if isinstance(result, tuple) else (result,):
                if not (isinstance(value, np.ndarray) and value.dtype.kind == "i"):
                    Expectation(value, f"{self.name} of {dtype}").has_dtype(dtype)
            for number, (now, then) in enumerate(zip(given, before, strict=True), start=1):
                if not np.array_equal(now, then):
                    raise AssertionError(f"{self.name} changed its argument {number}: use a copy.")

    def is_one_of(self, letters: str) -> None:
        """Raise AssertionError unless the answer is one of `letters`, as a string."""
        chosen = _letters(self.actual)
        if chosen is None or len(chosen) != 1 or not set(chosen) <= set(letters):
            options = ", ".join(f'"{letter}"' for letter in letters)
            raise AssertionError(f"{self.name}: expected one of {options}.")

    def are_among(self, letters: str) -> None:
        """Raise AssertionError unless the answer is some of `letters`, as a string such as "ac"."""
        chosen = _letters(self.actual)
        if not chosen or len(set(chosen)) < len(chosen) or not set(chosen) <= set(letters):
            raise AssertionError(
                f'{self.name}: expected some of the letters {letters}, as in "{letters[::2]}".'
            )

    def has_shape(self, *shape: int) -> None:
        """Raise AssertionError unless the answer is an array or lists of numbers of this shape."""
        if not _holds_numbers(self.actual):
            raise AssertionError(f"{self.name}: expected numbers, got {kind(self.actual)}.")
        got = _shape(self.actual)
        if got != shape:
            given = "rows of unequal length" if got is None else got
            raise AssertionError(f"{self.name}: expected shape {shape}, got {given}.")


def _as_dtype(value: Any, dtype: str) -> Any:
    """Return a copy of an array of floats in another dtype, and anything else as it is."""
    is_float = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return value.astype(dtype) if is_float else value


def _letters(answer: Any) -> str | None:
    """Return the letters of a multiple-choice answer, or None if it is not a string."""
    return answer.strip().lower() if isinstance(answer, str) else None


def _shape(value: Any) -> tuple[int, ...] | None:
    """Return the shape of numbers or lists of numbers, or None if their rows are of unequal length.

    It creates no array, which may be far larger: one long double in a list of small integers
    makes NumPy use as much for every item.
    """
    if not isinstance(value, list | tuple):
        return np.shape(value)
    shapes = set(map(_shape, value)) or {()}
    row = shapes.pop()
    return None if shapes or row is None else (len(value), *row)


def _holds_numbers(value: Any) -> bool:
    """Return whether `value` consists of numbers only."""
    if isinstance(value, list | tuple):
        return all(map(_holds_numbers, value))
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "biufc"
    return isinstance(value, int | float | complex)


def _compare_values(got: np.ndarray, want: np.ndarray, rtol: float | None) -> Mismatch | None:
    if want.size == 0:
        return None
    wrong = wrong_values(got, want, rtol)
    if not wrong.any():
        return None
    error = _errors(got, want)
    worst = tuple(int(i) for i in np.unravel_index(int(error.argmax()), error.shape))
    got_text, want_text = _tell_apart(got[worst], want[worst])
    in_float64 = rtol is None and got.dtype == want.dtype == np.float64
    if in_float64 and error[worst] <= FLOAT32_ROUNDING * _scale(want):
        detail = f"Got {got_text}, expected {want_text}."
        return Mismatch("precision", AS_IN_FLOAT32, detail)
    if not worst:
        detail = f"Got {got_text}, expected {want_text}."
        return Mismatch("values", "the value differs.", detail)
    return Mismatch(
        "values",
        _how_many(int(wrong.sum()), wrong.size),
        f"The worst is at index {worst}: got {got_text}, expected {want_text}.",
    )


def _compare_dtypes(got: np.ndarray, want: np.ndarray) -> Mismatch | None:
    if got.dtype == want.dtype:
        return None
    if not want.ndim and want.dtype.kind == "i":
        if got.dtype.kind in "iu":  # the size of an integer type does not matter
            return None
        if got.dtype.kind == "f":
            return Mismatch("dtype", f"got {got}, a float. Return an integer: use `//`.")
    why = ": you compute in float32 somewhere" if got.dtype == np.float32 else ""
    return Mismatch("dtype", f"expected dtype {want.dtype}, got {got.dtype}{why}.")


def _scale(want: np.ndarray) -> float:
    return max(1.0, float(np.abs(want).max(initial=0.0)))


def _errors(got: np.ndarray, want: np.ndarray) -> np.ndarray:
    # A wrong answer may be huge, or not finite.
    with np.errstate(over="ignore", invalid="ignore"):
        return np.abs(got.astype(np.result_type(got, np.float64)) - want)


def _how_many(wrong: int, size: int) -> str:
    if wrong == size:
        return f"all {size} values differ." if size > 1 else "the value differs."
    return f"{wrong} of {size} values {'differs' if wrong == 1 else 'differ'}."


def _tell_apart(got: np.generic, want: np.generic) -> tuple[str, str]:
    """Return two numbers as text: integers in full, others with enough digits to differ."""
    if got.dtype.kind in "biu" or want.dtype.kind in "biu":
        return str(got), str(want)
    texts = [(f"{got:.{digits}g}", f"{want:.{digits}g}") for digits in (6, 9, 12, 17)]
    return next((pair for pair in texts if pair[0] != pair[1]), texts[-1])


def _not_finite(got: np.ndarray) -> str:
    if not got.ndim:
        return f"the value is {got}, not a finite number."
    where = tuple(int(i) for i in np.argwhere(~np.isfinite(got))[0])
    return f"the value at index {where} is {got[where]}, not a finite number."


def kind(value: Any) -> str:
    """Return the type of `value` in words: "a list", "an int", "None"."""
    if value is None:
        return "None (is a return missing?)"
    if isinstance(value, np.ndarray):
        return f"an array of dtype {value.dtype}"
    # In grading, the proxy of an object in the student's process has the name of its type.
    name = str(getattr(value, "type_name", "") or type(value).__name__)
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
