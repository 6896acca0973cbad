"""How many days late each submission is, and how many of them are free."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from sqlalchemy import select

from autograder.course.settings import ClassSettings

__all__ = ["Lateness", "lateness", "set_dates"]


@dataclass(frozen=True)
class Lateness:
    """How late one submission is.

    Attributes
    ----------
    days : int
        Days begun since it was due, extensions included; 0 if it was in time.
    free : int
        How many of them are free.
    """

    days: int = 0
    free: int = 0

    @property
    def charged(self) -> int:
        return self.days - self.free


def set_dates(gradebook: Gradebook, settings: ClassSettings) -> None:
    """Write due dates and extensions from the settings into the gradebook; the caller commits.

    An assignment without a due date or extensions in the settings keeps what the gradebook holds.
    """
    for assignment in gradebook.db.scalars(select(Assignment)):
        due = settings.due.get(assignment.name)
        if due is not None:
            assignment.duedate = due.astimezone(UTC).replace(tzinfo=None)  # as nbgrader stores it
        extended = settings.extensions.get(assignment.name)
        if due is None or extended is None:
            continue
        here = SubmittedAssignment.assignment_id == assignment.id
        for submission in gradebook.db.scalars(select(SubmittedAssignment).where(here)):
            until = extended.get(submission.student_id)
            submission.extension = until - due if until else None
    gradebook.db.flush()


def lateness(gradebook: Gradebook, settings: ClassSettings) -> dict[str, dict[str, Lateness]]:
    """Return how late each submission in the gradebook is, by assignment and student.

    Free days are used up in the order of the due dates, not of grading.
    """
    columns = (
        SubmittedAssignment.student_id,
        SubmittedAssignment.timestamp,
        SubmittedAssignment.extension,
    )
    used: Counter[str] = Counter()
    found: dict[str, dict[str, Lateness]] = {}
    in_order = select(Assignment).order_by(Assignment.duedate, Assignment.name)
    for assignment in gradebook.db.scalars(in_order).all():
        here = select(*columns).where(SubmittedAssignment.assignment_id == assignment.id)
        found[assignment.name] = {}
        for student, when, extension in gradebook.db.execute(here):
            due = assignment.duedate
            if due is None or when is None:
                continue
            days = settings.late.days_late(
                _in_utc(due + extension if extension else due), _in_utc(when), settings.zone
            )
            free = min(days, settings.late.free_days - used[student])
            used[student] += free
            found[assignment.name][student] = Lateness(days, free)
    return found


def _in_utc(naive: datetime) -> datetime:
    return naive.replace(tzinfo=UTC)
