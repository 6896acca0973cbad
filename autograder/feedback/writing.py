"""Write the feedback for one student as a page and as plain text."""

from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.course.book import section_address
from autograder.course.class_folder import ClassFolder
from autograder.course.settings import ClassSettings
from autograder.feedback.arrays import compare_arrays
from autograder.feedback.content import Feedback, ShownExercise, compose
from autograder.feedback.text import as_text
from autograder.grading.result import Result
from autograder.pages.render import render
from autograder.records.grades import Grades
from autograder.records.store import write_atomically

__all__ = ["render_feedback", "write_feedback"]


def write_feedback(
    class_folder: ClassFolder,
    assignment: Assignment,
    result: Result,
    grades: Grades,
    settings: ClassSettings,
) -> Path:
    """Write ``ASSIGNMENT.html`` and ``.txt`` for the student; return the path of the page."""
    page, text = render_feedback(class_folder, assignment, result, grades, settings)
    path = _path(class_folder, assignment, result)
    write_atomically(path.with_suffix(".txt"), text)
    write_atomically(path, page)
    return path


def render_feedback(
    class_folder: ClassFolder,
    assignment: Assignment,
    result: Result,
    grades: Grades,
    settings: ClassSettings,
) -> tuple[str, str]:
    """Return the feedback of one graded submission as an HTML page and as plain text."""
    feedback = compose(assignment, result, grades, settings)
    path = _path(class_folder, assignment, result)

    def address(exercise: ShownExercise) -> str:
        where = exercise.section
        return section_address(where, settings.book, class_folder, path) if where else ""

    return _as_page(feedback, address), as_text(feedback, settings.book)


def _as_page(feedback: Feedback, address: object) -> str:
    return render("feedback", feedback=feedback, address=address, compare_arrays=compare_arrays)


def _path(class_folder: ClassFolder, assignment: Assignment, result: Result) -> Path:
    return class_folder.feedback / result.student / assignment.name / f"{assignment.name}.html"
