"""Who is in the class: read from a CSV file as Canvas, Moodle or a spreadsheet writes it."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from io import StringIO
from pathlib import Path

from nbgrader.api import Student

from autograder.course.class_folder import ClassFolder
from autograder.files.tables import Table, TableError, read_table
from autograder.records.gradebook import open_gradebook
from autograder.records.store import write_atomically

__all__ = ["Person", "RosterError", "import_roster", "read_roster", "recognise"]

FILE = "roster.csv"
MOST_SHOWN = 10
# Canvas writes its own number as "ID", which names no folder.
CANVAS = {"student", "id", "section"}
CANVAS_COLUMNS = {
    "id": ("sis login id", "sis user id", "id"),
    "name": ("student",),
    "lms_id": ("id",),
    "sis_user_id": ("sis user id",),
    "sis_login_id": ("sis login id",),
    "section": ("section",),
    "email": ("email",),
}
COLUMNS = {
    "id": ("id", "student id", "username", "user name", "login", "id number", "email address"),
    "first_name": ("first name", "firstname", "given name", "forename"),
    "last_name": ("last name", "lastname", "surname", "family name"),
    "name": ("name", "full name", "student"),
    "email": ("email", "email address", "e mail", "mail"),
    "id_number": ("id number",),
    "lms_id": ("lms id",),
    "sis_user_id": ("sis user id",),
    "sis_login_id": ("sis login id",),
    "section": ("section", "group", "groups"),
}


class RosterError(ValueError):
    """A roster cannot be used; the message names every line that is wrong."""


@dataclass(frozen=True)
class Person:
    """One student of the class.

    Attributes
    ----------
    id : str
        Names the student's folder in ``submitted/``.
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


def recognise(path: Path, id_column: str | None = None) -> list[Person]:
    """Read the students from a CSV file, whoever wrote it.

    Parameters
    ----------
    id_column : str, optional
        The column that names the folders in ``submitted/``; by default the login name, or what
        comes nearest.

    Raises
    ------
    RosterError
        If the file is no table of students, or any of its lines is wrong.
    """
    try:
        table = read_table(path)
    except TableError as error:
        raise RosterError(str(error)) from error
    columns = _columns(path, table, id_column)
    people: dict[str, tuple[int, Person]] = {}
    wrong = list(table.wrong)
    for line, row in table.rows:
        person = _person({field: row[column].strip() for field, column in columns.items()})
        if _not_a_student(row):
            continue
        problem = _problem(person)
        if not problem and person.id in people:
            problem = f"{person.id!r} is already on line {people[person.id][0]}"
        if problem:
            wrong.append((line, problem))
        else:
            people[person.id] = (line, person)
    if wrong:
        raise RosterError(_what_is_wrong(path, wrong))
    if not people:
        raise RosterError(f"{path}: there is no student below the header.")
    return [person for _, person in people.values()]


def import_roster(class_folder: ClassFolder, people: Sequence[Person]) -> None:
    """Keep the roster in the folder of the class and the names in nbgrader's gradebook.

    Either everybody is entered or nobody is.
    """
    text = StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(Person)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(asdict, people))
    class_folder.directory.mkdir(parents=True, exist_ok=True)
    with open_gradebook(class_folder.gradebook_url) as gradebook:
        known = {student.id: student for student in gradebook.students}
        for person in people:
            if person.id not in known:  # nbgrader's own method would commit each by itself
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
    return recognise(path, "id") if path.exists() else []


def _columns(path: Path, table: Table, id_column: str | None) -> Mapping[str, str]:
    """Return the file's own name of the column that holds each field."""
    names = {_normal(name): name for name in table.header}
    known = CANVAS_COLUMNS if names.keys() >= CANVAS else COLUMNS
    found = {
        field: names[name]
        for field, synonyms in known.items()
        for name in reversed(synonyms)
        if name in names
    }
    if id_column is not None:
        if _normal(id_column) not in names:
            raise RosterError(f"{path}: no column {id_column!r}, only {', '.join(table.header)}.")
        found["id"] = names[_normal(id_column)]
    if "id" not in found:
        raise RosterError(
            f"{path}: none of the columns names the students' folders. There are "
            f"{', '.join(table.header)}; say which it is with --id."
        )
    return found


def _normal(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()


def _person(values: Mapping[str, str]) -> Person:
    values = dict(values)
    name = values.pop("name", "")
    if name and not (values.get("first_name") or values.get("last_name")):
        last, comma, first = name.partition(",")
        if not comma:
            first, _, last = name.rpartition(" ")
        values |= {"first_name": first.strip(), "last_name": last.strip()}
    return Person(**values)


def _not_a_student(row: Mapping[str, str]) -> bool:
    """Tell Canvas's row of points, and the student that it lets teachers test with."""
    first = next(iter(row.values())).strip()
    return first in {"Points Possible", "Student, Test"} or not any(row.values())


def _problem(person: Person) -> str:
    if not person.id:
        return "there is no id"
    if person.id.startswith(".") or re.search(r"[/\\\0\n\r]", person.id):
        return f"{person.id!r} cannot be the name of a folder"
    if len(person.id) > 128:
        return "the id is longer than 128 characters"
    if person.email and not re.fullmatch(r"[^@\s]+@[^@\s]+", person.email):
        return f"{person.email!r} is no e-mail address"
    return ""


def _what_is_wrong(path: Path, wrong: Sequence[tuple[int, str]]) -> str:
    return "\n".join([f"{path}: nothing was imported, for", *_lines(sorted(wrong))])


def _lines(wrong: Sequence[tuple[int, str]]) -> Iterator[str]:
    for line, problem in wrong[:MOST_SHOWN]:
        yield f"  line {line}: {problem}"
    if len(wrong) > MOST_SHOWN:
        yield f"  and {len(wrong) - MOST_SHOWN} lines more"
