"""Moodle's offline grading worksheet, in any language.

Its columns are, in this order: the identifier of a participant, the full name unless students are
anonymous, then identity fields such as ID number and e-mail address, the status, the grade, the
maximum grade, whether the grade can be changed, times, and feedback comments.

Source: https://docs.moodle.org/405/en/Using_Assignment, "Offline marking"; the exporter itself,
``mod/assign/feedback/offline/locallib.php`` of Moodle.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.exports.cells import ExportError
from autograder.files.tables import Table, TableError, read_table
from autograder.records.columns import ColumnError, recognised_columns
from autograder.records.roster import Person

__all__ = ["Participant", "Worksheet", "read_worksheet"]

IDENTIFIER = re.compile(r"\D*\d+")  # "Participant 71", "Teilnehmer/in71"
NUMBER = re.compile(r"-?\d+([.,]\d+)?")
ENGLISH = ("Identifier", "Grade", "Maximum Grade")

# The value that each column is compared with; without a roster, the name of the folder.
KNOWN_BY: dict[str, Callable[[Person], str]] = {
    "id": lambda person: person.id,
    "id_number": lambda person: person.id_number or _folder(person),
    "email": lambda person: person.email or _folder(person),
}


@dataclass(frozen=True)
class Participant:
    """One row of a worksheet; `known_by` holds its identifying values, by field."""

    where: str
    values: Sequence[str]
    known_by: Mapping[str, str]

    def among(self, people: Iterable[Person]) -> Person | None:
        """Return the student of this row, or None.

        Raises
        ------
        ExportError
            If the row matches several students.
        """
        found = {
            person.id: person
            for person in people
            for field, value in self.known_by.items()
            if KNOWN_BY[field](person).casefold() == value
        }
        if len(found) > 1:
            raise ExportError(
                f"{self.where}: this row matches {', '.join(sorted(found))}, as the id of one is "
                "the number or the address of another. Correct the roster, or leave the row out."
            )
        return next(iter(found.values()), None)


@dataclass(frozen=True)
class Worksheet:
    """The rows of a worksheet, and the indices of the columns of the grade and the maximum."""

    path: Path
    header: Sequence[str]
    delimiter: str
    participants: Sequence[Participant]
    grade: int
    maximum: int

    def must_have_maximum(self, possible: float) -> None:
        """Check that the maximum grades are the maximum points of the assignment.

        Raises
        ------
        ExportError
            If they are not; the message gives both.
        """
        for participant in self.participants:
            text = participant.values[self.maximum].strip()
            if not NUMBER.fullmatch(text):
                raise ExportError(f"{participant.where}: the maximum grade is {text!r}.")
            maximum = float(text.replace(",", "."))
            if abs(maximum - possible) > 1e-6:
                raise ExportError(
                    f"{self.path}: Moodle's maximum grade is {maximum:g}, the assignment has "
                    f"{possible:g} points. Set the maximum in Moodle, and download the worksheet "
                    "again."
                )


def read_worksheet(path: Path) -> Worksheet:
    """Read a worksheet.

    Raises
    ------
    ExportError
        If the file is not a worksheet.
    """
    try:
        table = read_table(path)
    except TableError as error:
        raise ExportError(str(error)) from error
    grade, maximum = _columns(path, table)
    if table.wrong:
        line, problem = table.wrong[0]
        raise ExportError(f"{path}, line {line}: {problem}.")
    known_by = _known_by(table)
    participants = [
        Participant(
            f"{path}, line {line}",
            values,
            {
                field: row[column].strip().casefold()
                for field, column in known_by.items()
                if row[column].strip()
            },
        )
        for (line, row), values in zip(table.rows, table.values, strict=True)
    ]
    return Worksheet(path, table.header, table.delimiter, participants, grade, maximum)


def _columns(path: Path, table: Table) -> tuple[int, int]:
    """Return the columns of the grade and the maximum, by name or, if not English, by content."""
    if set(ENGLISH) <= set(table.header):
        return table.header.index("Grade"), table.header.index("Maximum Grade")
    rows = table.values
    if rows and all(IDENTIFIER.fullmatch(row[0].strip()) for row in rows):
        for place in range(2, len(table.header)):
            maxima = {row[place].strip() for row in rows}
            grades = [row[place - 1].strip() for row in rows]
            same = len(maxima) == 1 and all(map(NUMBER.fullmatch, maxima))
            if same and all(map(_may_be_grade, grades)):
                return place - 1, place
    raise ExportError(
        f"{path}: not an offline grading worksheet: it has no column 'Identifier', or no columns "
        "with a grade and a maximum grade. To get one, switch it on in Moodle, in the assignment's "
        "settings under Feedback types."
    )


def _may_be_grade(text: str) -> bool:
    return text in ("", "-") or NUMBER.fullmatch(text) is not None


def _known_by(table: Table) -> dict[str, str]:
    """Return the columns that identify students, without Moodle's own identifier."""
    try:
        found = recognised_columns(table, None)
    except ColumnError:
        return {}
    columns = {field: found[field] for field in KNOWN_BY if field in found}
    others = {column for field, column in columns.items() if field != "id"}
    if columns.get("id") in {table.header[0], *others}:
        columns.pop("id", None)
    return columns


def _folder(person: Person) -> str:
    in_roster = person.email or person.id_number or person.first_name or person.last_name
    return "" if in_roster else person.id
