"""Students with grades, made without grading: for reports and exports."""

from datetime import UTC, datetime, timedelta

from autograder.records.grades import Grades
from autograder.records.roster import Person
from autograder.records.standings import GRADED, MISSING, NOT_GRADED, WAITING, Standing

__all__ = ["HANDED_IN", "graded", "missing", "ungraded"]

HANDED_IN = datetime(2026, 11, 30, 22, 0, tzinfo=UTC)


def graded(
    scores: dict[str, float | None],
    person: Person | str = "ada",
    penalty: float = 0.0,
    hours_late: float = 0.0,
) -> Standing:
    """A student whose work has these scores; None is to be graded by hand."""
    person = Person(person) if isinstance(person, str) else person
    grades = Grades(
        person.id,
        person.first_name,
        person.last_name,
        person.email,
        scores,
        penalty=penalty,
        submitted=HANDED_IN + timedelta(hours=hours_late),
        seconds_late=3600 * hours_late,
    )
    return Standing(person, WAITING if None in scores.values() else GRADED, grades)


def missing(student: str) -> Standing:
    return Standing(Person(student), MISSING, None)


def ungraded(student: str) -> Standing:
    return Standing(Person(student), NOT_GRADED, None)
