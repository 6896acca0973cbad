"""``autograder accept``: 0 points for answers that are missing or unclear."""

from typing import Annotated

import typer

from autograder.cli.loading import load, settings_of, standings_of
from autograder.cli.options import DEFAULT_DIRECTORY, Database, Directory, Name
from autograder.cli.terminal import console, stop
from autograder.course.class_folder import ClassFolder
from autograder.course.lock import ClassInUseError, class_lock
from autograder.records.standings import GRADED, MISSING, NOT_GRADED, OUTDATED, WAITING
from autograder.records.store import ResultStore

__all__ = ["command"]

WHY_NOTHING = {
    GRADED: "is graded",
    WAITING: "waits to be graded by hand",
    OUTDATED: "was graded before the assignment changed: grade again",
    NOT_GRADED: "is not graded yet",
    MISSING: "has handed in nothing",
}


def command(
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="The student's id.")],
    name: Name,
    directory: Directory = DEFAULT_DIRECTORY,
    database: Database = "",
) -> None:
    """Accept the 0 points of answers that are held, as they are missing or unclear.

    To give points for them, use formgrader. A better hand-in replaces either.
    """
    class_folder = ClassFolder(directory, database)
    assignment, settings = load(name), settings_of(class_folder)
    found = {one.person.id: one for one in standings_of(class_folder, assignment, settings)}
    standing = found.get(student)
    if standing is None or not standing.held:
        why = WHY_NOTHING[standing.status] if standing else "is not in this class"
        stop(f"Nothing is held in {name}: {student} {why}.")
    try:
        with class_lock(class_folder):
            ResultStore(class_folder, assignment).accept(student, standing.held)
    except ClassInUseError as error:
        stop(str(error))
    console.print(
        f"{student} has 0 of {standing.points_held:g} points for {', '.join(standing.held)}. "
        "A better hand-in replaces this with the next grade.",
        highlight=False,
        markup=False,
    )
