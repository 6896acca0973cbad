"""``autograder export``: grades for elsewhere."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.loading import load, settings_of, standings_of
from autograder.cli.options import DEFAULT_DIRECTORY, Database, Directory, Name
from autograder.cli.terminal import console, shown, stop
from autograder.course.class_folder import ClassFolder
from autograder.exports import (
    Blanks,
    ExportError,
    canvas_rows,
    fill_worksheet,
    moodle_rows,
    spreadsheet_rows,
)
from autograder.files.tables import table_text
from autograder.files.text import plain
from autograder.records.standings import GRADED, MISSING, NOT_GRADED, WAITING
from autograder.records.store import write_atomically

__all__ = ["command"]


class System(StrEnum):
    """What imports the grades."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    CSV = "csv"


def command(
    system: Annotated[System, typer.Argument(help="What is to import them.")],
    name: Name,
    directory: Directory = DEFAULT_DIRECTORY,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="By default in the class's folder.")
    ] = None,
    column: Annotated[
        str | None,
        typer.Option("--column", help="The assignment's name there; for Canvas with its number."),
    ] = None,
    missing: Annotated[
        bool,
        typer.Option("--missing-zero", help="0 for those who handed in nothing, not empty."),
    ] = False,
    waiting: Annotated[
        bool,
        typer.Option("--count-waiting", help="Points so far for those who wait for a person."),
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

    Cells are left empty, which changes nothing there, where somebody handed in nothing, is not
    graded, or waits for a person; options say otherwise.
    """
    if worksheet is not None and system is not System.MOODLE:
        stop("--worksheet is Moodle's: autograder export moodle ASSIGNMENT --worksheet FILE")
    class_folder = ClassFolder(directory, database)
    assignment, settings = load(name), settings_of(class_folder)
    if not class_folder.directory.is_dir():
        stop(f"There is no class in {shown(class_folder.directory)}.")
    found = standings_of(class_folder, assignment, settings)
    if not found:
        stop(f"Nobody is in {shown(class_folder.directory)}: no roster, and nothing handed in.")
    blanks, column, delimiter = Blanks(missing, waiting), column or name, ","
    if worksheet is not None:
        try:
            table, rows, left_out = fill_worksheet(worksheet, found, assignment.points, blanks)
        except ExportError as error:
            stop(str(error))
        delimiter = table.delimiter
        if left_out:
            console.print(f"Not in the worksheet: {plain(', '.join(left_out))}", markup=False)
    elif system is System.CANVAS:
        rows = canvas_rows(found, column, assignment.points, blanks)
    elif system is System.MOODLE:
        rows = moodle_rows(found, column, blanks)
    else:
        rows = spreadsheet_rows(found, assignment, blanks)
    path = to or class_folder.directory / f"grades-{name}-{system.value}.csv"
    write_atomically(path, table_text(rows, delimiter))
    console.print(f"Wrote {shown(path)}: {_in_words(found, blanks)}.", soft_wrap=True, markup=False)


def _in_words(found: list, blanks: Blanks) -> str:
    statuses = [one.status for one in found]
    empty = "counted so far" if blanks.waiting_counts else "left empty"
    nothing = "0" if blanks.missing_is_zero else "left empty"
    parts = [
        (statuses.count(GRADED), "graded"),
        (statuses.count(WAITING), f"wait for a person ({empty})"),
        (statuses.count(NOT_GRADED), "not graded (left empty)"),
        (statuses.count(MISSING), f"handed in nothing ({nothing})"),
    ]
    return ", ".join(f"{count} {what}" for count, what in parts if count)
