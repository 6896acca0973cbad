"""Collect the archive of a class."""

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

__all__ = ["Collected", "Source", "collect"]


class Source(StrEnum):
    """What made the archive."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    ZIP = "zip"


@dataclass(frozen=True)
class Collected:
    """What became of one student's files.

    Attributes
    ----------
    student : str
        The id, or what the system calls somebody who is not known.
    taken : bool
        Whether a submission lies in ``submitted/`` now.
    late : bool
        Whether it is late by the system's own word, which does not say by how much.
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
    """Take everybody's files out of an archive, one student after the other.

    Parameters
    ----------
    worksheet : Path, optional
        Moodle's offline grading worksheet, which Moodle's archive cannot be read without.
    late_as : datetime, optional
        When late work counts as handed in, where the system only says that it is late.

    Raises
    ------
    ArchiveError
        If the archive cannot be read.
    ExportError
        If the worksheet cannot.
    RosterError
        If the roster cannot.
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
            "Who a file belongs to is in the roster, and there is none: run `autograder roster` "
            "first."
        )
    if source is Source.CANVAS:
        if not any(person.lms_id for person in people):
            raise ArchiveError(
                "The roster has no numbers of Canvas: import the gradebook that Canvas exports."
            )
        expected = [assignment.notebook_file, *assignment.exercise_files]
        return from_canvas(names, people, expected)
    if worksheet is None:
        raise ArchiveError(
            "Only the offline grading worksheet says who Moodle's participants are: download it "
            "where the archive comes from, and give it with --worksheet."
        )
    return from_moodle(names, people, read_worksheet(worksheet), class_folder.zone)
