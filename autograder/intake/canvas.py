"""Canvas: *Download Submissions* of an assignment.

Each file is called ``NAME_[LATE_]USER_ATTACHMENT_FILE``: the student's name in lower case without
spaces, ``LATE`` for late work, Canvas's number of the student (the column "ID" of its gradebook),
the number of the file, and the file's original name, to which Canvas adds ``-1``, ``-2`` with each
later attempt.

Source: ``lib/content_zipper.rb`` of canvas-lms.
"""

import re
from collections.abc import Iterable, Sequence

from autograder.intake.handed_in import HandedIn, Unknown
from autograder.records.roster import Person

__all__ = ["from_canvas", "prefix_and_number"]

FILE = re.compile(
    r"(?P<name>[^_/]*)_(?P<late>LATE_)?(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>.+)"
)
ATTEMPT = re.compile(r"-\d{1,3}(?=(\.[A-Za-z0-9]{1,8})?$)")


def from_canvas(
    names: Iterable[str], people: Sequence[Person], expected: Iterable[str]
) -> tuple[list[HandedIn], list[Unknown]]:
    """Return which student each file belongs to.

    Parameters
    ----------
    names : iterable of str
        The paths in the archive.
    people : sequence of Person
        The roster, as imported from Canvas's gradebook.
    expected : iterable of str
        File names of the assignment; the number of an attempt is removed where that gives one.
    """
    by_number = {person.lms_id: person.id for person in people if person.lms_id}
    known = {name.rpartition("/")[2] for name in expected}
    found: dict[str, HandedIn] = {}
    unknown: dict[str, Unknown] = {}
    for path in names:
        parts = FILE.fullmatch(path.rpartition("/")[2])
        if parts is None:
            unknown[path] = Unknown(path, "its name does not have Canvas's form")
        elif parts["user"] not in by_number:
            who = f"{parts['name']} ({parts['user']})"
            unknown[who] = Unknown(who, "no student in the roster has this number in Canvas")
        else:
            student = by_number[parts["user"]]
            one = found.setdefault(student, HandedIn(student, late=bool(parts["late"])))
            one.members[path] = _without_attempt(parts["file"], known)
    return list(found.values()), list(unknown.values())


def prefix_and_number(path: str) -> tuple[str, str]:
    """Return the prefix of a file's original name and the student's number, or empty texts."""
    name = path.rpartition("/")[2]
    parts = FILE.fullmatch(name)
    return (name.removesuffix(parts["file"]), parts["user"]) if parts else ("", "")


def _without_attempt(name: str, known: set[str]) -> str:
    first = ATTEMPT.sub("", name)
    return first if first in known or first.lower().endswith(".zip") else name
