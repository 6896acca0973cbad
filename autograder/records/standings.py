"""The state of every student of a class in one assignment: handed in or not, graded or not."""

from dataclasses import dataclass

from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.settings import ClassSettings
from autograder.records.grades import Grades, updated_grades
from autograder.records.roster import Person, read_roster

__all__ = ["GRADED", "MISSING", "NOT_GRADED", "WAITING", "Standing", "standings"]

GRADED, WAITING, NOT_GRADED, MISSING = "graded", "waiting", "not graded", "missing"


@dataclass(frozen=True)
class Standing:
    """The state of one student in one assignment.

    Attributes
    ----------
    status : str
        ``"graded"``; ``"waiting"``: part of it is to be graded by hand; ``"not graded"``: only
        handed in; ``"missing"``: in the roster, but nothing was handed in.
    grades : Grades or None
        None unless the status is graded or waiting.
    """

    person: Person
    status: str
    grades: Grades | None


def standings(
    class_folder: ClassFolder, assignment: Assignment, settings: ClassSettings
) -> list[Standing]:
    """Return the standings of all students in the roster or with a submission, sorted by name."""
    name = assignment.name
    grades = updated_grades(class_folder, name, settings)
    people = {person.id: person for person in read_roster(class_folder)}
    for student in {*class_folder.students(name), *grades} - people.keys():
        people[student] = _without_roster(student, grades.get(student))
    handed_in, stored = set(class_folder.students(name)), _stored(class_folder, name)
    found = [
        _standing(person, grades.get(person.id), person.id in handed_in, stored)
        for person in people.values()
    ]
    return sorted(found, key=lambda one: (one.person.last_name.casefold(), one.person.id))


def _standing(person: Person, grades: Grades | None, handed_in: bool, stored: set[str]) -> Standing:
    # The stored result is written last: without one, grading was interrupted.
    if grades is None or person.id not in stored:
        return Standing(person, NOT_GRADED if handed_in else MISSING, None)
    return Standing(person, GRADED if grades.complete else WAITING, grades)


def _stored(class_folder: ClassFolder, name: str) -> set[str]:
    return {path.stem for path in (class_folder.results / name).glob("*.json")}


def _without_roster(student: str, grades: Grades | None) -> Person:
    if grades is None:
        return Person(student)
    return Person(student, grades.first_name, grades.last_name, grades.email)
