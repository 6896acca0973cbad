"""Run the check of an exercise from a grade cell."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from autograder.chapters import CHECKS
from autograder.checks.function_check import FunctionCheck
from autograder.checks.kinds import fixed
from autograder.checks.outcomes import Trial
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.reports import CheckReport
from autograder.checks.structure import size_of

__all__ = ["NotGradedError", "NothingEarnedError", "Unexplained", "check", "check_run"]

MOST_KEPT = 8 << 20  # bytes of the results of one function


class NotGradedError(Exception):
    """An answer cannot be graded on this machine, and gets no score."""


class NothingEarnedError(AssertionError):
    """An answer earned no points; the message is the check's report."""


Unexplained = dict[str, tuple[FunctionCheck, list[Trial]]]


@dataclass(frozen=True)
class _Run:
    """The data shared by the checks of one run; `student` is None in a student's own notebook."""

    seed: int
    student: str | None = None
    unexplained: Unexplained | None = None
    reports: list[CheckReport] = field(default_factory=list)


_run: ContextVar[_Run | None] = ContextVar("check_run", default=None)


def check(key: str, *answers: Any, student: Any = None) -> float:
    """Check a student's answer and return the points that it earned.

    As the last expression of a grade cell, this number is nbgrader's partial credit. Mistakes are
    printed, or become the message of the AssertionError.

    Parameters
    ----------
    key : str
        The exercise, such as ``"03-im2col.col2im"``.
    *answers
        The student's function, or the values that the exercise asks for, in order.
    student : object
        For an exercise with personal numbers: STUDENT in the notebook. When a submission is
        graded, the id of the student who handed it in is used instead.

    Raises
    ------
    NothingEarnedError
        If no points were earned; it is an AssertionError.
    NotGradedError
        If this machine lacks something that grading needs.
    KeyError
        If there is no such check.
    TypeError
        If the number of answers is not what the check takes.
    ValueError
        If the check has personal numbers and no student is given.
    """
    run = _run.get() or _Run(secrets.randbits(64))
    found = CHECKS[key]
    owner = student if run.student is None else run.student
    takes = len(fixed(found, owner).reference.arguments)
    if len(answers) != takes:
        raise TypeError(
            f"check({key!r}, ...) takes {takes} answers after the key, not {len(answers)}."
        )
    if isinstance(found, PersonalCheck):
        report = found.run(answers, run.seed, owner, typed=student)
    elif isinstance(found, FunctionCheck) and run.unexplained is not None:
        report = _graded(found, answers, run.seed, run.unexplained)
    else:
        report = found.run(answers, run.seed)
    run.reports.append(report)
    if report.not_graded:
        raise NotGradedError(report.text)
    if report.earned == 0:
        raise NothingEarnedError(report.text)
    if report.earned < report.points:
        print(report.text)
    return float(report.earned)


def _graded(
    check: FunctionCheck, answers: tuple[Any, ...], seed: int, unexplained: Unexplained
) -> CheckReport:
    """Return a report without known mistakes, and keep the trials for them unless too large."""
    (function,) = answers
    trials = check.trials(function, seed)
    report = check.graded(trials)
    if sum(size_of(trial.outcome.value) for trial in trials) > MOST_KEPT:
        return check.explained(report, trials)
    unexplained[check.key] = check, trials
    return report


@contextmanager
def check_run(
    seed: int, student: str | None = None, unexplained: Unexplained | None = None
) -> Iterator[list[CheckReport]]:
    """Draw the cases of all checks in the block with `seed`, and collect their reports in a list.

    Parameters
    ----------
    seed : int
        Not negative. Outside a run, every check draws a new seed.
    student : str, optional
        The id of the student, which decides the personal numbers.
    unexplained : dict, optional
        If given, known mistakes are not looked for in functions: what `FunctionCheck.explained`
        needs for that is put here, by the key of the exercise.
    """
    run = _Run(seed, student, unexplained)
    token = _run.set(run)
    try:
        yield run.reports
    finally:
        _run.reset(token)
