"""Our grading as a step of nbgrader's own `nbgrader autograde` and of formgrader's button."""

from pathlib import Path

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.assignment import load_assignment
from autograder.course import Course
from autograder.lock import class_lock
from autograder.run import grade_student
from autograder.store import ResultStore

__all__ = ["GradeInSandbox", "UnreadExporter"]


class UnreadExporter(NotebookExporter):
    """Hand nbgrader an empty notebook, whatever was handed in: `GradeInSandbox` reads that."""

    def from_file(
        self, _: object, resources: dict | None = None, **kwargs: object
    ) -> tuple[str, dict]:
        return self.from_notebook_node(new_notebook(), resources=resources, **kwargs)


class GradeInSandbox(NbGraderPreprocessor):
    """Stand in for nbgrader's ``Execute`` and ``SaveAutoGrades``.

    The submission is read and graded exactly as by ``autograder grade``; of the notebook that
    nbgrader hands over nothing is used.
    """

    def preprocess(self, _: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        where = resources["nbgrader"]
        autograded = Path(resources["metadata"]["path"])  # CLASS/autograded/STUDENT/ASSIGNMENT
        course = Course(autograded.parents[2])
        store = ResultStore(course, load_assignment(course, where["assignment"]))
        with class_lock(course), store:
            result = grade_student(store, where["student"])
            store.save(result)
        return from_dict(result.notebook), resources
