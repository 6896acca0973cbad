"""Store results: nbgrader's gradebook, the autograded notebook and the whole result.

The result, a JSON file, is the record; notebook and gradebook follow from it. A result is first
written to a pending file. Once that is on the disk, notebook and gradebook are updated, and then
the file gets its final name. After a kill in between, the next run finds it and finishes.
"""

import errno
import json
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Self

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import SaveCells
from nbgrader.utils import is_grade
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.timestamps import handed_in
from autograder.files.atomic import settle, write_atomically
from autograder.grading.result import Result
from autograder.grading.version import grader_version
from autograder.records.changes import unchanged, withdrawn
from autograder.records.gradebook import Entry, GradeRows, open_gradebook
from autograder.records.rubrics import with_mark_schemes

__all__ = ["ResultStore", "StorageFailedError", "UnstorableError", "write_atomically"]

# The disk is full, over quota, read-only or broken: the next student would fail, too.
NO_MORE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE}
PENDING = ".pending"


class StorageFailedError(Exception):
    """No further result can be stored; the message says why."""


class UnstorableError(Exception):
    """One result cannot be stored; the message says why."""


class ResultStore:
    """The only writer of grades.

    In a ``with`` statement the gradebook is opened once, otherwise for each call.

    Parameters
    ----------
    class_folder : ClassFolder
    assignment : Assignment
        Entered into the gradebook by `register` if it is not there yet.
    """

    def __init__(self, class_folder: ClassFolder, assignment: Assignment) -> None:
        self.class_folder, self.assignment = class_folder, assignment
        self._gradebook: Gradebook | None = None
        self._cached_rows: GradeRows | None = None

    def __enter__(self) -> Self:
        self.class_folder.directory.mkdir(parents=True, exist_ok=True)
        self._gradebook = open_gradebook(self.class_folder.gradebook_url)
        return self

    def __exit__(self, *_: object) -> None:
        if self._gradebook is not None:
            self._gradebook.close()
        self._gradebook = self._cached_rows = None

    def register(self) -> None:
        """Enter the assignment and its graded cells into nbgrader's gradebook."""
        name = self.assignment.name
        with self._opened() as gradebook:
            gradebook.update_or_create_assignment(name)
        where = {"notebook": name, "assignment": name, "db_url": self.class_folder.gradebook_url}
        try:
            SaveCells().preprocess(self.assignment.source, {"nbgrader": where})
        except RuntimeError as error:
            raise ValueError(
                f"The graded cells of {name} have changed since work was first graded, and "
                "nbgrader's gradebook cannot follow. Move "
                f"{self.class_folder.directory} away, or restore the cells."
            ) from error

    def recover(self) -> None:
        """Finish storing the results of a killed run."""
        for path in sorted(self._results.glob(f"*{PENDING}")):
            result = _read(path)
            if result is None:
                path.unlink()
            else:
                with suppress(UnstorableError):  # it is graded again and reported then
                    self._finish([result])

    @cached_property
    def version(self) -> str:
        """The version of the grader, as `grader_version` returns it."""
        return grader_version(self.assignment)

    @property
    def empty(self) -> bool:
        """Whether no student of the class has been graded."""
        return not any(self._results.glob("*.json"))

    def load(self, student: str) -> Result | None:
        """Return the stored result of a student, or None if there is none that can be read.

        A result that is not in the gradebook counts as none: the gradebook was moved away.
        """
        result = self.record(student)
        return result if result is not None and self.holds(student) else None

    def record(self, student: str) -> Result | None:
        """Return the stored result of a student, even if it is not in the gradebook."""
        return _read(self._path(student))

    def has_record(self, student: str) -> bool:
        """Return whether a result of a student is stored, even if it cannot be read."""
        return self._path(student).is_file()

    def holds(self, student: str) -> bool:
        """Return whether a student's work is in the gradebook and in ``autograded/``."""
        with self._opened() as gradebook, suppress(MissingEntry):
            entered = student in self._rows(gradebook).handed_in
            return entered and _has_content(self._notebook(student))
        return False

    def holds_time(self, student: str) -> bool:
        """Return whether the time in the gradebook is that of ``timestamp.txt`` now."""
        with self._opened() as gradebook, suppress(MissingEntry):
            return self._rows(gradebook).handed_in.get(student) == self._handed_in(student)
        return False

    def save(self, *results: Result, only: str | None = None) -> None:
        """Store results, all of them or none.

        Parameters
        ----------
        only : str, optional
            The id of the only graded cell whose row in the gradebook may change.

        Raises
        ------
        UnstorableError
            If one of them cannot be stored: try them one by one.
        StorageFailedError
            If no further result can be stored. Pending files are kept for `recover`.
        """
        with _in_a_sentence():
            for result in results:
                text = json.dumps(result.to_json(), ensure_ascii=False)
                write_atomically(self._pending(result.student), text, durable=True)
            settle(self._results)
        self._finish(results, only)

    def accept(self, student: str, cells: Collection[str]) -> None:
        """Enter 0 points by hand for graded cells that are held, until there is another answer."""
        with self._opened() as gradebook:
            self._rows(gradebook).accept(student, cells)

    def _finish(self, results: Sequence[Result], only: str | None = None) -> None:
        try:
            with _in_a_sentence():
                self._enter(results, only)
                for result in results:
                    os.replace(self._pending(result.student), self._path(result.student))
        except UnstorableError:
            for result in results:
                self._pending(result.student).unlink(missing_ok=True)
            raise

    def _enter(self, results: Sequence[Result], only: str | None) -> None:
        entries = []
        for result in results:
            notebook = nbformat.from_dict(result.notebook)
            text = nbformat.writes(with_mark_schemes(notebook, self.assignment)) + "\n"
            write_atomically(self._notebook(result.student), text)
            entries.append(self._entry(result, notebook, only))
        with self._opened() as gradebook:
            self._rows(gradebook).enter(entries)

    def _entry(self, result: Result, notebook: nbformat.NotebookNode, only: str | None) -> Entry:
        earned = {item.id: item.earned for item in result.items}
        cells = filter(is_grade, notebook.cells)
        graded = [cell.metadata.nbgrader.grade_id for cell in cells]
        # Not what nbgrader reads from the outputs: there, a test cannot be "not graded".
        scores = {name: earned[name] for name in ([only] if only else graded)}
        look = frozenset(item.id for item in result.items if item.look)
        before = self.record(result.student)
        same = unchanged(before, result) if before else frozenset()
        gone = withdrawn(before, result) if before else frozenset()
        return Entry(result.student, self._handed_in(result.student), scores, look, same, gone)

    def _handed_in(self, student: str) -> datetime | None:
        # formgrader shows work as not graded if its time differs from that in the gradebook.
        folder = self.class_folder.submission(student, self.assignment.name)
        return handed_in(folder, self.class_folder.zone)

    @contextmanager
    def _opened(self) -> Iterator[Gradebook]:
        if self._gradebook is not None:
            yield self._gradebook
            return
        with self:
            yield self._gradebook

    def _rows(self, gradebook: Gradebook) -> GradeRows:
        if self._cached_rows is None:
            self._cached_rows = GradeRows(gradebook, self.assignment.name)
        return self._cached_rows

    @property
    def _results(self) -> Path:
        return self.class_folder.results / self.assignment.name

    def _path(self, student: str) -> Path:
        return self._results / f"{student}.json"

    def _pending(self, student: str) -> Path:
        return self._results / f"{student}.json{PENDING}"

    def _notebook(self, student: str) -> Path:
        name = self.assignment.name
        return self.class_folder.autograded / student / name / self.assignment.notebook_file


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0  # after a power cut it may be empty
    except OSError:
        return False


def _read(path: Path) -> Result | None:
    try:
        return Result.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise UnstorableError("The name of the folder is too long: rename it.") from error
        kind = StorageFailedError if error.errno in NO_MORE else UnstorableError
        raise kind(f"It could not be stored: {error}") from error
    except SQLAlchemyError as error:
        # SQLAlchemy's own text adds the statement and a web address, lines long.
        reason = getattr(error, "orig", None) or error
        lost = isinstance(error, OperationalError | InterfaceError) or not isinstance(
            error, DBAPIError
        )
        kind = StorageFailedError if lost else UnstorableError
        raise kind(f"The gradebook could not take it: {reason}") from error
    except UnicodeEncodeError as error:
        raise UnstorableError("The name of the folder is not UTF-8: rename it.") from error
