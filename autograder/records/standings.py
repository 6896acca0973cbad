"""The state of every student of a class in one assignment: handed in or not, graded or not."""

from dataclasses import dataclass

from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.settings import ClassSettings
from autograder.grading.keys import same_assignment
from autograder.grading.result import Result
from autograder.grading.version import assignment_version
from autograder.records.grades import Grades, updated_grades
from autograder.records.roster import Person, read_roster
from autograder.records.store import ResultStore

__all__ = [
    "GRADED",
    "HELD",
    "MISSING",
    "NOT_GRADED",
    "OUTDATED",
    "STATUSES",
    "WAITING",
    "Standing",
    "is_current",
    "standing_of",
    "standings",
]

GRADED, WAITING, HELD = "graded", "waiting", "held"
OUTDATED, NOT_GRADED, MISSING = "outdated", "not graded", "missing"
STATUSES = (GRADED, WAITING, HELD, OUTDATED, NOT_GRADED, MISSING)


@dataclass(frozen=True)
class Standing:
    """The state of one student in one assignment.

    Attributes
    ----------
    status : str
        ``"graded"``; ``"waiting"``: part of it is to be graded by hand; ``"held"``: answers are
        missing or unclear; ``"outdated"``: graded before the assignment changed; ``"not graded"``:
        only handed in; ``"missing"``: in the roster, but nothing was handed in.
    grades : Grades or None
        None unless the status is graded, waiting or held.
    held : tuple of str
        The ids of the graded cells that are held and have no points yet.
    """

    person: Person
    status: str
    grades: Grades | None
    held: tuple[str, ...] = ()

    @property
    def points_held(self) -> float:
        """The points at stake in what is held."""
        possible = self.grades.possible if self.grades else {}
        return sum(possible[exercise] for exercise in self.held)


def standings(
    class_folder: ClassFolder, assignment: Assignment, settings: ClassSettings
) -> list[Standing]:
    """Return the standings of all students in the roster or with a submission, sorted by name."""
    name = assignment.name
    grades = updated_grades(class_folder, name, settings)
    people = {person.id: person for person in read_roster(class_folder)}
    handed_in = set(class_folder.students(name))
    for student in {*handed_in, *grades} - people.keys():
        people[student] = _without_roster(student, grades.get(student))
    store = ResultStore(class_folder, assignment)
    found = []
    for person in people.values():
        # The stored result is written last: without one, grading was interrupted.
        given = grades.get(person.id)
        if given and store.has_record(person.id):
            found.append(standing_of(person, given, store.record(person.id), assignment))
        else:
            status = NOT_GRADED if person.id in handed_in else MISSING
            found.append(Standing(person, status, None))
    return sorted(found, key=lambda one: (one.person.last_name.casefold(), one.person.id))


def standing_of(
    person: Person, grades: Grades, result: Result | None, assignment: Assignment
) -> Standing:
    """Return the standing of a student with a stored result.

    Parameters
    ----------
    result : Result or None
        None if an older version wrote it, so that only the gradebook can be read.
    """
    if result is not None and not is_current(result, assignment):
        return Standing(person, OUTDATED, None)
    held = tuple(
        one for one in (result.held if result else ()) if grades.scores.get(one, 0.0) is None
    )
    status = HELD if held else GRADED if grades.complete else WAITING
    return Standing(person, status, grades, held)


def is_current(result: Result, assignment: Assignment) -> bool:
    """Return whether work was graded by the assignment as it is now, points included."""
    points = {item.id: item.points for item in result.items}
    return points == assignment.exercise_points and same_assignment(
        result.key, assignment_version(assignment)
    )


def _without_roster(student: str, grades: Grades | None) -> Person:
    if grades is None:
        return Person(student)
    return Person(student, grades.first_name, grades.last_name, grades.email)
