"""Our feedback in ``nbgrader generate_feedback``."""

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter

from autograder.course.assignment import load_assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.settings import load_settings
from autograder.feedback import render_feedback
from autograder.records.grades import updated_grades
from autograder.records.standings import is_current
from autograder.records.store import ResultStore

__all__ = ["FeedbackPage"]


class FeedbackPage(Exporter):
    """Write our feedback instead of nbgrader's, which would show the hidden tests."""

    file_extension = ".html"

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **_: Any
    ) -> tuple[Any, dict[str, Any]]:
        assert resources is not None  # nbgrader passes them
        where = resources["nbgrader"]
        name, student = where["assignment"], where["student"]
        class_folder = ClassFolder(
            Path(filename).parents[3]
        )  # CLASS/autograded/STUDENT/ASSIGNMENT/…
        assignment, settings = load_assignment(name), load_settings(class_folder)
        result = ResultStore(class_folder, assignment).load(student)
        if result is None:
            raise ValueError(f"{name} of {student} is not graded yet. Run: autograder grade {name}")
        if not is_current(result, assignment):
            raise ValueError(
                f"{name} or its points have changed since {student} was graded. Run: autograder "
                f"grade {name}"
            )
        grades = updated_grades(class_folder, name, settings)[student]
        page, text = render_feedback(class_folder, assignment, result, grades, settings)
        resources["output_extension"] = self.file_extension
        resources["outputs"] = {f"{name}.txt": text.encode()}
        return page, resources
