"""Moodle: a CSV for its grade import, or its own offline grading worksheet filled in.

The grade import lets the teacher map each column: "Email address" or "ID number" names the student,
the last column goes to the assignment. An assignment whose grades were imported so can no longer be
graded on its own page; the offline grading worksheet, in which Moodle gives each participant an
identifier, avoids that.

Sources: https://docs.moodle.org/405/en/Grade_import and
https://docs.moodle.org/405/en/Using_Assignment, "Offline marking".
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.exports.cells import Blanks, ExportError, exported_points
from autograder.files.tables import Table, TableError, read_table
from autograder.records.standings import Standing

__all__ = ["fill_worksheet", "moodle_rows"]

COLUMNS = ("ID number", "First name", "Last name", "Email address")
WORKSHEET = ("Identifier", "Grade", "Maximum Grade")
KNOWN_BY = ("Username", "ID number", "Email address")


def moodle_rows(standings: Sequence[Standing], column: str, blanks: Blanks) -> list[list[object]]:
    """Return the rows of a file for Moodle's grade import; `column` names the assignment."""
    rows: list[list[object]] = [[*COLUMNS, column]]
    for one in standings:
        person = one.person
        who = (person.id_number or person.id, person.first_name, person.last_name, person.email)
        rows.append([*who, exported_points(one, blanks)])
    return rows


def fill_worksheet(
    path: Path, standings: Sequence[Standing], possible: float, blanks: Blanks
) -> tuple[Table, list[list[object]], list[str]]:
    """Fill the column "Grade" of the worksheet at `path`.

    Returns
    -------
    Table, list of rows, list of str
        The worksheet as it was, the rows to write in its place, and the students who have a grade
        and are not in it.

    Raises
    ------
    ExportError
        If it is not such a worksheet, or Moodle's maximum is not the points of the assignment.
    """
    try:
        table = read_table(path)
    except TableError as error:
        raise ExportError(str(error)) from error
    absent = [name for name in WORKSHEET if name not in table.header]
    if absent:
        raise ExportError(
            f"{path}: no offline grading worksheet: there is no column {absent[0]!r}. In Moodle, "
            "the assignment's settings switch it on, under Feedback types."
        )
    if table.wrong:
        line, problem = table.wrong[0]
        raise ExportError(f"{path}, line {line}: {problem}.")
    points = {name.casefold(): one for one in standings for name in _names(one) if name}
    filled, used = [], set()
    for line, row in table.rows:
        found = next((points[name] for name in _keys(row) if name in points), None)
        if found is None:
            filled.append(row)
            continue
        _same_maximum(path, line, row, possible)
        used.add(found.person.id)
        value = exported_points(found, blanks)
        filled.append(row if value is None else {**row, "Grade": value})
    left_out = [one.person.id for one in standings if one.grades and one.person.id not in used]
    return (
        table,
        [table.header, *([row[name] for name in table.header] for row in filled)],
        left_out,
    )


def _names(standing: Standing) -> tuple[str, ...]:
    person = standing.person
    return (person.id, person.id_number, person.email)


def _keys(row: Mapping[str, str]) -> list[str]:
    return [row[name].strip().casefold() for name in KNOWN_BY if row.get(name, "").strip()]


def _same_maximum(path: Path, line: int, row: Mapping[str, str], possible: float) -> None:
    text = row["Maximum Grade"].strip().replace(",", ".")
    try:
        maximum = float(text)
    except ValueError:
        raise ExportError(f"{path}, line {line}: the maximum grade is {text!r}.") from None
    if abs(maximum - possible) > 1e-6:
        raise ExportError(
            f"{path}: Moodle's maximum grade is {maximum:g}, the assignment has {possible:g} "
            "points. Set the maximum in Moodle, and download the worksheet again."
        )
