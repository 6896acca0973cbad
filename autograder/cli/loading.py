"""Read the course and the class for the commands; stop with a sentence if that fails."""

from collections.abc import Iterable
from typing import NoReturn

from sqlalchemy import make_url

from autograder.cli.terminal import console, shown, stop
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.settings import ClassSettings, SettingsError, load_settings
from autograder.files.text import plain
from autograder.records.course_grades import (
    CourseGrades,
    course_assignments,
    course_grades,
)
from autograder.records.roster import RosterError
from autograder.records.standings import MISSING, NOT_GRADED, OUTDATED, Standing, standings
from autograder.sandbox import (
    Isolation,
    SandboxUnavailableError,
    check_sandbox,
    choose_isolation,
)

__all__ = [
    "course_of",
    "load",
    "require_sandbox",
    "settings_of",
    "standings_of",
    "stop_for_nothing_graded",
    "stop_for_outdated",
    "students",
]


def students(class_folder: ClassFolder, name: str, wanted: list[str] | None) -> list[str]:
    there = class_folder.students(name)
    missing = sorted(set(wanted or ()) - set(there))
    if missing:
        stop(
            f"No submission of {name} by: {', '.join(missing)} "
            f"(in {shown(class_folder.submitted)})."
        )
    if not there:
        stop(f"There are no submissions in {shown(class_folder.submitted)}/STUDENT/{name}/.")
    return sorted(set(wanted)) if wanted else there


def load(name: str) -> Assignment:
    try:
        return load_assignment(name)
    except (FileNotFoundError, ValueError) as error:
        stop(str(error))


def require_sandbox(kind: Isolation = Isolation.BUBBLEWRAP) -> None:
    """Choose the kind of sandbox, and stop if it does not work."""
    choose_isolation(kind)
    try:
        check_sandbox()
    except SandboxUnavailableError as error:
        stop(str(error))


def settings_of(class_folder: ClassFolder) -> ClassSettings:
    try:
        return load_settings(class_folder)
    except SettingsError as error:
        stop(str(error))


def standings_of(
    class_folder: ClassFolder, assignment: Assignment, settings: ClassSettings
) -> list[Standing]:
    """Return the standings, and name who has an extension but is not in the class."""
    try:
        found = standings(class_folder, assignment, settings)
    except RosterError as error:
        stop(str(error))
    extended = settings.extensions.get(assignment.name, {})
    if strangers := sorted(extended.keys() - {one.person.id for one in found}):
        console.print(
            plain(
                f"{shown(class_folder.settings_file)} has extensions of {assignment.name} for "
                f"students who are not in the class: {', '.join(strangers)}."
            ),
            style="yellow",
            markup=False,
            highlight=False,
        )
    return found


def course_of(
    class_folder: ClassFolder,
) -> tuple[ClassSettings, list[Assignment], list[CourseGrades]]:
    """Return the settings, the assignments that count, and all grades in them."""
    settings = settings_of(class_folder)
    try:
        assignments = course_assignments(class_folder, settings)
        grades = course_grades(class_folder, assignments, settings)
    except (RosterError, ValueError) as error:
        stop(str(error))
    if not assignments:
        where = shown(class_folder.directory)
        stop(f"Nothing is graded yet in {where}. Run: autograder grade ASSIGNMENT")
    if not grades:
        stop(
            f"There are no students in {shown(class_folder.directory)}: no roster, no submissions."
        )
    return settings, assignments, grades


def stop_for_outdated(found: Iterable[Standing], name: str) -> None:
    """Stop if all grades are from before the assignment changed."""
    if {one.status for one in found} - {NOT_GRADED, MISSING} == {OUTDATED}:
        stop(f"{name} or its points have changed since it was graded. Run: autograder grade {name}")


def stop_for_nothing_graded(class_folder: ClassFolder, name: str) -> NoReturn:
    """Stop because no student is graded, or the grades are in another gradebook."""
    if any((class_folder.results / name).glob("*.json")):
        where = make_url(class_folder.gradebook_url).render_as_string(hide_password=True)
        stop(
            f"Grades of {name} are not in this gradebook, {where}. If they are in another, name it "
            f'with --db, or permanently in class.toml: gradebook = "URL". If it is lost, run: '
            f"autograder grade {name}"
        )
    stop(f"Nothing of {name} is graded yet. Run: autograder grade {name}")
