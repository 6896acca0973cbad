"""Graded submissions of chapter 3."""

import pytest

from autograder.chapters import CHECKS
from autograder.course.repository import REPOSITORY
from autograder.grading.grade import grade
from autograder.grading.submission import Submission
from autograder.sample_class.parts import Parts
from tests.helpers.feedback_pages import CHAPTER, SEED


@pytest.fixture(scope="package")
def parts(assignment):
    return Parts(assignment, (REPOSITORY.library / "im2col.py").read_text(), "ada")


@pytest.fixture(scope="package")
def result_of(assignment, parts):
    """Return a function that grades a submission with these functions and answers."""

    def graded(functions=None, answers=None):
        files = parts.files(parts.answered(functions, answers))
        notebook = files.pop(assignment.notebook_file)
        modules = {name: files[name] for name in assignment.exercise_files}
        return grade(Submission("ada", notebook, modules), assignment, SEED, "")

    return graded


@pytest.fixture(scope="package")
def overwrites(result_of):
    known = CHECKS[f"{CHAPTER}.col2im"].misconceptions
    wrong = next(m for m in known if m.name == "overwrites_overlaps")
    return result_of({"col2im": wrong.source("col2im")})
