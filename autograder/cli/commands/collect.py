"""``autograder collect``: read the archive of a learning management system."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.loading import load
from autograder.cli.options import DEFAULT_DIRECTORY, Directory, Name, Worksheet
from autograder.cli.terminal import console, counted, shown, stop
from autograder.course.class_folder import ClassFolder
from autograder.course.lock import ClassInUseError, class_lock
from autograder.exports import ExportError
from autograder.files.text import plain
from autograder.intake.archive import ArchiveError
from autograder.intake.collect import Collected, Source, collect
from autograder.records.roster import RosterError, read_roster

__all__ = ["command"]

MOST_NAMED = 20


def command(
    source: Annotated[Source, typer.Argument(help="The system that made the archive.")],
    archive: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The zip file.")],
    name: Name,
    directory: Directory = DEFAULT_DIRECTORY,
    worksheet: Worksheet = None,
    late_as: Annotated[
        datetime | None,
        typer.Option(
            "--late-as",
            formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
            help="The time of work that Canvas marks as late: its archive contains no times.",
        ),
    ] = None,
) -> None:
    """Put the submissions of a class into submitted/, from the archive as downloaded.

    The name that the system gives a file identifies the student. Files of students who are not in
    the roster, or are ambiguous, are listed and not taken. Earlier submissions are kept.
    """
    class_folder = ClassFolder(directory)
    assignment = load(name)
    when = late_as.replace(tzinfo=class_folder.zone) if late_as else None
    try:
        with class_lock(class_folder):
            arguments = (source, archive, class_folder, assignment, worksheet, when)
            done = list(collect(*arguments))
        roster = {person.id for person in read_roster(class_folder)}
    except (ArchiveError, ExportError, RosterError, ClassInUseError, ValueError) as error:
        stop(str(error))
    taken = [one for one in done if one.taken]
    console.print(
        f"Took the work of {counted(len(taken), 'student')} into {shown(class_folder.submitted)}.",
        highlight=False,
        markup=False,
    )
    if taken and not roster:
        console.print("There is no roster: the names in the archive are the students' ids.")
    _tell(
        f"An earlier submission is kept in {shown(class_folder.directory / 'earlier')} of",
        [one.student for one in taken if one.earlier],
    )
    for one in done:
        _tell_problems(one)
    _tell(
        "Marked as late by Canvas, without a time (give --late-as, or write timestamp.txt)",
        [one.student for one in taken if one.late],
    )
    _tell("In the roster, but not in the archive", sorted(roster - {one.student for one in done}))


def _tell(what: str, students: list[str]) -> None:
    if students:
        more = f" and {len(students) - MOST_NAMED} more" if len(students) > MOST_NAMED else ""
        sentence = f"{what}: {', '.join(students[:MOST_NAMED])}{more}."
        console.print(plain(sentence), highlight=False, markup=False)


def _tell_problems(one: Collected) -> None:
    for problem in one.problems:
        what = "" if one.taken else "nothing was taken: "
        sentence = plain(f"{one.student}: {what}{problem}").replace("\n", " ")
        console.print(sentence, style="yellow", highlight=False, markup=False)
