"""The grade cells of an assignment against the checks that they call."""

from dataclasses import replace

import nbformat
import pytest

from autograder.authoring.agreement import disagreements
from autograder.chapters import CHECKS
from autograder.checks.personal_check import PersonalCheck
from autograder.course.assignment import nbgrader_id
from cnnlib.personal import PersonalNumbers
from tests.helpers.outcomes import BARS

CHAPTER = "03-im2col"
OWN = {key: CHECKS[key] for key in CHECKS if key.startswith(CHAPTER)}
MEMORY = f"{CHAPTER}.memory"


def changed(assignment, grade_id: str, old: str = "", new: str = "", points: float | None = None):
    notebook = nbformat.from_dict(assignment.source)
    cell = next(cell for cell in notebook.cells if nbgrader_id(cell) == grade_id)
    assert old in cell.source
    cell.source = cell.source.replace(old, new)
    cell.metadata.nbgrader.points = points or cell.metadata.nbgrader.points
    return replace(assignment, source=notebook)


def test_chapter_3_agrees_with_its_checks(assignment):
    assert list(disagreements(assignment, OWN)) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (
            {"grade_id": "memory", "points": 7},
            "the grade cell 'memory' is worth 7 points, and its checks 6.",
        ),
        ({"grade_id": "adjoint", "points": 11}, "the points add up to 101, not 100."),
        (
            {"grade_id": "memory", "old": ".memory", "new": ".memoty"},
            "the grade cell 'memory' calls 03-im2col.memoty: there is no such check.",
        ),
        (
            {"grade_id": "memory", "old": "check(", "new": "print("},
            "no grade cell calls the check 03-im2col.memory.",
        ),
    ],
)
def test_a_difference_is_found(assignment, change, finding):
    assert finding in list(disagreements(changed(assignment, **change), OWN))


def test_a_personal_check_must_know_who_typed_what(assignment):
    personal = PersonalCheck(PersonalNumbers(MEMORY, {}), lambda: CHECKS[MEMORY])
    own = OWN | {MEMORY: personal}
    (finding,) = disagreements(assignment, own)
    assert finding == "the grade cell of 03-im2col.memory must pass `student=STUDENT` to the check."
    told = changed(assignment, "memory", "blow_up_stride_5)", "blow_up_stride_5, student=STUDENT)")
    assert list(disagreements(told, own)) == []


def test_a_check_that_needs_a_gpu_needs_an_assignment_that_asks_for_one(assignment):
    own = OWN | {BARS.key: replace(BARS, gpu=True)}
    finding = "00-test.bars needs a GPU, and the head of 03-im2col.md does not ask for one."
    assert finding in list(disagreements(assignment, own))
    with_gpu = replace(assignment, limits=replace(assignment.limits, gpu=True))
    assert finding not in list(disagreements(with_gpu, own))
