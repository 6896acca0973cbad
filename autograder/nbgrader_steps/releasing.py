"""`autograder release` behind formgrader's Generate button."""

from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.assignment import load_assignment
from autograder.course import Course
from autograder.lock import class_lock
from autograder.release import release, write_source
from autograder.store import ResultStore

__all__ = ["ReleaseVerified"]


class ReleaseVerified(NbGraderPreprocessor):
    """Stand in for the steps of nbgrader's ``generate_assignment``, behind formgrader's Generate.

    The folder is verified and written exactly as by ``autograder release``, from ``solutions/`` and
    ``cnnlib/`` as they are now; of what nbgrader hands over nothing is used.
    """

    def preprocess(self, _: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        source = Path(resources["metadata"]["path"])  # CLASS/source/ASSIGNMENT
        course = Course(source.parents[1])
        assignment = load_assignment(course, resources["nbgrader"]["assignment"])
        with class_lock(course):
            released = release(course, assignment, course.release / assignment.name)
            write_source(course, assignment)
            ResultStore(course, assignment).register()
        if released.unverified:
            self.log.warning("Not verified, for lack of a GPU: %s", ", ".join(released.unverified))
        return assignment.released, resources
