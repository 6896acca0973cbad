"""Find files of a submission, wherever a student may have put them."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.files.ordinary import RefusedError, open_ordinary

__all__ = ["MOST_NAMED", "Refused", "listed", "paths_below", "printable", "read", "stem"]

MOST_NAMED = 10  # files of one kind
MOST_ENTRIES = 20_000  # the files and folders of one submission that are looked at
DEPTH = 6
# Written by editors, systems and `autograder self`, not by students.
NO_WORK = {"__MACOSX", "__pycache__", "feedback", "node_modules", "venv"}

# Suffixes that browsers, Jupyter, Colab, Canvas and nbgitpuller add to the name of a copy.
COPIED = re.compile(
    r"[-_ ]*(?:copy|kopie|copie|copia)[-_ ]*\d*|\s*\(\d+\)|__?\d{8,14}|-\d{1,3}", re.IGNORECASE
)
ENDINGS = (".ipynb", ".py")


@dataclass(frozen=True)
class Refused:
    """A file that was not read, and why."""

    sentence: str


def paths_below(folder: Path) -> list[Path]:
    """Return the files below a folder, in order, without links, hidden and system files."""
    found: list[Path] = []
    entries = 0
    folders = [(folder, 0)]
    while folders:
        here, depth = folders.pop()
        for entry in _entries(here):
            entries += 1
            if entry.name.startswith(".") or entry.is_symlink() or entry.name in NO_WORK:
                continue
            if entry.is_file(follow_symlinks=False):
                found.append(here / entry.name)
            elif entry.is_dir(follow_symlinks=False) and depth < DEPTH and entries < MOST_ENTRIES:
                folders.append((here / entry.name, depth + 1))
    return sorted(found, key=lambda path: (len(path.parts), path))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as inside:
            return list(inside)
    except (FileNotFoundError, NotADirectoryError):  # it was moved meanwhile
        return []


def stem(path: Path) -> tuple[str, str]:
    """Return the name of a file without the suffixes of copies, and its ending, .py or .ipynb.

    The ending is empty for other files; ``03-im2col.ipynb.json``, as some browsers save it, has
    ``.ipynb``.
    """
    name = path.name.lower()
    for extra in (".json", ".txt"):
        name = name.removesuffix(extra)
    for ending in ENDINGS:
        if name.endswith(ending):
            name = name.removesuffix(ending).removeprefix("copy of ")
            return _without_copies(name), ending
    return name, ""


def _without_copies(name: str) -> str:
    while True:
        for found in COPIED.finditer(name):
            if found.end() == len(name) and found.start():
                name = name[: found.start()]
                break
        else:
            return name.strip()


def read(folder: Path, path: Path, limit: int) -> bytes | Refused | None:
    """Return the content of a file, or why it was not read, or None if it does not exist."""
    try:
        with open_ordinary(folder, *path.relative_to(folder).parts) as file:
            content = file.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except RefusedError as error:
        return Refused(f"{printable(path, folder)} {error}")
    if len(content) > limit:
        remedy = " Clear its outputs, and save it." if stem(path)[1] == ".ipynb" else ""
        size = f"{limit // 1_000_000} MB"
        return Refused(
            f"{printable(path, folder)} is larger than {size}, and was not read.{remedy}"
        )
    return content


def printable(path: Path, folder: Path) -> str:
    """Return the path of a file on one line, with unprintable characters replaced.

    These are bytes that are not UTF-8, as from an old zip, and control characters.
    """
    name = os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)


def listed(names: list[str]) -> str:
    """Return names separated by commas; only the first ones if there are very many."""
    return ", ".join(names[:MOST_NAMED]) + ", …" * (len(names) > MOST_NAMED)
