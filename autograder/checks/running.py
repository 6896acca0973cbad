"""Run the check of an exercise from a grade cell."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from autograder.checks.registry import CHECKS
from autograder.checks.reports import CheckReport

__all__ = ["check", "check_run"]

_run: ContextVar[tuple[int, list[CheckReport]] | None] = ContextVar("check_run", default=None)


def check(key: str, *answers: Any) -> float:
    """Check a student's answer and return the points that it earned.

    As the last expression of a grade cell, that number is nbgrader's partial credit. What is
    wrong is printed, or is the message of the AssertionError.

    Parameters
    ----------
    key : str
        The exercise, as ``"03-im2col.col2im"``.
    *answers
        The student's function, or the values that the exercise asks for, in order.

    Raises
    ------
    AssertionError
        If nothing was earned.
    KeyError
        If there is no such check.
    TypeError
        If the number of answers is not what the check takes.
    """
    takes = len(CHECKS[key].reference.arguments)
    if len(answers) != takes:
        raise TypeError(
            f"check({key!r}, ...) takes {takes} answers after the key, not {len(answers)}."
        )
    seed, reports = _run.get() or (secrets.randbits(64), [])
    report = CHECKS[key].run(answers, seed)
    reports.append(report)
    if report.earned == 0:
        raise AssertionError(report.text)
    if report.earned < report.points:
        print(report.text)
    return float(report.earned)


@contextmanager
def check_run(seed: int) -> Iterator[list[CheckReport]]:
    """Draw the cases of all checks inside from `seed`, and collect their reports in a list.

    Parameters
    ----------
    seed : int
        Not negative. Outside of a run, every check draws a fresh one.
    """
    reports: list[CheckReport] = []
    token = _run.set((seed, reports))
    try:
        yield reports
    finally:
        _run.reset(token)
