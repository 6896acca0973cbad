"""Moodle: a CSV file for its grade import, or its offline grading worksheet filled in.

In the grade import the teacher maps each column: "Email address" or "ID number" identifies the
student, the last column goes to the assignment. After such an import the assignment can no longer
be graded on its own page. The offline grading worksheet, in which each participant has an
identifier, avoids that.

Sources: https://docs.moodle.org/405/en/Grade_import and
https://docs.moodle.org/405/en/Using_Assignment, "Offline marking".
"""

from collections.abc import Sequence
from pathlib import Path

from autograder.exports.cells import Blanks, exported_points
from autograder.exports.worksheet import Worksheet, read_worksheet
from autograder.records.roster import Person
from autograder.records.standings import Standing

__all__ = ["COLUMNS", "fill_worksheet", "moodle_rows", "who_moodle"]

COLUMNS = ("ID number", "First name", "Last name", "Email address")


def moodle_rows(standings: Sequence[Standing], column: str, blanks: Blanks) -> list[list[object]]:
    """Return the rows of a file for Moodle's grade import; `column` names the assignment."""
    rows: list[list[object]] = [[*COLUMNS, column]]
    rows += [[*who_moodle(one.person), exported_points(one, blanks)] for one in standings]
    return rows


def who_moodle(person: Person) -> list[str]:
    """Return the values that identify a student in Moodle, in the order of `COLUMNS`."""
    return [person.id_number or person.id, person.first_name, person.last_name, person.email]


def fill_worksheet(
    path: Path, standings: Sequence[Standing], possible: float, blanks: Blanks
) -> tuple[Worksheet, list[list[object]], list[str]]:
    """Fill the column of grades in the worksheet at `path`.

    Returns
    -------
    Worksheet, list of rows, list of str
        The worksheet as it was, the rows to write instead, and the students who have a grade but
        are not in it.

    Raises
    ------
    ExportError
        If it is not such a worksheet, a row of it matches two students, or Moodle's maximum is not
        the maximum of the assignment.
    """
    sheet = read_worksheet(path)
    sheet.must_have_maximum(possible)
    rows: list[list[object]] = [list(sheet.header)]
    by_id = {one.person.id: one for one in standings}
    people = [one.person for one in standings]
    used = set()
    for participant in sheet.participants:
        values: list[object] = list(participant.values)
        person = participant.among(people)
        if person is not None:
            used.add(person.id)
            points = exported_points(by_id[person.id], blanks)
            values[sheet.grade] = values[sheet.grade] if points is None else points
        rows.append(values)
    left_out = [one.person.id for one in standings if one.grades and one.person.id not in used]
    return sheet, rows, left_out
