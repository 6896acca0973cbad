"""Decide what becomes of each submission in a run, and why; touch nothing."""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from autograder.grading.keys import key_of, same_grader, same_work
from autograder.grading.result import Result
from autograder.grading.submission import Submission, read_submission
from autograder.records.store import ResultStore

__all__ = ["Action", "Request", "Step", "plan"]

# Whoever sees the inputs of one exercise must not find the seed by trying, and with it the others.
SEED_BITS = 64


class Action(StrEnum):
    """What becomes of a submission."""

    GRADE = "grade"
    REGRADE = "regrade"
    RESTORE = "restore"  # enter the stored result into the gradebook again
    LEAVE = "leave"


@dataclass(frozen=True)
class Request:
    """What an instructor asked for.

    Attributes
    ----------
    force : bool
        Grade again what is graded.
    fresh_seed : bool
        Draw new inputs; else a regrade of the same work repeats those that it was graded with.
    exercise : str or None
        The id of a graded cell: grade again what is graded, and change that cell's grade alone.
    """

    force: bool = False
    fresh_seed: bool = False
    exercise: str | None = None


@dataclass(frozen=True)
class Step:
    """What becomes of one submission.

    Attributes
    ----------
    why : str
        In words, as the end of a sentence.
    submission : Submission
    key : str
        What the grade will be known by.
    seed : int
    stored : Result or None
        What was stored before.
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


def plan(store: ResultStore, student: str, request: Request) -> Step:
    """Read a submission and decide.

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
    # Whoever hands in again may know from the feedback what the old seed draws.
    repeat = stored is not None and same_work(stored.key, key) and not request.fresh_seed
    seed = stored.seed if stored is not None and repeat else secrets.randbits(SEED_BITS)
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
        return Action.REGRADE, f"{request.exercise} is to be graded again"
    if not same_grader(stored.key, key):
        return Action.REGRADE, "the assignment or the grader has changed"
    if stored.key != key:
        return Action.REGRADE, "something else in the folder has changed"
    if request.force or request.fresh_seed:
        return Action.REGRADE, "it is to be graded again"
    if stored.left_for_gpu:
        return Action.REGRADE, "part of it was left for a machine with a GPU"
    if not store.holds(student):
        return Action.RESTORE, "its grade is not in the gradebook any more"
    if not store.holds_time(student):
        return Action.RESTORE, "it was handed in at another time than the gradebook says"
    return Action.LEAVE, "it is graded"
