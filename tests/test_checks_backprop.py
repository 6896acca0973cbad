"""The checks of chapter 4: its sources' claims, and answers that stand on their own."""

import inspect
import math
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from autograder.assignment import Assignment, load_assignment
from autograder.checks import CHECKS, check_run, validate_checks
from autograder.checks.answers import FunctionAnswer
from autograder.checks.backprop.conv2d import conv2d_backward
from autograder.checks.backprop.numerical_gradient import differentiate
from autograder.checks.backprop.training import TRAIN
from autograder.checks.cases import generator
from autograder.checks.function_check import FunctionCheck
from autograder.checks.outcome_check import OutcomeCheck
from autograder.checks.registry import fixed
from autograder.course import Course
from autograder.gradecell import run_grade_cell
from autograder.release import released_files
from autograder.student import StudentProcess
from cnnlib.conv import conv2d
from cnnlib.personal.backprop import BY_HAND, VANISHING, by_hand_arrays

CHAPTER = "04-backprop"
OF_CHAPTER = {key.partition(".")[2]: CHECKS[key] for key in CHECKS if key.startswith(CHAPTER)}
FUNCTIONS = {name: each for name, each in OF_CHAPTER.items() if isinstance(each, FunctionCheck)}
STUDENTS = [f"student {number}" for number in range(60)]


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return load_assignment(Course(Path("unused")), CHAPTER)


def in_a_students_module(name: str, answer: FunctionAnswer):
    """Return the function that `answer` defines in the text of the module of exercise `name`."""
    reference = FUNCTIONS[name].reference
    module = inspect.getsource(sys.modules[reference.function.__module__])
    text = module.replace(reference.source(name), answer.source(name))
    assert text != module
    scope = {"__name__": "a_students_module"}
    exec(text.replace("@exercise(", "@(lambda *_, **__: lambda f: f)("), scope)
    return scope[name]


def test_the_checks_are_valid():
    assert validate_checks(CHAPTER, range(1)) == ()


@pytest.mark.long
def test_the_checks_are_valid_on_many_seeds():
    assert validate_checks(CHAPTER, range(1, 100)) == ()


def test_every_exercise_has_what_it_needs(assignment):
    assert len(FUNCTIONS) == 11
    for each in FUNCTIONS.values():
        assert len(each.misconceptions) >= 5
        assert len(each.variants) >= 3
    cells = assignment.grade_cells
    worth = {name: cell.metadata.nbgrader.points for name, cell in cells.items()}
    assert sum(worth.values()) == 100
    for name, each in OF_CHAPTER.items():
        assert fixed(each, "anyone").points == worth[name]
    assert set(worth) - set(OF_CHAPTER) == {"turned"}
    assert set(assignment.mark_schemes) == {"turned"}


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        pytest.param(name, answer, id=f"{name}-{answer.name}")
        for name, each in FUNCTIONS.items()
        for answer in (*each.variants, *each.misconceptions)
    ],
)
def test_an_answer_needs_only_what_a_students_module_has(name, answer):
    here = FUNCTIONS[name].run(answer.arguments, 3)
    there = FUNCTIONS[name].run((in_a_students_module(name, answer),), 3)
    assert (there.earned, there.misconception) == (here.earned, here.misconception)


def test_the_visible_tests_pass_for_the_reference_and_fail_for_a_stub(assignment):
    answers = {name: each.reference.function for name, each in FUNCTIONS.items()}
    answers |= {"product": lambda x: x[0] ** 2 * x[1], "conv2d": conv2d}
    answers |= {"linear": sys.modules["cnnlib.linear"].linear, "train": quick_train}
    for each in OF_CHAPTER.values():
        if not isinstance(each, FunctionCheck | OutcomeCheck):
            answers |= fixed(each, "reference").reference.values
    answers |= {name: np.array(answers[name]) for name in ("grad_kernel", "grad_image")}
    released = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in assignment.released.cells
        if "nbgrader" in cell.metadata
    }
    for name in OF_CHAPTER:
        run_grade_cell(released[name].source, answers.__getitem__)
        blank = dict.fromkeys(answers, None)
        with pytest.raises((AssertionError, TypeError)):
            run_grade_cell(released[name].source, blank.__getitem__)


def quick_train(images, labels, seed):  # noqa: ARG001 (as a student may write it)
    return lambda new: np.zeros((len(new), 10))


def test_the_committed_folder_is_what_a_release_makes(assignment):
    folder = Course.exercises / CHAPTER
    committed = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert committed == released_files(assignment)


