"""What a worker does: bytes in, result out; it reads nothing of the class."""

import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain

from nbformat import from_dict

from autograder.course.assignment import Assignment, load_assignment
from autograder.grading.grade import grade
from autograder.grading.result import Result
from autograder.grading.submission import Submission
from autograder.run.keys import grader_version
from autograder.sandbox import SandboxUnavailableError, check_sandbox

__all__ = ["Task", "WorkerUnfitError", "work"]

ATTEMPTS = 3
KILLED = "ended by signal 9"  # as `autograder.sandbox.student` says it

# Grading captures what is printed, for the whole process: one submission at a time.
_one_at_a_time = threading.Lock()


class WorkerUnfitError(Exception):
    """This worker can grade nobody; the message says why, and what to do."""


@dataclass(frozen=True)
class Task:
    """One submission to grade.

    Attributes
    ----------
    assignment : str
        Its name; the worker has the rest.
    version : str
        The grader's, as `grader_version` gives it.
    key : str
        Kept in the result.
    """

    submission: Submission
    assignment: str
    version: str
    seed: int
    key: str


def work(task: Task) -> Result:
    """Grade one submission in a sandbox of its own.

    Raises
    ------
    WorkerUnfitError
        If the worker's course is of another version, or it cannot start sandboxes.
    SandboxUnavailableError
        If sandboxes start, but none did for this submission.
    """
    assignment = _assignment(task)
    with _one_at_a_time:
        for _ in range(ATTEMPTS - 1):
            # What was killed from outside, as for lack of memory, is no fault of the student's.
            with suppress(SandboxUnavailableError):
                result = grade(task.submission, assignment, task.seed, task.key)
                if not _was_killed(result):
                    return result
            _check_sandbox(assignment)
        return grade(task.submission, assignment, task.seed, task.key)


def _was_killed(result: Result) -> bool:
    """Return whether the student's process was killed; what kills itself does so again."""
    notebook = from_dict(result.notebook)
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", ()))
    errors = (output.get("evalue", "") for output in outputs)
    return any(KILLED in text for text in chain(errors, (item.message for item in result.items)))


def _check_sandbox(assignment: Assignment) -> None:
    for _ in range(ATTEMPTS - 1):
        with suppress(SandboxUnavailableError):
            check_sandbox(assignment.limits)
            return
    try:
        check_sandbox(assignment.limits)
    except SandboxUnavailableError as error:
        raise WorkerUnfitError(str(error)) from error


_load = cache(load_assignment)


def _assignment(task: Task) -> Assignment:
    try:
        version = grader_version(task.assignment)
    except OSError as error:
        raise WorkerUnfitError(f"It does not have the assignment {task.assignment}.") from error
    if version != task.version:
        raise WorkerUnfitError(
            "It has another version of the course: bring its folder to the version of this one, "
            "and start it again."
        )
    return _load(task.assignment)
