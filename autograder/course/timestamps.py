"""When work was handed in: nbgrader's ``timestamp.txt``, which may hold anything."""

import re
from datetime import datetime
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from autograder.files.ordinary import open_ordinary

__all__ = ["TimestampError", "forgive_timestamps", "handed_in", "read_timestamp"]

FILE = "timestamp.txt"
MAX_BYTES = 200
# dateutil fills in today where something is left out: "12:00" would be another time tomorrow.
WHOLE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
EXAMPLE = "2026-11-16 20:15:00 UTC"


class TimestampError(ValueError):
    """A ``timestamp.txt`` is there and says no time; the message says what to do."""


def read_timestamp(folder: Path) -> datetime | None:
    """Return when the work in a folder was handed in, in UTC without a time zone, as nbgrader does.

    None if there is no ``timestamp.txt``. The times of the other files say when somebody copied
    them.

    Raises
    ------
    TimestampError
        If there is one, and it says no time.
    """
    try:
        with open_ordinary(folder, FILE) as file:
            text = file.read(MAX_BYTES).decode().strip()
        if len(text) < MAX_BYTES and WHOLE.match(text):
            return parse_utc(text)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, OverflowError):
        pass
    raise TimestampError(
        f"`{FILE}` in the folder says no time that can be read, and the work counts as in time: "
        f"write it as {EXAMPLE}, and grade again."
    )


def handed_in(folder: Path) -> datetime | None:
    """Return when the work in a folder was handed in, or None where nobody can tell."""
    try:
        return read_timestamp(folder)
    except TimestampError:
        return None


def forgive_timestamps() -> None:
    """Keep one odd ``timestamp.txt`` from stopping nbgrader's commands and formgrader.

    nbgrader 0.9.6 raises for it where it lists a class, has no setting for that, and then shows
    nobody's submission. What it reads is made harmless; the student's folder stays as it is.
    """
    NbGraderAPI.get_submitted_timestamp = _submitted_timestamp
    CourseDirectory.get_existing_timestamp = _existing_timestamp


def _submitted_timestamp(api: NbGraderAPI, assignment_id: str, student_id: str) -> datetime | None:
    submitted = api.coursedir.submitted_directory
    return handed_in(Path(api.coursedir.format_path(submitted, student_id, assignment_id)))


def _existing_timestamp(_: CourseDirectory, dest_path: str) -> datetime | None:
    return handed_in(Path(dest_path))
