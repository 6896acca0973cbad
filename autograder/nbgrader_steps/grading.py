"""`autograder grade` in ``nbgrader autograde`` and for formgrader's Autograde button."""

import shutil
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.authoring.agreement import cells_that_disagree
from autograder.chapters import CHECKS
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
    """Give nbgrader an empty notebook; `GradeInSandbox` reads the submission itself.

    The file is not opened, as opening a pipe would block for ever.
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
    """Replace nbgrader's ``Execute`` and ``SaveAutoGrades``.

    The submission is read and graded exactly as by ``autograder grade``; the notebook that nbgrader
    passes is ignored.
    """

    def preprocess(
        self, _: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        where = resources["nbgrader"]
        autograded = Path(resources["metadata"]["path"])  # CLASS/autograded/STUDENT/ASSIGNMENT
        class_folder = ClassFolder(autograded.parents[2])
        assignment = load_assignment(where["assignment"])
        _keep_only(autograded / assignment.notebook_file)
        if problems := list(cells_that_disagree(assignment, CHECKS)):
            raise ValueError(f"{assignment.name} cannot be graded fairly: {' '.join(problems)}")
        store = ResultStore(class_folder, assignment)
        with class_lock(class_folder), store:
            result = grade_student(store, where["student"])
            store.save(result)
            update_penalties(class_folder, assignment.name, load_settings(class_folder))
        return with_mark_schemes(from_dict(result.notebook), assignment), resources


def _keep_only(notebook: Path) -> None:
    """Remove the files that nbgrader has copied beside the notebook.

    nbgrader follows links to any file and hands out all copies again with the feedback.
    """
    for path in notebook.parent.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path != notebook:
            path.unlink()
