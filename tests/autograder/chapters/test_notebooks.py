"""What a student reads in every notebook: the plan at the top, the way out at the end."""

import re

import pytest
from nbgrader.utils import is_grade

from autograder.chapters import CHECKS
from autograder.checks.outcome_check import OutcomeCheck
from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY

CHAPTERS = REPOSITORY.assignment_names()
ROW = re.compile(r"^\| (\d+) .*\| (\d+) \| (\d+) \| (★{1,3}) \|$", re.M)
HEADING = re.compile(r"^## (\d+) ·", re.M)


@pytest.fixture(scope="module", params=CHAPTERS)
def assignment(request):
    return load_assignment(request.param)


def text_of(assignment) -> str:
    return "\n".join(cell.source for cell in assignment.released.cells)


def points_by_exercise(assignment) -> dict[int, float]:
    """Add up the points of the grade cells below each numbered heading."""
    found: dict[int, float] = {}
    exercise = 0
    for cell in assignment.source.cells:
        for number in HEADING.findall(cell.source):
            exercise = int(number)
        if is_grade(cell):
            found[exercise] = found.get(exercise, 0) + cell.metadata.nbgrader.points
    return found


def test_each_exercise_has_its_points_minutes_and_difficulty(assignment):
    text = text_of(assignment)
    assert re.search(r"^\| exercise .*\| points \| minutes \| difficulty \|$", text, re.M)
    rows = {int(number): float(points) for number, points, *_ in ROW.findall(text)}
    assert rows == points_by_exercise(assignment)
    assert list(rows) == list(range(1, len(rows) + 1))


def test_the_rules_and_the_command_that_shows_progress_are_named(assignment):
    text = " ".join(text_of(assignment).split())
    assert "float32 for float32 input" in text
    assert "Do not modify the arrays" in text
    assert "type `python -m cnnlib.check` in a terminal in this folder" in text
    assert "With `--watch` it does so whenever you save." in text


def test_who_writes_modules_is_told_how_they_are_checked(assignment):
    """Right modules in ways that the checks do not support would lose points without a word."""
    asked = re.findall(r"^class \w+\(nn\.Module\)", "\n".join(stubs(assignment.name)), re.M)
    if asked:
        text = " ".join(text_of(assignment).split())
        assert "*How a module is checked" in text
        assert "several times, in training and in evaluation mode" in text
        for ruled_out in ("Parametrisations", "lazy modules", "`torch.compile`", "ten threads"):
            assert ruled_out in text


def stubs(chapter: str) -> list[str]:
    """Return the files of a student folder in which this chapter's exercises are open."""
    library = REPOSITORY.exercises / chapter / "cnnlib"
    texts = [path.read_text("utf-8") for path in sorted(library.glob("*.py"))]
    return [text for text in texts if f'NotImplementedError("{chapter}.' in text]


def test_the_time_for_training_is_the_one_that_is_allowed(assignment):
    text = " ".join(text_of(assignment).split())
    said = [float(number) for number in re.findall(r"Training may take (\d+) seconds", text)]
    checks = [check for key, check in CHECKS.items() if key.startswith(assignment.name)]
    assert said == [check.seconds for check in checks if isinstance(check, OutcomeCheck)]


def test_the_last_cell_says_how_to_hand_in_and_what_comes_next(assignment):
    last = assignment.released.cells[-1]
    assert last.cell_type == "markdown"
    assert last.source.startswith("## When you are done\n")
    for step in ("Save the notebook", "python -m cnnlib.check", "Submit the *whole folder*"):
        assert step in last.source
    position = CHAPTERS.index(assignment.name)
    following = CHAPTERS[position + 1 : position + 2]
    expected = [f"Next comes chapter {int(name[:2])}" for name in following]
    assert expected == re.findall(r"Next comes chapter \d+", last.source)
    assert following or "This is the last chapter." in last.source
