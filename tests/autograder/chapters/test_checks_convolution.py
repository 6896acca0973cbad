"""The checks of chapter 1: the figures of its sources, and answers that stand on their own."""

import re

import numpy as np
import pytest
import torch

from autograder.chapters import CHECKS
from autograder.chapters.convolution import oracles
from autograder.checks.cases import generator
from autograder.checks.function_check import FunctionCheck
from autograder.checks.kinds import fixed
from autograder.checks.personal_check import PersonalCheck
from autograder.course.assignment import Assignment, load_assignment
from autograder.grading.checking import check_run
from cnnlib.personal.convolution import BY_HAND, LAYER, SIZES, TRANSPOSED, by_hand_arrays

CHAPTER = "01-convolution"
OF_CHAPTER = {key.partition(".")[2]: CHECKS[key] for key in CHECKS if key.startswith(CHAPTER)}
FUNCTIONS = {name: each for name, each in OF_CHAPTER.items() if isinstance(each, FunctionCheck)}
PERSONAL = {name: each for name, each in OF_CHAPTER.items() if isinstance(each, PersonalCheck)}
STUDENTS = [f"student {number}" for number in range(60)]


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return load_assignment(CHAPTER)


def test_conv1d_whose_loops_are_those_of_conv2d_comes_later(assignment):
    assert "cnnlib/conv.py" in assignment.library
    assert "cnnlib/conv1d.py" not in assignment.library


# The figures of the sources, by the oracles that decide.


def test_the_slides_example():
    x = np.array(
        [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1.0]]
    )
    kernel = np.array([[0, 1, 2], [2, 2, 0], [0, 1, 2.0]])
    expected = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
    np.testing.assert_array_equal(oracles.cross_correlate(x, kernel), expected)
    np.testing.assert_array_equal(oracles.conv2d(x[None, None], kernel[None, None])[0, 0], expected)


def test_patels_examples():
    x = np.array([[1, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1.0]])[None, None]
    small, twos = x[:, :, :2, :2], np.full((1, 1, 2, 2), 2.0)
    np.testing.assert_array_equal(oracles.conv2d(x, twos)[0, 0], [[24, 32, 22], [48, 56, 34]])
    padded = oracles.conv2d(small, twos, padding=1)[0, 0]
    np.testing.assert_array_equal(padded, [[2, 6, 4], [10, 24, 14], [8, 18, 10]])
    np.testing.assert_array_equal(padded[::2, ::2], [[2, 4], [8, 10]])


def test_the_costs_of_the_sources():
    costs = oracles.conv2d_cost(28, 128, 32, 3)
    assert costs == (36_896, 24_920_064, 24_898_432, 22_151_168, 21_632)
    assert oracles.conv2d_cost(28, 1, 1, 3)[:2] == (10, 26 * 26 * 9)
    # Dense layers: 100 units on 28x28 pixels, 1000 units on 200x200.
    assert oracles.conv2d_cost(1, 28 * 28, 100, 1, bias=False)[0] == 78_400
    assert oracles.conv2d_cost(1, 200 * 200, 1_000, 1, bias=False)[0] == 40_000_000


def test_patels_picture_has_15_connections_and_not_35():
    units = oracles.conv_output_size(7, 3)
    assert (units, 3 * units, 7 * units) == (5, 15, 35)


def test_yu_and_koltuns_fields_and_those_of_the_practical():
    fields = [oracles.receptive_field([3] * n, dilations=[1, 2, 4][:n]) for n in (1, 2, 3)]
    assert fields == [3, 7, 15]
    assert oracles.receptive_field([5, 2] * 3, strides=[1, 2] * 3) == 36
    assert oracles.same_padding(5) == 2  # question 8


@pytest.mark.parametrize(
    ("back", "i", "k", "s", "p"),
    [
        (2, 4, 3, 1, 0),
        (6, 5, 4, 1, 2),
        (5, 5, 3, 1, 1),
        (7, 5, 3, 1, 2),
        (2, 5, 3, 2, 0),
        (3, 5, 3, 2, 1),
    ],
)
def test_dumoulin_and_visins_figures(back, i, k, s, p):
    """Figures 4.1 to 4.6; and the exercise that draws them as ordinary convolutions."""
    assert oracles.conv_output_size(i, k, s, p) == back
    rng = np.random.default_rng(back)
    x, weight = rng.normal(size=(1, 1, back, back)), rng.normal(size=(1, 1, k, k))
    painted = oracles.conv_transpose2d(x, weight, stride=s, padding=p)
    assert painted.shape == (1, 1, i, i)
    between, border, output = PERSONAL["transposed"].build(back, k, s, p).reference.arguments
    apart = np.zeros((1, 1, back + between * (back - 1), back + between * (back - 1)))
    apart[:, :, :: between + 1, :: between + 1] = x
    forth = oracles.conv2d(apart, np.flip(weight).copy(), padding=border)
    assert forth.shape[2] == output
    np.testing.assert_allclose(forth, painted)


