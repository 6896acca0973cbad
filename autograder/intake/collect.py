"""Collect the submissions of a class from an archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.exports.worksheet import read_worksheet
from autograder.intake.archive import ArchiveError, Members
from autograder.intake.canvas import from_canvas
from autograder.intake.handed_in import HandedIn, Unknown
from autograder.intake.moodle import from_moodle
from autograder.intake.placing import files_of, place
from autograder.intake.plain import from_plain
from autograder.records.roster import Person, read_roster

__all__ = ["NO_CANVAS_NUMBERS", "Collected", "Source", "collect"]

NO_CANVAS_NUMBERS = "The roster has no Canvas numbers: import the gradebook that Canvas exports."


class Source(StrEnum):
    """The system that made the archive."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    ZIP = "zip"


@dataclass(frozen=True)
class Collected:
    """The outcome for one student's files.

    Attributes
    ----------
    student : str
        The id, or the system's name for an unknown student.
    taken : bool
        Whether the submission was stored in ``submitted/``.
    late : bool
        Whether the system marks it as late without a time.
    problems : tuple of str
        What was not taken, and why.
    earlier : Path or None
        Where an earlier submission was moved.
    """

    student: str
    taken: bool
    late: bool = False
    problems: tuple[str, ...] = ()
    earlier: Path | None = None


def collect(
    source: Source,
    archive: Path,
    class_folder: ClassFolder,
    assignment: Assignment,
    worksheet: Path | None = None,
    late_as: datetime | None = None,
) -> Iterator[Collected]:
    """Store the files of all students from an archive, one student after the other.

    Parameters
    ----------
    worksheet : Path, optional
        Moodle's offline grading worksheet, required for Moodle's archive.
    late_as : datetime, optional
        The time of handing in for work that the system marks as late without a time.

    Raises
    ------
    ArchiveError
        If the archive cannot be read.
    ExportError
        If the worksheet cannot be read.
    RosterError
        If the roster cannot be read.
    """
    people = read_roster(class_folder)
    with Members(str(archive), archive.name) as members:
        found, unknown = _whose(
            source, list(members.names()), people, class_folder, assignment, worksheet
        )
        for one in sorted(found, key=lambda one: one.student):
            files, problems = files_of(one, members)
            when = one.when or (late_as if one.late else None)
            late = one.late and when is None
            if not files:
                yield Collected(one.student, False, late, tuple(problems))
                continue
            earlier = place(class_folder, one.student, assignment.name, files, when)
            yield Collected(one.student, True, late, tuple(problems), earlier)
    for name in unknown:
        yield Collected(name.name, False, problems=(name.why,))


def _whose(
    source: Source,
    names: Sequence[str],
    people: Sequence[Person],
    class_folder: ClassFolder,
    assignment: Assignment,
    worksheet: Path | None,
) -> tuple[list[HandedIn], list[Unknown]]:
    if source is Source.ZIP:
        return from_plain(names, people)
    if not people:
        raise ArchiveError(
            "There is no roster to find the student of each file: run `autograder roster` first."
        )
    if source is Source.CANVAS:
        if not any(person.lms_id for person in people):
            raise ArchiveError(NO_CANVAS_NUMBERS)
        expected = [assignment.notebook_file, *assignment.exercise_files]
        return from_canvas(names, people, expected)
    if worksheet is None:
        raise ArchiveError(
            "Moodle's participants are named only in the offline grading worksheet: download it "
            "from the page of the archive, and give it with --worksheet."
        )
    return from_moodle(names, people, read_worksheet(worksheet), class_folder.zone)
