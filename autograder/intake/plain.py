"""A plain archive: one folder or one archive for each student, named after the student."""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from unicodedata import normalize

from autograder.intake.archive import is_archive
from autograder.intake.handed_in import HandedIn, Unknown
from autograder.records.roster import Person

__all__ = ["from_plain"]


def from_plain(
    names: Iterable[str], people: Sequence[Person]
) -> tuple[list[HandedIn], list[Unknown]]:
    """Return which student each file belongs to, by the outermost name alone.

    ``ada/…`` and ``ada.zip`` are Ada's, and so is ``ada_4711.zip`` if the roster has an ``ada`` but
    no ``ada_4711``. Without a roster the whole name is the id.
    """
    ids = {person.id for person in people}
    by_top: dict[str, dict[str, str]] = {}
    for path in names:
        top, slash, rest = path.partition("/")
        by_top.setdefault(top + slash, {})[path] = rest or top
    owners: dict[str, list[str]] = {}
    unknown = []
    for top in by_top:
        name = top.removesuffix("/") if top.endswith("/") else PurePosixPath(top).stem
        student = _student(normalize("NFC", name), ids)
        if not top.endswith("/") and not is_archive(top):
            unknown.append(Unknown(top, "it is not in a student's folder"))
        elif student is None:
            unknown.append(Unknown(top, "no student in the roster has this id"))
        else:
            owners.setdefault(student, []).append(top)
    found = []
    for student, tops in owners.items():
        if len(tops) == 1:
            found.append(HandedIn(student, by_top[tops[0]]))
        else:
            unknown += [Unknown(top, f"there are several submissions of {student}") for top in tops]
    return found, unknown


def _student(name: str, ids: set[str]) -> str | None:
    if not ids or name in ids:
        return name
    before = name.partition("_")[0]
    return before if before in ids else None
