"""Read what a student handed in: only the files on an allow-list, only as text."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.files.ordinary import RefusedError, open_ordinary
from autograder.grading.places import Places
from autograder.grading.result import Remark

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
    remarks : tuple of Remark
        On the folder.
    """

    student: str
    notebook: bytes
    modules: Mapping[str, bytes]
    remarks: tuple[Remark, ...] = ()

    @property
    def findings(self) -> tuple[str, ...]:
        """The sentences of the remarks."""
        return tuple(remark.sentence for remark in self.remarks)

    def digest(self) -> str:
        """Return a hash of the student's id and the bytes; the remarks do not count."""
        sha = hashlib.sha256(self.student.encode("utf-8", "surrogateescape"))
        for name, content in [("", self.notebook), *sorted(self.modules.items())]:
            sha.update(f"{name}:{len(content)}:".encode() + content)
        return sha.hexdigest()


def read_submission(folder: Path, student: str, assignment: Assignment) -> Submission:
    """Read the notebook and this chapter's modules from `folder`; report what is not taken.

    Links, devices and files over a limit are reported by name, never followed or opened.
    """
    places = Places.of(assignment)
    if folder.is_symlink() or folder.parent.is_symlink():
        remark = Remark("The folder is a link, and was not followed.", places.everywhere)
        return Submission(student, b"", {}, (remark,))
    if folder.is_dir() and not any(folder.iterdir()):
        remark = Remark("The folder is empty: nothing was handed in.", places.everywhere)
        return Submission(student, b"", {}, (remark,))
    remarks: list[Remark] = []
    modules = _modules(folder, assignment, places, remarks)
    notebook = _notebook(folder, assignment, places, remarks)
    archives = sorted(
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.name.lower().endswith(ARCHIVES) and path.name[0] != "."
    )
    remarks += [
        Remark(
            f"{_printable(path)} is an archive, and was not opened: hand in the files themselves."
        )
        for path in archives[:MOST_NAMED]
    ]
    return Submission(student, notebook, modules, tuple(remarks))


def _modules(
    folder: Path, assignment: Assignment, places: Places, remarks: list[Remark]
) -> dict[str, bytes]:
    """Read this chapter's files of ``cnnlib``, and note which others were changed."""
    modules, absent, changed = {}, [], []
    for name, released in assignment.library.items():
        if name in assignment.exercise_files:
            content = _read(folder, folder / name, MAX_MODULE)
            if isinstance(content, Refused):
                remarks.append(Remark(content.sentence, places.files[name]))
            elif content is None:
                absent.append(name)
            else:
                modules[name] = content
                if not content.strip():
                    remarks.append(Remark(f"{name} is empty.", places.files[name]))
                if unreadable := _not_text(content):
                    sentence = (
                        f"{name} is not UTF-8 text, and cannot run: {unreadable}. Save it as UTF-8 "
                        "(JupyterLab always does; other editors ask under Save as, Encoding)."
                    )
                    remarks.append(Remark(sentence, places.files[name]))
        elif (folder / name).is_file():
            content = _read(folder, folder / name, max(MAX_MODULE, len(released)))
            if not isinstance(content, bytes) or not same_text(content, released):
                changed.append(name)
    if absent:
        was = "was" if len(absent) == 1 else "were"
        sentence = (
            f"{', '.join(sorted(absent))} {was} not handed in: hand in the whole folder, cnnlib "
            "included."
        )
        exercises = tuple(one for name in sorted(absent) for one in places.files[name])
        remarks.append(Remark(sentence, exercises))
    if changed:
        was, copy = ("was", "copy") if len(changed) == 1 else ("were", "copies")
        names = _listed(sorted(changed))
        remarks.append(Remark(f"{names} {was} changed; your instructor's {copy} was used instead."))
    return modules


def _notebook(folder: Path, assignment: Assignment, places: Places, remarks: list[Remark]) -> bytes:
    path, remark = _find_notebook(folder, assignment, places)
    remarks += [remark] if remark else []
    content = _read(folder, path, MAX_NOTEBOOK) if path else None
    if isinstance(content, Refused):
        remarks.append(Remark(content.sentence, places.notebook))
        return b""
    if path and not content:
        remarks.append(Remark(f"{_printable(path)} is empty.", places.notebook))
    return content or b""


def _find_notebook(
    folder: Path, assignment: Assignment, places: Places
) -> tuple[Path | None, Remark | None]:
    right_name = folder / assignment.notebook_file
    if os.path.lexists(right_name):
        return right_name, None
    # Leave out the ._NAME files that macOS puts beside each file.
    found = sorted(folder.glob("[!.]*.[iI][pP][yY][nN][bB]"))
    others = [path for path in found if path.is_file()]
    if len(others) == 1:
        sentence = (
            f"The notebook is called {_printable(others[0])}, not {right_name.name}; it was graded."
        )
        return others[0], Remark(sentence)
    if others:
        sentence = (
            f"There is no {right_name.name}, but several others "
            f"({_listed(list(map(_printable, others)))}): none was taken."
        )
        return None, Remark(sentence, places.notebook)
    sentence = f"There is no notebook {right_name.name} in the folder."
    return None, Remark(sentence, places.notebook)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + ", …" * (len(names) > MOST_NAMED)


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


def same_text(content: bytes, released: bytes) -> bool:
    """Return whether two files differ at most in line ends, a byte order mark or final newlines."""

    def normal(text: bytes) -> bytes:
        text = text.removeprefix(b"\xef\xbb\xbf")
        return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip()

    return content == released or normal(content) == normal(released)


@dataclass(frozen=True)
class Refused:
    """A file that was not read, and why."""

    sentence: str


def _read(folder: Path, path: Path, limit: int) -> bytes | Refused | None:
    """Return the content of a file, why it was not read, or None if there is none."""
    name = _printable(path) if path.parent == folder else path.relative_to(folder).as_posix()
    try:
        with open_ordinary(folder, *path.relative_to(folder).parts) as file:
            content = file.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except RefusedError as error:
        return Refused(f"{name} {error}")
    if len(content) > limit:
        return Refused(f"{name} is larger than {limit // 1_000_000} MB, and was not read.")
    return content
