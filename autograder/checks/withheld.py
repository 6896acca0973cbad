"""Disable functions that would answer an exercise as a whole while it is checked."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from autograder.inside.withheld import give_back, withhold
from autograder.sandbox.errors import StudentStoppedError
from autograder.sandbox.remote import Remote

__all__ = ["CORRELATIONS", "NUMERICAL_GRADIENT", "withheld"]

# NumPy's own, and the functions in C that do their work.
CORRELATIONS = (
    "numpy.correlate",
    "numpy.convolve",
    "numpy._core.multiarray.correlate",
    "numpy._core.multiarray.correlate2",
)
# For every exercise that asks for a gradient. The forward functions are not withheld, although
# their differences, or what they return for arrays with a single 1, also lead to the gradient:
# right answers call them too (a convolution for the gradient of its weights, a norm for its own),
# and a method that a student writes is the student's work.
NUMERICAL_GRADIENT = ("cnnlib.gradient_check.numerical_gradient",)


@contextmanager
def withheld(names: tuple[str, ...], answer: Any, exercise: str) -> Iterator[None]:
    """Make functions raise in the process where `answer` runs, which may be the student's.

    Parameters
    ----------
    names : tuple of str
        Full names, such as ``"cnnlib.conv.conv2d"``.
    exercise : str
        The name of the function that is checked.
    """
    if not names or not callable(answer):
        yield
        return
    if not isinstance(answer, Remote):
        withhold(answer, list(names), exercise)
        try:
            yield
        finally:
            give_back()
        return
    with suppress(StudentStoppedError):  # the first call will report it
        answer.inside("withhold", list(names), exercise)
    try:
        yield
    finally:
        with suppress(StudentStoppedError):
            answer.inside("give_back")
