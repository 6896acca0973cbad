"""The time of handing in, from nbgrader's ``timestamp.txt``, which may contain anything."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder.course.class_folder import ClassFolder
from autograder.files.ordinary import open_ordinary

__all__ = ["TimestampError", "forgive_timestamps", "handed_in", "read_timestamp"]

FILE = "timestamp.txt"
MAX_BYTES = 200
TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\s*(.*)")
OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?")
UTC_NAMES = ("", "Z", "UTC", "GMT")  # nbgrader writes UTC, with or without its name
EXAMPLE = "2026-11-16 20:15:00 UTC"


class TimestampError(ValueError):
    """A ``timestamp.txt`` exists but contains no valid time; the message says what to do."""


def read_timestamp(folder: Path, zone: tzinfo = UTC) -> datetime | None:
    """Return when the work in a folder was handed in, in UTC without a time zone, as nbgrader does.

    None if there is no ``timestamp.txt``: the times of the other files may be those of copying.

    Parameters
    ----------
    zone : tzinfo
        The time zone of the class. Only its abbreviations are understood, as many abbreviations
        stand for several zones.

    Raises
    ------
    TimestampError
        If the file contains no valid time.
    """
    try:
        with open_ordinary(folder, FILE) as file:
            text = file.read(MAX_BYTES).decode().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError):
        text = ""
    when, problem = _read(text, zone)
    if when is None:
        raise TimestampError(
            f"`{FILE}` in the folder {problem}, and the work counts as in time: write it as "
            f"{EXAMPLE}, and grade again."
        )
    return when.astimezone(UTC).replace(tzinfo=None)


def _read(text: str, zone: tzinfo) -> tuple[datetime | None, str]:
    """Return the time in a text, or None and what is wrong with it."""
    found = TIME.fullmatch(text)
    if found is None:
        return None, "contains no valid time"
    try:
        local = datetime.fromisoformat("T".join(found.groups()[:2]))
        said = _zone(found[3], local, zone)
        if said is None:
            return None, f"names an unknown time zone, {found[3][:20]!r}"
        when = local.replace(tzinfo=said)
        when.astimezone(UTC)  # may overflow on the first or last day of the calendar
    except (ValueError, OverflowError):
        return None, "contains no valid time"
    return when, ""


def _zone(name: str, local: datetime, zone: tzinfo) -> tzinfo | None:
    if name in UTC_NAMES:
        return UTC
    if offset := OFFSET.fullmatch(name):
        sign, hours, minutes = offset.groups()
        distance = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-distance if sign == "-" else distance)
    both = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return zone if name in {str(zone), *(one.tzname() for one in both)} else None


def handed_in(folder: Path, zone: tzinfo = UTC) -> datetime | None:
    """Return when the work in a folder was handed in, or None if that is unknown."""
    try:
        return read_timestamp(folder, zone)
    except TimestampError:
        return None


def forgive_timestamps() -> None:
    """Keep an invalid ``timestamp.txt`` from stopping nbgrader's commands and formgrader.

    When nbgrader 0.9.6 lists a class, one such file raises and no submission is shown; no setting
    changes that. Its reading functions are replaced; the student's folder is not changed.
    """
    NbGraderAPI.get_submitted_timestamp = _submitted_timestamp
    CourseDirectory.get_existing_timestamp = _existing_timestamp


def _submitted_timestamp(api: NbGraderAPI, assignment_id: str, student_id: str) -> datetime | None:
    submitted = api.coursedir.submitted_directory
    path = Path(api.coursedir.format_path(submitted, student_id, assignment_id))
    return _existing_timestamp(api.coursedir, str(path))


def _existing_timestamp(_: CourseDirectory, dest_path: str) -> datetime | None:
    folder = Path(dest_path)  # CLASS/submitted/STUDENT/ASSIGNMENT, or autograded
    return handed_in(folder, ClassFolder(folder.parents[2]).zone)
