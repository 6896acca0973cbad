"""The work of a worker: bytes in, result out; it reads nothing from the class folder."""

import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from autograder.course.assignment import Assignment, load_assignment
from autograder.grading.grade import grade
from autograder.grading.result import Result
from autograder.grading.submission import Submission
from autograder.grading.version import grader_version
from autograder.sandbox import SandboxUnavailableError, check_sandbox

__all__ = ["Work", "WorkerUnfitError", "work"]

ATTEMPTS = 3

# Grading captures what is printed, for the whole process: one submission at a time.
_one_at_a_time = threading.Lock()


class WorkerUnfitError(Exception):
    """This worker cannot grade; the message says why, and what to do."""


@dataclass(frozen=True)
class Work:
    """One submission to grade.

    Attributes
    ----------
    assignment : str
        Its name; the worker loads it.
    version : str
        The grader's version, as `grader_version` returns it.
    key : str
        Stored in the result.
    """

    submission: Submission
    assignment: str
    version: str
    seed: int
    key: str


def work(task: Work) -> Result:
    """Grade one submission in a new sandbox.

    Raises
    ------
    WorkerUnfitError
        If the worker has another version of the course, or cannot start sandboxes.
    SandboxUnavailableError
        If sandboxes start in general, but not for this submission.
    """
    assignment = _assignment(task)
    with _one_at_a_time:
        for _ in range(ATTEMPTS - 1):
            # A killed process, perhaps for lack of memory, may not be the student's fault; code
            # that kills itself does so again.
            with suppress(SandboxUnavailableError):
                result = grade(task.submission, assignment, task.seed, task.key)
                if not result.killed:
                    return result
            _check_sandbox(assignment)
        return grade(task.submission, assignment, task.seed, task.key)


def _check_sandbox(assignment: Assignment) -> None:
    for _ in range(ATTEMPTS - 1):
        with suppress(SandboxUnavailableError):
            check_sandbox(assignment.limits)
            return
    try:
        check_sandbox(assignment.limits)
    except SandboxUnavailableError as error:
        raise WorkerUnfitError(str(error)) from error


@cache
def _load(name: str) -> tuple[Assignment, str]:
    assignment = load_assignment(name)
    return assignment, grader_version(assignment)


def _assignment(task: Work) -> Assignment:
    try:
        assignment, version = _load(task.assignment)
    except OSError as error:
        raise WorkerUnfitError(f"It does not have the assignment {task.assignment}.") from error
    except (SandboxUnavailableError, ValueError) as error:
        raise WorkerUnfitError(str(error)) from error
    if version != task.version:
        raise WorkerUnfitError(
            "It has another version of the course: update its folder to the version used here, "
            "and restart the worker."
        )
    return assignment
