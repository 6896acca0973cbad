"""`autograder release` behind formgrader's Generate button."""

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.authoring.release import release, write_source
from autograder.course.assignment import load_assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.lock import class_lock
from autograder.records.store import ResultStore

__all__ = ["ReleaseVerified"]


class ReleaseVerified(NbGraderPreprocessor):
    """Stand in for the steps of nbgrader's ``generate_assignment``, behind formgrader's Generate.

    The folder is verified and written exactly as by ``autograder release``, from ``solutions/`` and
    ``cnnlib/`` as they are now; of what nbgrader hands over nothing is used.
    """

    def preprocess(
        self, _: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        source = Path(resources["metadata"]["path"])  # CLASS/source/ASSIGNMENT
        class_folder = ClassFolder(source.parents[1])
        assignment = load_assignment(resources["nbgrader"]["assignment"])
        with class_lock(class_folder):
            released = release(assignment, class_folder.release / assignment.name)
            write_source(class_folder, assignment)
            ResultStore(class_folder, assignment).register()
        if released.unverified:
            self.log.warning("Not verified, for lack of a GPU: %s", ", ".join(released.unverified))
        return assignment.released, resources
