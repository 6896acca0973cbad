"""Disable functions that would answer an exercise as a whole while it is checked."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from autograder.inside.withheld import give_back, withhold
from autograder.sandbox.errors import StudentStoppedError
from autograder.sandbox.remote import Remote

__all__ = ["withheld"]


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
