"""Our feedback behind ``nbgrader generate_feedback``."""

from pathlib import Path

from nbconvert.exporters import Exporter

from autograder.assignment import load_assignment
from autograder.course import Course
from autograder.feedback import render_feedback
from autograder.grades import read_grades
from autograder.settings import load_settings
from autograder.store import ResultStore

__all__ = ["FeedbackPage"]


class FeedbackPage(Exporter):
    """Write our feedback where nbgrader's ``generate_feedback`` would show the hidden tests."""

    file_extension = ".html"

    def from_filename(
        self, filename: str, resources: dict | None = None, **_: object
    ) -> tuple[str, dict]:
        where = resources["nbgrader"]
        name, student = where["assignment"], where["student"]
        course = Course(Path(filename).parents[3])  # CLASS/autograded/STUDENT/ASSIGNMENT/…
        assignment, settings = load_assignment(course, name), load_settings(course)
        result = ResultStore(course, assignment).load(student)
        if result is None:
            raise ValueError(f"{name} of {student} is not graded yet. Run: autograder grade {name}")
        grades = read_grades(course, name, settings)[student]
        page, text = render_feedback(course, assignment, result, grades, settings)
        resources["output_extension"] = self.file_extension
        resources["outputs"] = {f"{name}.txt": text.encode()}
        return page, resources
