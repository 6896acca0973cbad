"""`autograder grade` behind ``nbgrader autograde`` and formgrader's Autograde button."""

import shutil
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.course.assignment import load_assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.lock import class_lock
from autograder.course.settings import load_settings
from autograder.records.grades import update_penalties
from autograder.records.rubrics import with_mark_schemes
from autograder.records.store import ResultStore
from autograder.run.coordinator import grade_student

__all__ = ["GradeInSandbox", "UnreadExporter"]


class UnreadExporter(NotebookExporter):
    """Hand nbgrader an empty notebook, whatever was handed in: `GradeInSandbox` reads that.

    The file is not even opened: a pipe would be waited for without end.
    """

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[Any, dict[str, Any]]:
        path = Path(filename)
        where = {"name": path.stem, "path": str(path.parent)}
        resources = {**(resources or {}), "metadata": where}
        exported: tuple[str, dict[str, Any]] = self.from_notebook_node(
            new_notebook(), resources=resources, **kwargs
        )
        return exported


class GradeInSandbox(NbGraderPreprocessor):
    """Stand in for nbgrader's ``Execute`` and ``SaveAutoGrades``.

    The submission is read and graded exactly as by ``autograder grade``; of the notebook that
    nbgrader hands over nothing is used.
    """

    def preprocess(
        self, _: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        where = resources["nbgrader"]
        autograded = Path(resources["metadata"]["path"])  # CLASS/autograded/STUDENT/ASSIGNMENT
        class_folder = ClassFolder(autograded.parents[2])
        assignment = load_assignment(where["assignment"])
        _keep_only(autograded / assignment.notebook_file)
        store = ResultStore(class_folder, assignment)
        with class_lock(class_folder), store:
            result = grade_student(store, where["student"])
            store.save(result)
            update_penalties(class_folder, assignment.name, load_settings(class_folder))
        return with_mark_schemes(from_dict(result.notebook), assignment), resources


def _keep_only(notebook: Path) -> None:
    """Take away what nbgrader has copied beside the notebook.

    It follows links, whatever they lead to, and hands all of it out again with the feedback.
    """
    for path in notebook.parent.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path != notebook:
            path.unlink()
