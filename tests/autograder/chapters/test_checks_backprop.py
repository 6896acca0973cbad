"""The checks of chapter 4: its sources' claims, and answers that stand on their own."""

import math

import numpy as np
import pytest
import torch

from autograder.chapters import CHECKS
from autograder.chapters.backprop.conv2d_backward import conv2d_backward
from autograder.chapters.backprop.numerical_gradient import differentiate
from autograder.chapters.backprop.train import CHECK as TRAIN
from autograder.checks.cases import generator
from autograder.checks.function_check import FunctionCheck
from autograder.course.assignment import Assignment, load_assignment
from autograder.grading.checking import check_run
from autograder.sandbox.student import StudentProcess
from cnnlib.conv import conv2d
from cnnlib.personal.backprop import BY_HAND, VANISHING, by_hand_arrays

CHAPTER = "04-backprop"
OF_CHAPTER = {key.partition(".")[2]: CHECKS[key] for key in CHECKS if key.startswith(CHAPTER)}
FUNCTIONS = {name: each for name, each in OF_CHAPTER.items() if isinstance(each, FunctionCheck)}
STUDENTS = [f"student {number}" for number in range(60)]


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return load_assignment(CHAPTER)


def test_the_data_gets_out_and_no_other_gradient_of_a_convolutions_weights(assignment):
    assert any(name.endswith(".npz") for name in assignment.library)
    assert "cnnlib/conv_backward.py" in assignment.library
    for module in ("fast/conv_backward", "conv_transpose_backward"):
        assert f"cnnlib/{module}.py" not in assignment.library


def test_no_heading_falls_into_the_answer_above_it(assignment):
    text = "\n".join(cell.source for cell in assignment.released.cells)
    assert all(f"## {number} ·" in text for number in range(1, 12))


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
        leaky = math.prod([1 / numbers["slope"]] * numbers["negative_units"])
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
    assert "of the test images were classified correctly" in report.text
