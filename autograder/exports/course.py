"""The whole course in one table: a column for each assignment, and the total in per cent."""

from collections.abc import Mapping, Sequence

from autograder.course.assignment import Assignment
from autograder.course.settings import ClassSettings
from autograder.exports.canvas import COLUMNS as CANVAS
from autograder.exports.canvas import who_canvas
from autograder.exports.cells import Blanks, exported_points
from autograder.exports.moodle import COLUMNS as MOODLE
from autograder.exports.moodle import who_moodle
from autograder.records.course_grades import CourseGrades, course_total, possible_points

__all__ = ["course_rows_for_canvas", "course_rows_for_moodle", "course_table"]

COLUMNS = ("student", "last_name", "first_name", "email")


def points_of(
    one: CourseGrades, assignments: Sequence[Assignment], blanks: Blanks
) -> dict[str, float | None]:
    """Return the exported points of each assignment, by its name."""
    return {
        assignment.name: exported_points(one.standings[assignment.name], blanks)
        if assignment.name in one.standings
        else None
        for assignment in assignments
    }


def course_table(
    grades: Sequence[CourseGrades],
    assignments: Sequence[Assignment],
    settings: ClassSettings,
    blanks: Blanks,
) -> list[list[object]]:
    """Return a plain table; ``total`` is in per cent, and empty while a grade is missing."""
    possible = possible_points(assignments, settings)
    rows: list[list[object]] = [[*COLUMNS, *possible, "total"]]
    for one in grades:
        points = points_of(one, assignments, blanks)
        total = course_total(points, possible, settings)
        person = one.person
        who = (person.id, person.last_name, person.first_name, person.email)
        rows.append([*who, *points.values(), None if total is None else round(total, 2)])
    return rows


def course_rows_for_canvas(
    grades: Sequence[CourseGrades],
    assignments: Sequence[Assignment],
    settings: ClassSettings,
    blanks: Blanks,
    columns: Mapping[str, str],
) -> list[list[object]]:
    """Return the rows of a file for Canvas; `columns` names the assignments there."""
    names = [columns.get(one.name, one.name) for one in assignments]
    rows: list[list[object]] = [[*CANVAS, *names]]
    possible = possible_points(assignments, settings)
    rows.append(["    Points Possible", *[""] * (len(CANVAS) - 1), *possible.values()])
    return rows + [
        [*who_canvas(one.person), *points_of(one, assignments, blanks).values()] for one in grades
    ]


def course_rows_for_moodle(
    grades: Sequence[CourseGrades],
    assignments: Sequence[Assignment],
    blanks: Blanks,
    columns: Mapping[str, str],
) -> list[list[object]]:
    """Return the rows of a file for Moodle's grade import; `columns` names the assignments."""
    names = [columns.get(one.name, one.name) for one in assignments]
    head: list[object] = [*MOODLE, *names]
    return [head] + [
        [*who_moodle(one.person), *points_of(one, assignments, blanks).values()] for one in grades
    ]