def test_no_answer_gets_out_and_the_data_does(assignment):
    files = released_files(assignment)
    assert {Path(name).suffix for name in files} == {".py", ".ipynb", ".npz", ".LICENSE"}
    text = "\n".join(files[name].decode() for name in files if name.endswith(("py", "ipynb")))
    assert not re.search("HIDDEN TESTS|BEGIN SOLUTION|MARK SCHEME|autograder.checks", text)
    for name, each in FUNCTIONS.items():
        body = each.reference.source(name).rpartition('"""')[2]
        assert body.strip() not in text
        assert f'raise NotImplementedError("{CHAPTER}.{name}: ' in text
    # A heading must not fall into the answer above it.
    assert all(f"## {number} ·" in text for number in range(1, 12))
    # Both compute the gradients of a convolution's weights.
    for module in ("fast/conv_backward", "conv_transpose_backward"):
        assert f"cnnlib/{module}.py" not in files


def test_the_function_to_differentiate_is_made_where_the_students_is():
    with StudentProcess({}) as student:
        student.run_cell("def numerical_gradient(f, x, eps=1e-6): return f(x + eps) - f(x)")
        there = student.lookup("numerical_gradient")
        got = differentiate(there, "lambda x: (x ** 2).sum()", np.ones(2), eps=1.0)
    assert got == 6


def test_no_case_of_numerical_gradient_hands_over_a_function():
    each = FUNCTIONS["numerical_gradient"]
    for part in each.parts:
        for case in part.draw(generator(0, each.key, part.name)):
            assert isinstance(case.args[0], str)


# What the sources say, by torch.


def test_ten_sigmoids_make_a_gradient_a_million_times_smaller():
    x = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(10):
        y = torch.sigmoid(y - y.detach())  # each at its steepest
    y.backward()
    assert x.grad.item() == pytest.approx(4.0**-10)
    assert x.grad.item() < 1e-6


def test_patels_rotation_holds_for_one_channel_and_stride_1_only():
    rng = np.random.default_rng(1)
    x, weight = rng.normal(size=(1, 1, 6, 7)), rng.normal(size=(1, 1, 3, 2))
    for stride, holds in ((1, True), (2, False)):
        g = rng.normal(size=conv2d(x, weight, stride=stride).shape)
        grad_x, grad_weight = conv2d_backward(g, x, weight, stride=stride)
        turned = conv2d(g, np.flip(weight, (2, 3)), padding=(2, 1))
        assert (turned.shape == x.shape) == holds
        if holds:
            np.testing.assert_allclose(grad_x, turned)
            # And the weights' needs no rotation in a layer that cross-correlates.
            np.testing.assert_allclose(grad_weight, conv2d(x, g))
            assert not np.allclose(grad_weight, conv2d(x, np.flip(g, (2, 3))))
    several = rng.normal(size=(2, 3, 3, 2))
    assert np.flip(several, (2, 3)).shape[1] != 2  # the channel axes would have to be swapped too


# Numbers of one's own.


def test_the_gradients_by_hand_are_those_of_torch():
    for student in STUDENTS:
        x, w, g = (a[None, None].astype(float) for a in by_hand_arrays(**BY_HAND.of(student)))
        grad_x, grad_w, grad_b = conv2d_backward(g, x, w, np.zeros(1))
        answers = grad_w[0, 0], grad_x[0, 0], grad_b[0]
        assert OF_CHAPTER["by_hand"].of(student).run(answers, 0).earned == 8


def test_the_vanishing_gradients_are_those_of_torch():
    for student in STUDENTS:
        numbers = VANISHING.of(student)
        z = torch.tensor([0.0, numbers["z"]], dtype=torch.float64, requires_grad=True)
        torch.sigmoid(z).sum().backward()
        steepest, slope = z.grad.tolist()
        layers = next(n for n in range(99) if steepest**n < 10.0 ** -numbers["digits"])
        leaky = math.prod([1 / numbers["slope"]] * numbers["negative"])
        answers = steepest, round(slope, 4), steepest ** -numbers["depth"], layers, leaky
        assert OF_CHAPTER["vanishing"].of(student).run(answers, 0).earned == 6


def test_personal_numbers_are_as_many_as_a_large_class():
    for numbers in (BY_HAND, VANISHING):
        drawn = {str(numbers.of(f"student {n}")) for n in range(1_000)}
        assert len(drawn) > 600


# Training.


def test_the_floor_is_far_above_chance_and_the_limit_far_above_the_reference():
    known = TRAIN.calibration()
    assert known.floor > 0.6
    assert 4 * max(known.reference.seconds) < 60 < TRAIN.seconds
    assert not known.passing_mistakes()


@pytest.mark.long
def test_the_reference_reaches_the_floor_and_a_mistake_does_not():
    with check_run(seed=11):
        assert TRAIN.run((TRAIN.reference.function,), 11).earned == 10
        report = TRAIN.run((TRAIN.mistakes[0].function,), 11)
    assert report.earned < 10
    assert "of the test images got the right class" in report.text
