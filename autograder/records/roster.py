"""The roster of the class, read from a CSV file of Canvas, Moodle or a spreadsheet."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from io import StringIO
from pathlib import Path
from unicodedata import normalize

from nbgrader.api import Student

from autograder.course.class_folder import ClassFolder
from autograder.files.tables import Table, TableError, read_table
from autograder.records.columns import ColumnError, is_canvas, recognised_columns
from autograder.records.gradebook import open_gradebook
from autograder.records.store import write_atomically

__all__ = ["PeopleFile", "Person", "RosterError", "import_roster", "read_people", "read_roster"]

FILE = "roster.csv"
MOST_SHOWN = 10
NOT_STUDENTS = {"Points Possible", "Student, Test"}  # rows that Canvas adds


class RosterError(ValueError):
    """A roster cannot be used; the message lists the lines that are wrong."""


@dataclass(frozen=True)
class Person:
    """One student of the class.

    Attributes
    ----------
    id : str
        The name of the student's folder in ``submitted/``.
    id_number : str
        Moodle's "ID number".
    lms_id, sis_user_id, sis_login_id, section : str
        Canvas's columns "ID", "SIS User ID", "SIS Login ID" and "Section".
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    id_number: str = ""
    lms_id: str = ""
    sis_user_id: str = ""
    sis_login_id: str = ""
    section: str = ""

    @property
    def name(self) -> str:
        """The full name, or the id of a student without one."""
        return f"{self.first_name} {self.last_name}".strip() or self.id


@dataclass(frozen=True)
class PeopleFile:
    """The students in a CSV file, and the name of the column of each field."""

    people: list[Person]
    columns: Mapping[str, str]


def read_people(path: Path, id_column: str | None = None) -> PeopleFile:
    """Read the students from a CSV file of any of the known systems.

    Parameters
    ----------
    id_column : str, optional
        The column with the names of the folders in ``submitted/``; by default the login name, or
        else an id or an address.

    Raises
    ------
    RosterError
        If the file is not a table of students, or any of its lines is wrong.
    """
    try:
        table = read_table(path)
    except TableError as error:
        raise RosterError(str(error)) from error
    try:
        columns = recognised_columns(table, id_column)
    except ColumnError as error:
        raise RosterError(f"{path}: {error}") from error
    people: list[Person] = []
    first_line: dict[tuple[str, str], int] = {}
    wrong = list(table.wrong)
    for line, row in table.rows:
        if _not_a_student(table, columns, row):
            continue
        values = {field: _text(row[column]) for field, column in columns.items()}
        person = _person(values)
        problem = _problem(person) or _ambiguous(person, first_line)
        if problem:
            wrong.append((line, problem))
        else:
            people.append(person)
            for key in _keys(person):
                first_line.setdefault(key, line)
    if wrong:
        raise RosterError(_what_is_wrong(path, wrong))
    if not people:
        raise RosterError(f"{path}: there are no students below the header.")
    return PeopleFile(people, columns)


def import_roster(class_folder: ClassFolder, people: Sequence[Person]) -> None:
    """Store the roster in the class folder and the names in nbgrader's gradebook.

    Either all students are entered or none. Students of the roster before, who have handed in
    nothing and are not in this one, leave the gradebook, as when the ids came from a wrong column.
    """
    text = StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(Person)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(asdict, people))
    class_folder.directory.mkdir(parents=True, exist_ok=True)
    gone = _ids_before(class_folder) - {person.id for person in people}
    with open_gradebook(class_folder.gradebook_url) as gradebook:
        known = {student.id: student for student in gradebook.students}
        for student in gone & known.keys():
            if not known[student].submissions:
                gradebook.db.delete(known[student])
        for person in people:
            if person.id not in known:  # nbgrader's own method would commit for each student
                known[person.id] = Student(id=person.id)
                gradebook.db.add(known[person.id])
            student = known[person.id]
            student.first_name, student.last_name = person.first_name, person.last_name
            student.email, student.lms_user_id = person.email, person.lms_id
        gradebook.db.commit()
    write_atomically(class_folder.directory / FILE, text.getvalue())


def read_roster(class_folder: ClassFolder) -> list[Person]:
    """Return the roster of a class, empty if none was imported."""
    path = class_folder.directory / FILE
    return read_people(path, "id").people if path.exists() else []


def _ids_before(class_folder: ClassFolder) -> set[str]:
    try:
        return {person.id for person in read_roster(class_folder)}
    except RosterError:  # somebody has edited it
        return set()


def _text(value: str) -> str:
    """Return a value in Unicode's form C: macOS uses another form, which looks the same."""
    return normalize("NFC", value.strip())


def _person(values: Mapping[str, str]) -> Person:
    values = dict(values)
    name = values.pop("name", "")
    if name and not (values.get("first_name") or values.get("last_name")):
        last, comma, first = name.partition(",")
        if not comma:
            first, _, last = name.rpartition(" ")
        values |= {"first_name": first.strip(), "last_name": last.strip()}
    return Person(**values)


def _not_a_student(table: Table, columns: Mapping[str, str], row: Mapping[str, str]) -> bool:
    """Recognise Canvas's rows of points and posting, and its test student."""
    if not any(value.strip() for value in row.values()):
        return True
    if not is_canvas(table):
        return False
    name = row[columns["name"]].strip()
    return name in NOT_STUDENTS or not (name or row[columns["id"]].strip())


def _keys(person: Person) -> Iterator[tuple[str, str]]:
    """Yield the values by which other systems identify a student, in lower case."""
    for field in ("id", "email", "id_number", "lms_id", "sis_user_id", "sis_login_id"):
        if value := getattr(person, field):
            yield field, value.casefold()


def _ambiguous(person: Person, first_line: Mapping[tuple[str, str], int]) -> str:
    for field, value in _keys(person):
        if (field, value) in first_line:
            what, line = field.replace("_", " "), first_line[field, value]
            return f"the {what} {getattr(person, field)!r} is already on line {line}"
    return ""


def _problem(person: Person) -> str:
    if not person.id:
        return "there is no id"
    if person.id.startswith(".") or re.search(r"[/\\\0\n\r]", person.id):
        return f"{person.id!r} cannot be the name of a folder"
    if len(person.id) > 128:
        return "the id is longer than 128 characters"
    if person.email and not re.fullmatch(r"[^@\s]+@[^@\s]+", person.email):
        return f"{person.email!r} is not an e-mail address"
    return ""


def _what_is_wrong(path: Path, wrong: Sequence[tuple[int, str]]) -> str:
    return "\n".join([f"{path}: nothing was imported, because of", *_lines(sorted(wrong))])


def _lines(wrong: Sequence[tuple[int, str]]) -> Iterator[str]:
    for line, problem in wrong[:MOST_SHOWN]:
        yield f"  line {line}: {problem}"
    if len(wrong) > MOST_SHOWN:
        yield f"  and {len(wrong) - MOST_SHOWN} more lines"
