"""A plain table of grades: one row for each student, one column for each exercise."""

from collections.abc import Sequence

from autograder.course.assignment import Assignment
from autograder.course.settings import ClassSettings
from autograder.exports.cells import Blanks, exported_points
from autograder.records.standings import Standing

__all__ = ["spreadsheet_rows"]

DEFAULT = ClassSettings()
COLUMNS = ("student", "last_name", "first_name", "email", "status")
POINTS = ("points_held", "earned", "penalty", "total", "possible")


def spreadsheet_rows(
    standings: Sequence[Standing],
    assignment: Assignment,
    blanks: Blanks,
    settings: ClassSettings = DEFAULT,
) -> list[list[object]]:
    """Return a header and a row for each student; ``total`` is after the penalty."""
    exercises = settings.changes(assignment.name).possible(assignment.exercise_points)
    possible = sum(exercises.values())
    rows: list[list[object]] = [[*COLUMNS, *POINTS, *exercises]]
    for one in standings:
        person, grades = one.person, one.grades
        who = [person.id, person.last_name, person.first_name, person.email, one.status]
        given = [one.points_held, grades.earned, grades.penalty] if grades else [None] * 3
        scores = [grades.scores.get(i) if grades else None for i in exercises]
        rows.append([*who, *given, exported_points(one, blanks), possible, *scores])
    return rows
