"""Read what a student handed in: only the files on an allow-list, only as text."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.files.ordinary import RefusedError, open_ordinary

__all__ = ["Submission", "read_submission"]

MAX_NOTEBOOK = 20_000_000  # bytes; pasted pictures make notebooks large
MAX_MODULE = 1_000_000
MOST_NAMED = 10  # files of one kind
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")


@dataclass(frozen=True)
class Submission:
    """The bytes of one student's work.

    Attributes
    ----------
    student : str
        The student's id.
    notebook : bytes
        Empty if no readable notebook was found.
    modules : Mapping[str, bytes]
        This chapter's ``cnnlib`` files, by relative path.
    findings : tuple of str
        Remarks on the folder, one sentence each.
    """

    student: str
    notebook: bytes
    modules: Mapping[str, bytes]
    findings: tuple[str, ...] = ()

    def digest(self) -> str:
        """Return a hash of the student's id and the bytes; the findings do not count."""
        sha = hashlib.sha256(self.student.encode("utf-8", "surrogateescape"))
        for name, content in [("", self.notebook), *sorted(self.modules.items())]:
            sha.update(f"{name}:{len(content)}:".encode() + content)
        return sha.hexdigest()


def read_submission(folder: Path, student: str, assignment: Assignment) -> Submission:
    """Read the notebook and this chapter's modules from `folder`; report what is not taken.

    Links, devices and files over a limit are reported by name, never followed or opened.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return Submission(student, b"", {}, ("The folder is a link, and was not followed.",))
    findings: list[str] = []
    modules = {}
    for name, released in assignment.library.items():
        path = folder / name
        if name in assignment.exercise_files:
            content = _read(folder, path, MAX_MODULE, findings)
            if content is not None:
                modules[name] = content
                if unreadable := _not_text(content):
                    findings.append(
                        f"{name} is not UTF-8 text, and cannot run: {unreadable}. Save it as UTF-8 "
                        "(JupyterLab always does; other editors ask under Save as, Encoding)."
                    )
        elif path.is_file() and _read(folder, path, len(released), []) != released:
            findings.append(f"{name} was changed; your instructor's copy was used instead.")
    if absent := sorted(assignment.exercise_files - modules.keys()):
        was, its = ("was", "its") if len(absent) == 1 else ("were", "their")
        findings.append(
            f"{', '.join(absent)} {was} not handed in, and {its} exercises count as not written: "
            "hand in the whole folder, cnnlib included."
        )
    notebook = _find_notebook(folder, assignment, findings)
    content = _read(folder, notebook, MAX_NOTEBOOK, findings) if notebook else None
    if notebook and content == b"":
        findings.append(f"{_printable(notebook)} is empty.")
    archives = sorted(
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.name.lower().endswith(ARCHIVES) and path.name[0] != "."
    )
    findings += [
        f"{_printable(path)} is an archive, and was not opened: hand in the files themselves."
        for path in archives[:MOST_NAMED]
    ]
    return Submission(student, content or b"", modules, tuple(findings))


def _find_notebook(folder: Path, assignment: Assignment, findings: list[str]) -> Path | None:
    right_name = folder / assignment.notebook_file
    if os.path.lexists(right_name):
        return right_name
    # Leave out the ._NAME files that macOS puts beside each file.
    found = sorted(folder.glob("[!.]*.[iI][pP][yY][nN][bB]"))
    others = [path for path in found if path.is_file()]
    if len(others) == 1:
        findings.append(
            f"The notebook is called {_printable(others[0])}, not {right_name.name}; it was graded."
        )
        return others[0]
    if others:
        names = ", ".join(map(_printable, others[:MOST_NAMED])) + ", …" * (len(others) > MOST_NAMED)
        findings.append(
            f"There is no {right_name.name}, but several others ({names}): none was taken."
        )
    else:
        findings.append(f"There is no notebook {right_name.name} in the folder.")
    return None


def _not_text(content: bytes) -> str:
    """Describe the byte that keeps Python from reading a file; empty if the file is text."""
    where = content.find(b"\0")
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = min(filter(lambda place: place >= 0, (where, error.start)))
    if where < 0:
        return ""
    start = content.rfind(b"\n", 0, where) + 1
    line = content.count(b"\n", 0, where) + 1
    sign = content[where : where + 1]
    as_latin = sign.decode("latin-1")
    like = f", {as_latin} in Latin-1," if as_latin.isprintable() else ""
    column = len(content[start:where].decode("utf-8-sig", "replace")) + 1
    return f"byte {sign[0]:#04x}{like} at line {line}, column {column}"


def _printable(path: Path) -> str:
    """Return the name of a file on one line, with a replacement for what cannot be shown.

    That is bytes other than UTF-8, as from an old zip, and control characters.
    """
    name = os.fsencode(path.name).decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)


def _read(folder: Path, path: Path, limit: int, findings: list[str]) -> bytes | None:
    name = _printable(path) if path.parent == folder else path.relative_to(folder).as_posix()
    try:
        with open_ordinary(folder, *path.relative_to(folder).parts) as file:
            content = file.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except RefusedError as error:
        findings.append(f"{name} {error}")
        return None
    if len(content) > limit:
        findings.append(f"{name} is larger than {limit // 1_000_000} MB, and was not read.")
        return None
    return content
