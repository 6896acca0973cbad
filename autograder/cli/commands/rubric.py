"""``autograder rubric``: which items were given, and their points entered."""

from collections import Counter

import typer
from rich.table import Table
from rich.text import Text

from autograder.cli.loading import load, settings_of
from autograder.cli.options import DEFAULT_DIRECTORY, Database, Directory, Name
from autograder.cli.terminal import console, stop
from autograder.course.class_folder import ClassFolder
from autograder.course.rubric import Rubric
from autograder.files.text import plain
from autograder.records.grades import update_penalties, written_comments

__all__ = ["command"]


def command(
    name: Name,
    directory: Directory = DEFAULT_DIRECTORY,
    database: Database = "",
) -> None:
    """Enter the points of the rubric items named in comments, and say how many have each.

    Items are in class.toml, under [rubric.ASSIGNMENT.ANSWER]; a comment in formgrader names one as
    #name. feedback, report and export enter the points as well.
    """
    class_folder = ClassFolder(directory, database)
    load(name)
    settings = settings_of(class_folder)
    rubric = settings.rubric(name)
    if not rubric.cells:
        stop(f"class.toml has no items for {name}: write them under [rubric.{name}.ANSWER].")
    update_penalties(class_folder, name, settings)
    comments = written_comments(class_folder, name)
    console.print(_table(rubric, comments))
    unknown = [
        f"{student}: {cell} has no item #{one}"
        for student, cell, comment in comments
        for one in rubric.unknown(cell, comment)
    ]
    for sentence in unknown:
        console.print(plain(sentence), style="yellow", highlight=False, markup=False)
    if unknown:
        raise typer.Exit(1)


def _table(rubric: Rubric, comments: list[tuple[str, str, str]]) -> Table:
    counts = Counter(
        (cell, one) for _, cell, comment in comments for one in rubric.named(cell, comment)
    )
    table = Table("answer", "item", box=None, pad_edge=False)
    table.add_column("points", justify="right")
    table.add_column("students", justify="right")
    table.add_column("text")
    for cell, items in rubric.cells.items():
        for one, item in items.items():
            row = (cell, f"#{one}", f"{item.points:+g}", str(counts[cell, one]))
            table.add_row(*row, Text(plain(item.text)))
    return table
