"""`autograder release` for formgrader's Generate button."""

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
    """Replace the steps of nbgrader's ``generate_assignment``, for formgrader's Generate button.

    The folder is verified and written exactly as by ``autograder release``, from the current
    ``solutions/`` and ``cnnlib/``; the notebook that nbgrader passes is ignored.
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
            self.log.warning(
                "Not verified, because this machine has no GPU: %s", ", ".join(released.unverified)
            )
        return assignment.released, resources