# Numbers of one's own.


def test_two_maps_by_hand_are_those_of_torch():
    for student in STUDENTS:
        image, kernel, small = (
            torch.tensor(array, dtype=torch.float64)[None, None]
            for array in by_hand_arrays(**BY_HAND.of(student))
        )
        maps = torch.relu(torch.conv2d(image, kernel)), torch.conv2d(image, small, None, 2, 1)
        answers = fixed(PERSONAL["by_hand"], student).reference.arguments
        for answer, expected in zip(answers, maps, strict=True):
            np.testing.assert_array_equal(answer, expected[0, 0])


def test_a_layers_numbers_are_those_of_torch():
    for student in STUDENTS:
        h, w, c, k, s, p = LAYER.of(student).values()
        layer = torch.nn.Conv2d(c, 1, k, s, p, bias=False, device="meta")
        units = layer(torch.empty(1, c, h, w, device="meta"))[0, 0]
        output, weights, connections, dense = fixed(PERSONAL["layer"], student).reference.arguments
        assert output == list(units.shape)
        assert weights == layer.weight.numel()
        assert connections == weights * units.numel()
        assert dense == torch.nn.Linear(c * h * w, units.numel(), device="meta").weight.numel()


def test_sizes_are_kept_and_divided_by_torch():
    for student in STUDENTS:
        kernel, dilation, factor = SIZES.of(student).values()
        (s, p), (pool_s, pool_p) = fixed(PERSONAL["sizes"], student).reference.arguments
        signal = torch.zeros(1, 1, 60)
        weight = torch.zeros(1, 1, kernel)
        assert torch.nn.functional.conv1d(signal, weight, None, s, p, dilation).shape[2] == 60
        pooled = torch.nn.functional.max_pool1d(signal, factor, pool_s, pool_p)
        assert pooled.shape[2] == 60 // factor


def test_a_transposed_convolutions_size_is_that_of_torch():
    for student in STUDENTS:
        size, kernel, stride, padding = TRANSPOSED.of(student).values()
        x, weight = torch.zeros(1, 1, size), torch.zeros(1, 1, kernel)
        painted = torch.nn.functional.conv_transpose1d(x, weight, None, stride, padding)
        assert fixed(PERSONAL["transposed"], student).reference.arguments[2] == painted.shape[2]


@pytest.mark.parametrize("name", PERSONAL)
def test_neighbours_have_other_numbers(name):
    drawn = [str(PERSONAL[name].numbers.of(student)) for student in STUDENTS]
    assert len(set(drawn)) > 20


@pytest.mark.parametrize("name", PERSONAL)
def test_feedback_tells_no_number(name):
    check = fixed(PERSONAL[name], "ada")
    for mistake in check.misconceptions:
        with check_run(0, student="ada"):
            text = check.run(mistake.arguments, 0).text
        lost = {
            part: value for part, value in check.reference.values.items() if part in mistake.loses
        }
        for value in np.concatenate([np.ravel(each) for each in lost.values()]):
            assert abs(value) < 20 or not re.search(rf"\b{value:g}\b", text)


@pytest.mark.parametrize("name", ["conv2d", "conv_transpose2d"])
def test_no_two_axes_of_a_hidden_image_are_alike(name):
    check = FUNCTIONS[name]
    for seed in range(20):
        for part in check.parts:
            for case in part.draw(generator(seed, check.key, part.name)):
                n, channels, h, w = case.args[0].shape
                kh, kw = case.kwargs["weight"].shape[2:]
                if case.public:
                    continue
                assert n != channels
                if part.name == "square images":  # the points of an answer that knows no others
                    assert (h, kh) == (w, kw)
                else:
                    assert h != w
                    assert kh != kw or (kh, kw) == (1, 1)
