"""Keep what grading found: nbgrader's gradebook, the autograded notebook, the whole result."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from stat import S_ISREG
from sysconfig import get_path

import nbformat
from nbgrader.api import Gradebook, MissingEntry, SubmittedNotebook
from nbgrader.preprocessors import SaveCells
from nbgrader.utils import is_grade, parse_utc

from autograder.assignment import Assignment, nbgrader_id
from autograder.course import Course
from autograder.result import Result
from autograder.rubrics import with_mark_schemes

__all__ = ["ResultStore", "find_alembic", "write_atomically"]

MAX_TIMESTAMP = 200  # bytes


class ResultStore:
    """The only writer of grades; open it once for a run.

    Parameters
    ----------
    course : Course
    assignment : Assignment
        Is entered into the gradebook if it is not there yet.
    """

    def __init__(self, course: Course, assignment: Assignment) -> None:
        self.course, self.assignment = course, assignment
        course.directory.mkdir(parents=True, exist_ok=True)
        find_alembic()

    def register(self) -> None:
        """Enter the assignment and its graded cells into nbgrader's gradebook."""
        name = self.assignment.name
        with Gradebook(self.course.gradebook_url) as gradebook:
            gradebook.update_or_create_assignment(name)
        where = {"notebook": name, "assignment": name, "db_url": self.course.gradebook_url}
        try:
            SaveCells().preprocess(self.assignment.source, {"nbgrader": where})
        except RuntimeError as error:
            raise ValueError(
                f"The cells of {name} are not those that were graded before, and nbgrader's "
                f"gradebook cannot follow. Move {self.course.directory} away, or restore the cells."
            ) from error

    def load(self, student: str) -> Result | None:
        """Return the stored result of a student, or None if there is none of this version.

        A result that the gradebook does not hold counts as none: somebody moved the gradebook away.
        """
        try:
            with self._in_gradebook(student):
                pass
            return Result.from_json(json.loads(self._result_path(student).read_text()))
        except (FileNotFoundError, MissingEntry, ValueError, KeyError, TypeError, AttributeError):
            return None

    def save(self, result: Result) -> None:
        """Store a result; the JSON file comes last and says that all the rest is there."""
        notebook = nbformat.from_dict(result.notebook)
        folder = self.course.autograded / result.student / result.assignment
        path = folder / self.assignment.notebook_file
        write_atomically(path, nbformat.writes(with_mark_schemes(notebook, self.assignment)) + "\n")
        self._save_grades(result, notebook)
        text = json.dumps(result.to_json(), ensure_ascii=False, indent=1)
        write_atomically(self._result_path(result.student), text)

    def _save_grades(self, result: Result, notebook: nbformat.NotebookNode) -> None:
        name = result.assignment
        look = {item.id for item in result.items if item.look}
        earned = {item.id: item.earned for item in result.items}
        with Gradebook(self.course.gradebook_url) as gradebook:
            gradebook.update_or_create_student(result.student)
            with gradebook.db.no_autoflush:
                gradebook.update_or_create_submission(
                    name, result.student, timestamp=self._handed_in(result.student)
                )
            for cell in filter(is_grade, notebook.cells):
                cell_id = nbgrader_id(cell)
                grade = gradebook.find_grade(cell_id, name, name, result.student)
                # Not what nbgrader reads from the outputs: it cannot say "not graded" of a test.
                grade.auto_score = earned[cell_id]
                by_hand = grade.manual_score is not None or grade.auto_score is None
                grade.needs_manual_grade = by_hand or cell_id in look
            gradebook.db.commit()

    def _handed_in(self, student: str) -> datetime | None:
        """Return when the work was handed in, if nbgrader's ``timestamp.txt`` says so.

        The times of the other files say when somebody copied them; and formgrader takes work for
        not graded whose time in the gradebook is not the one in that file.
        """
        folder = self.course.submitted / student / self.assignment.name
        stamp = folder / "timestamp.txt"
        try:
            # A pipe would be waited for without end, a device read without end.
            if S_ISREG(stamp.lstat().st_mode) and stamp.lstat().st_size < MAX_TIMESTAMP:
                return parse_utc(stamp.read_text().strip())
        except (OSError, ValueError, OverflowError):
            pass
        return None

    def scores(self, student: str) -> dict[str, float | None]:
        """Return each graded cell's final score, a person's before the machine's.

        A score is None while it waits for a person.
        """
        with self._in_gradebook(student) as notebook:
            return {
                grade.name: None
                if grade.manual_score is None and grade.auto_score is None
                else grade.score
                for grade in notebook.grades
            }

    def comments(self, student: str) -> dict[str, str]:
        """Return what a person wrote about each answer cell, where somebody did."""
        with self._in_gradebook(student) as notebook:
            return {
                comment.name: comment.manual_comment
                for comment in notebook.comments
                if comment.manual_comment
            }

    @contextmanager
    def _in_gradebook(self, student: str) -> Iterator[SubmittedNotebook]:
        name = self.assignment.name
        with Gradebook(self.course.gradebook_url) as gradebook:
            yield gradebook.find_submission_notebook(name, name, student)

    def _result_path(self, student: str) -> Path:
        return self.course.results / self.assignment.name / f"{student}.json"


def find_alembic() -> None:
    """Put `alembic` on the PATH: a new gradebook asks it for its version, by name."""
    path = os.environ.get("PATH", os.defpath)
    if get_path("scripts") not in path.split(os.pathsep):
        os.environ["PATH"] = f"{get_path('scripts')}{os.pathsep}{path}"


def write_atomically(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(text)
    os.replace(unfinished, path)
