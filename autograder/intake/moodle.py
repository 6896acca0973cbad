"""Moodle: *Download all submissions* of an assignment, with its offline grading worksheet.

Each file is in a folder ``NAME_PARTICIPANT_assignsubmission_file``, or has that as a prefix of its
name. Only the worksheet says who participant 71 is, and when the work was handed in.

Source: ``mod/assign/locallib.php`` of Moodle, ``download_submissions``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

from autograder.exports.worksheet import Participant, Worksheet
from autograder.intake.handed_in import HandedIn, Unknown
from autograder.records.roster import Person

__all__ = ["from_moodle"]

FILE = re.compile(
    r"(?P<name>[^_/]*)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)_?/?(?P<file>.+)"
)
SUBMITTED = "Last modified (submission)"
# Only English times are read; any other time is left out.
TIMES = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%d %B %Y, %I:%M %p", "%d %B %Y, %H:%M")


def from_moodle(
    names: Iterable[str], people: Sequence[Person], worksheet: Worksheet, zone: tzinfo
) -> tuple[list[HandedIn], list[Unknown]]:
    """Return which student each file belongs to.

    Parameters
    ----------
    names : iterable of str
        The paths in the archive.
    zone : tzinfo
        The time zone of Moodle's times.

    Raises
    ------
    ExportError
        If a row of the worksheet matches several students.
    """
    rows = {_number(one.values[0]): one for one in worksheet.participants}
    owners: dict[str, Person | None] = {}
    found: dict[str, HandedIn] = {}
    unknown: dict[str, Unknown] = {}
    for path in names:
        parts = FILE.fullmatch(path)
        if parts is None:
            unknown[path] = Unknown(path, "its name does not have Moodle's form")
            continue
        who, number = f"{parts['name']} (participant {parts['number']})", parts["number"]
        if parts["kind"] != "file":
            text = f"{who}, {parts['file']}"
            unknown[text] = Unknown(text, "it is text typed into Moodle, not a file")
            continue
        row = rows.get(number)
        if number not in owners:
            owners[number] = row.among(people) if row else None
        person = owners[number]
        if row is None:
            unknown[who] = Unknown(who, "the worksheet has no such participant")
        elif person is None:
            unknown[who] = Unknown(who, "the roster has no student with the data of the worksheet")
        else:
            when = _when(worksheet, row, zone)
            one = found.setdefault(person.id, HandedIn(person.id, when=when))
            one.members[path] = parts["file"]
    return list(found.values()), list(unknown.values())


def _number(identifier: str) -> str:
    return re.sub(r"\D", "", identifier)


def _when(worksheet: Worksheet, row: Participant, zone: tzinfo) -> datetime | None:
    columns: Mapping[str, int] = {name: place for place, name in enumerate(worksheet.header)}
    text = row.values[columns[SUBMITTED]].strip() if SUBMITTED in columns else ""
    for form in TIMES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
    return None
