"""The grades of a whole course: all assignments of a class, weighted, the lowest ones dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.course.assignment import Assignment, load_assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.course.settings import ClassSettings
from autograder.records.roster import Person
from autograder.records.standings import Standing, standings

__all__ = [
    "CourseGrades",
    "course_assignments",
    "course_grades",
    "course_total",
    "possible_points",
]


@dataclass(frozen=True)
class CourseGrades:
    """The grades of one student in the whole course.

    Attributes
    ----------
    standings : Mapping[str, Standing]
        By assignment.
    """

    person: Person
    standings: Mapping[str, Standing]


def course_assignments(class_folder: ClassFolder, settings: ClassSettings) -> list[Assignment]:
    """Return the assignments that count: those with a weight, or else all with a graded result."""
    if settings.weights:
        return [load_assignment(name) for name in sorted(settings.weights)]
    graded = {path.parent.name for path in class_folder.results.glob("*/*.json")}
    return [load_assignment(name) for name in REPOSITORY.assignment_names() if name in graded]


def course_grades(
    class_folder: ClassFolder, assignments: Sequence[Assignment], settings: ClassSettings
) -> list[CourseGrades]:
    """Return the standings of all students in these assignments, sorted by name."""
    people: dict[str, Person] = {}
    found: dict[str, dict[str, Standing]] = {}
    for assignment in assignments:
        for one in standings(class_folder, assignment, settings):
            people.setdefault(one.person.id, one.person)
            found.setdefault(one.person.id, {})[assignment.name] = one
    return [
        CourseGrades(person, found[person.id])
        for person in sorted(people.values(), key=lambda one: (one.last_name.casefold(), one.id))
    ]


def possible_points(assignments: Sequence[Assignment], settings: ClassSettings) -> dict[str, float]:
    """Return the maximum points of each assignment in this class, by its name."""
    return {
        one.name: sum(settings.changes(one.name).possible(one.exercise_points).values())
        for one in assignments
    }


def course_total(
    points: Mapping[str, float | None],
    possible: Mapping[str, float],
    settings: ClassSettings,
) -> float | None:
    """Return the weighted mean in per cent, or None while a grade that counts is missing.

    The ``drop_lowest`` assignments with the lowest shares are dropped. One without a grade is not
    dropped, as it may not stay the lowest.

    Parameters
    ----------
    points : mapping of str to float or None
        A student's points after penalties, by assignment; None if they are not final.
    possible : mapping of str to float
        The maximum points, by assignment.
    """
    shares = {}
    for name, most in possible.items():
        earned = points.get(name)
        if earned is None:
            return None
        shares[name] = earned / most
    kept = sorted(shares, key=lambda name: shares[name])[settings.drop_lowest :]
    weights = {name: settings.weights.get(name, 1.0) for name in kept}
    if not sum(weights.values()):
        return None
    return 100 * sum(weights[name] * shares[name] for name in kept) / sum(weights.values())
