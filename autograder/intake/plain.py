"""A plain archive: one folder or one archive for each student, named after the student."""

from collections.abc import Iterable, Mapping, Sequence
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

    ``ada/…`` and ``ada.zip`` are Ada's, and so are ``Ada.zip`` and, if the roster has an ``ada``
    but no ``ada_4711``, ``ada_4711.zip``. Without a roster the whole name is the id. A folder
    around all of them, which most programs add that make archives, is no student's; without a
    roster, a single folder that may be one is not taken.
    """
    ids = {person.id.casefold(): person.id for person in people}
    by_top = _by_top({path: path for path in names})
    if len(by_top) == 1 and not any(_student(top, ids) for top in by_top):
        (files,) = by_top.values()
        by_top = _students_inside(files, ids) or by_top
    owners: dict[str, list[str]] = {}
    unknown = []
    for top in by_top:
        student = _student(top, ids)
        if not top.endswith("/") and not is_archive(top):
            unknown.append(Unknown(top, "it is not in a student's folder"))
        elif student is None:
            unknown.append(Unknown(top, "no student in the roster has this id"))
        elif not ids and len(by_top) == 1 and _holds_several(by_top[top]):
            unknown.append(Unknown(top, "without a roster, this may be a student or hold them all"))
        else:
            owners.setdefault(student, []).append(top)
    found = []
    for student, tops in owners.items():
        if len(tops) == 1:
            found.append(HandedIn(student, by_top[tops[0]]))
        else:
            unknown += [Unknown(top, f"there are several submissions of {student}") for top in tops]
    return found, unknown


def _by_top(rests: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Group the files of an archive by the first part of the rest of their paths."""
    by_top: dict[str, dict[str, str]] = {}
    for path, rest in rests.items():
        top, slash, below = rest.partition("/")
        by_top.setdefault(top + slash, {})[path] = below or top
    return by_top


def _students_inside(
    rests: Mapping[str, str], ids: Mapping[str, str]
) -> dict[str, dict[str, str]] | None:
    """Return what is in the only folder of an archive, if that holds several students' work.

    One name inside is not enough: a student who is not in the roster may have chosen it.
    """
    inside = _by_top(rests)
    several = sum(top.endswith("/") or is_archive(top) for top in inside if _student(top, ids)) > 1
    return inside if several else None


def _holds_several(rests: Mapping[str, str]) -> bool:
    """Return whether several archives, or folders with a notebook, lie in a folder."""
    works = [
        top
        for top, files in _by_top(rests).items()
        if is_archive(top) or (top.endswith("/") and any(one.endswith(".ipynb") for one in files))
    ]
    return len(works) > 1


def _student(top: str, ids: Mapping[str, str]) -> str | None:
    name = top.removesuffix("/") if top.endswith("/") else PurePosixPath(top).stem
    name = normalize("NFC", name)
    if not ids:
        return name
    whole, before = name.casefold(), name.partition("_")[0].casefold()
    return ids.get(whole) or ids.get(before)
