"""``autograder export``: grades for other systems."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.loading import (
    course_of,
    load,
    settings_of,
    standings_of,
    stop_for_outdated,
)
from autograder.cli.options import DEFAULT_DIRECTORY, Database, Directory, OneOrAll
from autograder.cli.terminal import console, counted, shown, stop
from autograder.course.class_folder import ClassFolder
from autograder.exports import (
    Blanks,
    ExportError,
    canvas_rows,
    fill_worksheet,
    moodle_rows,
    spreadsheet_rows,
)
from autograder.exports.course import (
    course_rows_for_canvas,
    course_rows_for_moodle,
    course_table,
)
from autograder.files.tables import table_text
from autograder.files.text import plain
from autograder.records.course_grades import possible_points
from autograder.records.standings import (
    GRADED,
    HELD,
    MISSING,
    NOT_GRADED,
    OUTDATED,
    WAITING,
    Standing,
)
from autograder.records.store import write_atomically

__all__ = ["command"]


class System(StrEnum):
    """The system that imports the grades."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    CSV = "csv"


def command(
    system: Annotated[System, typer.Argument(help="The system that imports the grades.")],
    name: OneOrAll = None,
    directory: Directory = DEFAULT_DIRECTORY,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="By default in the class's folder.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            help="The assignment's name in that system; for Canvas with its number. For the whole "
            "course ASSIGNMENT=NAME, several times.",
        ),
    ] = None,
    missing: Annotated[
        bool,
        typer.Option(
            "--missing-zero", help="0 instead of empty for students who handed in nothing."
        ),
    ] = False,
    waiting: Annotated[
        bool,
        typer.Option(
            "--count-waiting",
            help="Points so far if answers are held or still to be graded by hand.",
        ),
    ] = False,
    worksheet: Annotated[
        Path | None,
        typer.Option(
            "--worksheet",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="Moodle's offline grading worksheet, to be filled in.",
        ),
    ] = None,
    database: Database = "",
) -> None:
    """Write the grades, after penalties, for Canvas, for Moodle, or as a plain table.

    By default, cells are left empty, which changes nothing on import, for students who handed in
    nothing, are not graded, or have answers that are held or still to be graded by hand. Without
    an assignment, the whole course is in one table, for ``csv`` with the total.
    """
    if worksheet is not None and system is not System.MOODLE:
        stop("--worksheet is for Moodle: autograder export moodle ASSIGNMENT --worksheet FILE")
    class_folder, blanks = ClassFolder(directory, database), Blanks(missing, waiting)
    if name is None:
        if worksheet is not None:
            stop("A worksheet belongs to one assignment: name the assignment.")
        _whole_course(system, class_folder, to, column or [], blanks)
        return
    assignment, settings = load(name), settings_of(class_folder)
    if not class_folder.directory.is_dir():
        stop(f"There is no class in {shown(class_folder.directory)}.")
    found = standings_of(class_folder, assignment, settings)
    if not found:
        stop(
            f"There are no students in {shown(class_folder.directory)}: no roster, no submissions."
        )
    stop_for_outdated(found, name)
    possible = possible_points([assignment], settings)[name]
    named, delimiter = column[0] if column else name, ","
    if worksheet is not None:
        try:
            table, rows, left_out = fill_worksheet(worksheet, found, possible, blanks)
        except ExportError as error:
            stop(str(error))
        delimiter = table.delimiter
        if left_out:
            console.print(f"Not in the worksheet: {plain(', '.join(left_out))}", markup=False)
    elif system is System.CANVAS:
        rows = canvas_rows(found, named, possible, blanks)
    elif system is System.MOODLE:
        rows = moodle_rows(found, named, blanks)
    else:
        rows = spreadsheet_rows(found, assignment, blanks, settings)
    path = to or class_folder.directory / f"grades-{name}-{system.value}.csv"
    write_atomically(path, table_text(rows, delimiter))
    console.print(f"Wrote {shown(path)}: {_in_words(found, blanks)}.", soft_wrap=True, markup=False)
    for sentence in settings.changes(name).in_words(assignment.exercise_points).values():
        console.print(sentence, highlight=False, markup=False)


def _whole_course(
    system: System, class_folder: ClassFolder, to: Path | None, named: list[str], blanks: Blanks
) -> None:
    settings, assignments, grades = course_of(class_folder)
    columns = dict(one.partition("=")[::2] for one in named)
    if strange := sorted(set(columns) - {one.name for one in assignments}):
        stop(f"--column {strange[0]!r} names no assignment of the course: write ASSIGNMENT=NAME.")
    if system is System.CANVAS:
        rows = course_rows_for_canvas(grades, assignments, settings, blanks, columns)
    elif system is System.MOODLE:
        rows = course_rows_for_moodle(grades, assignments, blanks, columns)
    else:
        rows = course_table(grades, assignments, settings, blanks)
    path = to or class_folder.directory / f"grades-course-{system.value}.csv"
    write_atomically(path, table_text(rows))
    console.print(
        f"Wrote {shown(path)}: {counted(len(grades), 'student')}, "
        f"{counted(len(assignments), 'assignment')}.",
        soft_wrap=True,
        markup=False,
    )


def _in_words(found: list[Standing], blanks: Blanks) -> str:
    statuses = [one.status for one in found]
    empty = "counted so far" if blanks.waiting_counts else "left empty"
    nothing = "0" if blanks.missing_is_zero else "left empty"
    held = sum(one.points_held for one in found)
    parts = [
        (statuses.count(GRADED), "graded"),
        (statuses.count(WAITING), f"to be graded by hand ({empty})"),
        (statuses.count(HELD), f"held with {held:g} points ({empty})"),
        (statuses.count(OUTDATED), "graded before the assignment changed (left empty)"),
        (statuses.count(NOT_GRADED), "not graded (left empty)"),
        (statuses.count(MISSING), f"handed in nothing ({nothing})"),
    ]
    return ", ".join(f"{count} {what}" for count, what in parts if count)
