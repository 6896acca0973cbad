"""``autograder roster``: the students of the class."""

from pathlib import Path
from typing import Annotated
from unicodedata import normalize

import typer

from autograder.cli.options import DEFAULT_DIRECTORY, Database, Directory
from autograder.cli.terminal import console, counted, shown, stop
from autograder.course.class_folder import ClassFolder
from autograder.files.text import plain
from autograder.records.roster import RosterError, import_roster, read_people

__all__ = ["command"]

File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)]


def command(
    file: File,
    directory: Directory = DEFAULT_DIRECTORY,
    id_column: Annotated[
        str | None,
        typer.Option(
            "--id", metavar="COLUMN", help="The column with the names of the students' folders."
        ),
    ] = None,
    database: Database = "",
) -> None:
    """Import the students of the class from a CSV file of Canvas or Moodle, or your own.

    Reports, exports and formgrader then show their names, and list students who hand in nothing.
    All lines are checked first: if one is wrong, nothing is imported.
    """
    class_folder = ClassFolder(directory, database)
    try:
        found = read_people(file, id_column)
    except RosterError as error:
        stop(str(error))
    people = found.people
    import_roster(class_folder, people)
    console.print(f"The class has {counted(len(people), 'student')}.", highlight=False)
    taken = ", ".join(
        f"{field.replace('_', ' ')} from {column!r}" for field, column in found.columns.items()
    )
    console.print(plain(f"Read: {taken}."), highlight=False, markup=False)
    folders = class_folder.submitted.glob("[!.]*/")
    names = {normalize("NFC", folder.name) for folder in folders}
    strangers = sorted(names - {person.id for person in people})
    if strangers:
        named = plain(", ".join(strangers[:5]))
        named += f" and {len(strangers) - 5} more" if len(strangers) > 5 else ""
        console.print(
            f"Not in it, but with a folder in {shown(class_folder.submitted)}: {named}. "
            "If they are in the class under another id, choose the column with the names of their "
            "folders with --id.",
            style="yellow",
            markup=False,
            highlight=False,
        )
