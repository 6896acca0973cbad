"""Store submissions in ``submitted/``; earlier submissions are kept."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from autograder.course.class_folder import ClassFolder
from autograder.files.atomic import replace_folder
from autograder.intake.archive import (
    LARGEST_TOTAL,
    MOST_FILES,
    ArchiveError,
    Members,
    is_archive,
    safe_path,
    strip_folders,
    unpacked,
)
from autograder.intake.handed_in import HandedIn

__all__ = ["TIMESTAMP", "files_of", "place"]

TIMESTAMP = "timestamp.txt"
MOST_NAMED = 3


def files_of(one: HandedIn, members: Members) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a student by relative path, and which were refused and why.

    Archives are unpacked. A student's own ``timestamp.txt`` is ignored. A ``.py`` file beside the
    notebook is moved into ``cnnlib``.
    """
    files: dict[str, bytes] = {}
    refused = []
    left = LARGEST_TOTAL
    for path, name in one.members.items():
        try:
            if len(files) >= MOST_FILES:
                raise ArchiveError(f"there are more than {MOST_FILES} files.")
            content = members.read(path, left)
            left -= len(content)
            taken = unpacked(content, name) if is_archive(name) else {safe_path(name): content}
            if doubled := sorted(files.keys() & taken.keys()):
                raise ArchiveError(f"there is another {doubled[0]}.")
            files |= taken
        except ArchiveError as error:
            refused.append(f"{name}: {error}")
    files = strip_folders(files)
    files.pop(TIMESTAMP, None)
    if not refused and not any(name.endswith(".ipynb") for name in files):
        refused.append(f"there is no notebook among the files{_named(files)}.")
    return {_in_library(name): content for name, content in files.items()}, refused


def _named(files: Mapping[str, bytes]) -> str:
    """Return some names to recognise what was handed in by: a script, another kind of archive."""
    names = sorted(files, key=lambda name: ("cnnlib/" in name, name))
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f": {', '.join(names[:MOST_NAMED])}{more}" if names else ""


def _in_library(name: str) -> str:
    return f"cnnlib/{name}" if name.endswith(".py") and "/" not in name else name


def place(
    class_folder: ClassFolder,
    student: str,
    assignment: str,
    files: Mapping[str, bytes],
    when: datetime | None,
) -> Path | None:
    """Write a submission completely or not at all.

    Returns
    -------
    Path or None
        Where an earlier submission was moved; None if there was none, or the same one.
    """
    contents = dict(files)
    if when is not None:
        contents[TIMESTAMP] = f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC\n".encode()
    folder = class_folder.submission(student, assignment)
    if folder.is_dir() and _content(folder) == contents:
        return None
    earlier = _place_for_earlier(class_folder, student, assignment) if folder.is_dir() else None
    replace_folder(folder, contents, earlier)
    return earlier


def _content(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _place_for_earlier(class_folder: ClassFolder, student: str, assignment: str) -> Path:
    kept = class_folder.directory / "earlier" / student / assignment
    kept.mkdir(parents=True, exist_ok=True)
    return kept / str(1 + sum(1 for _ in kept.iterdir()))
