"""Decide what to do with each submission in a run, and why; change nothing."""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from autograder.grading.keys import key_of, same_grader, same_work
from autograder.grading.result import Result
from autograder.grading.submission import Submission, read_submission
from autograder.records.store import ResultStore

__all__ = ["Action", "Request", "Step", "draw_seed", "plan"]

# A student who sees the inputs of one exercise must not be able to guess the seed by trying.
SEED_BITS = 64


class Action(StrEnum):
    """What to do with a submission."""

    GRADE = "grade"
    REGRADE = "regrade"
    RESTORE = "restore"  # enter the stored result into the gradebook again
    LEAVE = "leave"


@dataclass(frozen=True)
class Request:
    """The options of a run.

    Attributes
    ----------
    force : bool
        Grade again even if nothing changed.
    fresh_seed : bool
        Use new inputs; otherwise a regrade of the same work uses the same inputs.
    exercise : str or None
        The id of a graded cell: grade again and change only that cell's grade.
    """

    force: bool = False
    fresh_seed: bool = False
    exercise: str | None = None


@dataclass(frozen=True)
class Step:
    """What to do with one submission.

    Attributes
    ----------
    why : str
        The reason, as the end of a sentence.
    submission : Submission
    key : str
        The key of the grade.
    seed : int
    stored : Result or None
        The result stored before.
    """

    action: Action
    why: str
    submission: Submission
    key: str
    seed: int
    stored: Result | None

    @property
    def student(self) -> str:
        return self.submission.student


def draw_seed() -> int:
    """Return a new seed, which all submissions that a run grades for the first time share.

    So everybody is graded on the same cases, and a worker draws them once.
    """
    return secrets.randbits(SEED_BITS)


def plan(store: ResultStore, student: str, request: Request, new_seed: int) -> Step:
    """Read a submission and decide.

    Parameters
    ----------
    new_seed : int
        The seed of the run, for work that was not graded before.

    Raises
    ------
    OSError
        If the submission cannot be read.
    """
    assignment = store.assignment
    folder = store.class_folder.submission(student, assignment.name)
    submission = read_submission(folder, student, assignment)
    key = key_of(submission, store.version)
    stored = store.record(student)
    action, why = _decide(store, stored, student, key, request)
    # The feedback may have shown the inputs of the old seed: keep it for the same work only.
    repeat = stored is not None and same_work(stored.key, key) and not request.fresh_seed
    seed = stored.seed if stored is not None and repeat else new_seed
    return Step(action, why, submission, key, seed, stored)


def _decide(
    store: ResultStore, stored: Result | None, student: str, key: str, request: Request
) -> tuple[Action, str]:
    if stored is None:
        if request.exercise:
            return Action.LEAVE, "it is not graded yet: grade it without --exercise"
        return Action.GRADE, "it is not graded yet"
    if not same_work(stored.key, key):
        if request.exercise:
            return Action.LEAVE, "it was handed in again: grade it without --exercise"
        return Action.REGRADE, "what was handed in has changed"
    if request.exercise:
        return Action.REGRADE, f"{request.exercise} should be graded again"
    if not same_grader(stored.key, key):
        return Action.REGRADE, "the assignment or the grader has changed"
    if stored.key != key:
        return Action.REGRADE, "something else in the folder has changed"
    if request.force or request.fresh_seed:
        return Action.REGRADE, "it should be graded again"
    if stored.left_for_gpu:
        return Action.REGRADE, "part of it was left for a machine with a GPU"
    if not store.holds(student):
        return Action.RESTORE, "its grade is no longer in the gradebook"
    if not store.holds_time(student):
        return Action.RESTORE, "it was handed in at another time than the gradebook says"
    return Action.LEAVE, "it is graded"
