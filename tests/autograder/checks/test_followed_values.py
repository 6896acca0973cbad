"""A number that follows from the student's own wrong one counts as right."""

import pytest
import torch

from autograder.chapters import CHECKS
from autograder.checks.value_check import ValueCheck, ValuePart

AREA = ValueCheck(
    key="00-test.area",
    parts=(
        ValuePart("sides", 2, [3, 4]),
        ValuePart("height", 1, 5),
        ValuePart("area", 1, 12, follows=lambda sides: sides[0] * sides[1]),
        ValuePart("volume", 2, 60, follows=lambda area, height: area * height),
    ),
    variants=(),
    misconceptions=(),
)


def earned(*answers: object) -> list[float]:
    return [part.earned for part in AREA.run(answers, 0).parts]


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        (([3, 4], 5, 12, 60), [2, 1, 1, 2]),
        (([3, 5], 5, 15, 60), [0, 1, 1, 2]),  # the right volume stays right
        (([3, 5], 5, 15, 75), [0, 1, 1, 2]),
        (([3, 5], 5, 15, 76), [0, 1, 1, 0]),
        (([3, 5], 5, 12, 60), [0, 1, 1, 2]),
        (([3, 4], 7, 12, 84), [2, 0, 1, 2]),
        (([3, 5], 7, 15, 105), [0, 0, 1, 0]),  # of two wrong ones it is not said which
        (([3, 5], 7, 15, 75), [0, 0, 1, 0]),
        (([0, 4], 5, 0, 60), [0, 1, 0, 2]),  # nothing had to be calculated
        (([3, 4, 1], 5, 13, 60), [0, 1, 0, 2]),  # not of the right form
        (("abc", 5, "abc", 60), [0, 1, 0, 2]),
        (([float("inf"), 4], 5, float("inf"), 60), [0, 1, 0, 2]),
        (([10**400, 4], 5, 4 * 10**400, 60), [0, 1, 0, 2]),
        ((None, None, None, None), [0, 0, 0, 0]),
    ],
    ids=str,
)
def test_what_follows_from_one_wrong_part_counts(answers, points):
    assert earned(*answers) == points


def test_it_says_what_it_is_right_for():
    parts = {part.name: part for part in AREA.run(([3, 5], 5, 15, 60), 0).parts}
    assert parts["area"].sentence == "right for your `sides`, so it counts."
    assert parts["sides"].sentence
    assert not parts["volume"].sentence


def test_one_slip_in_the_size_of_a_map_costs_its_own_points_alone():
    """As in question 1 of the practical, with the numbers that somebody gets by counting."""
    check = CHECKS["01-convolution.layer"].of("ada")
    right = {part.name: part.expected for part in check.parts}
    down, across = right["map_size"]
    units, weights = down * across, right["weights"]
    slip = [down + 1, across]
    pixels = right["dense_weights"] // units
    answers = (slip, weights, (down + 1) * across * weights, pixels * (down + 1) * across)
    assert [part.earned for part in check.run(answers, 0).parts] == [0, 2, 1, 2]
    answers = (slip, weights, right["connections"] + 1, pixels)
    assert [part.earned for part in check.run(answers, 0).parts] == [0, 2, 0, 0]
    both = (slip, weights + 1, slip[0] * slip[1] * (weights + 1), pixels)
    assert [part.earned for part in check.run(both, 0).parts] == [0, 0, 0, 0]


def test_the_share_is_that_of_the_students_own_time():
    run = CHECKS["03-im2col.time_model"].run
    assert [part.earned for part in run((240, 30, 0.4), 0).parts] == [2, 0, 2]
    assert [part.earned for part in run((240, 30, 12 / 28), 0).parts] == [2, 0, 2]  # the true share
    assert [part.earned for part in run((240, 30, 0.3), 0).parts] == [2, 0, 0]


def test_layers_of_sigmoids_with_another_slope():
    check = CHECKS["04-backprop.vanishing"].of("ada")
    right = {part.name: part.expected for part in check.parts}
    depth = round(len(bin(int(right["times_smaller"]))[3:]) / 2)  # the right one is 4**depth
    answers = {**right, "steepest": 0.5, "times_smaller": 2.0**depth}
    earned = {part.name: part.earned for part in check.run(tuple(answers.values()), 0).parts}
    assert (earned["steepest"], earned["times_smaller"]) == (0, 2)
    trivial = {**right, "steepest": 1.0, "times_smaller": 1.0}
    earned = {part.name: part.earned for part in check.run(tuple(trivial.values()), 0).parts}
    assert earned["times_smaller"] == 0


def test_the_size_is_that_of_an_ordinary_convolution_of_the_students_own_zeros():
    """As torch computes it on an image that is spread and padded so."""
    numbers = CHECKS["01-convolution.transposed"].numbers.of("ada")
    check = CHECKS["01-convolution.transposed"].of("ada")
    right = {part.name: part.expected for part in check.parts}
    border = right["border"] + 1
    side = numbers["size"] + (numbers["size"] - 1) * right["zeros_between"] + 2 * border
    kernel = torch.zeros(1, 1, numbers["kernel"])
    size = torch.nn.functional.conv1d(torch.zeros(1, 1, side), kernel).shape[-1]
    assert size != right["output_size"]
    parts = check.run((right["zeros_between"], border, size), 0).parts
    assert [part.earned for part in parts] == [1, 0, 1]
    parts = check.run((right["zeros_between"], border, size + 1), 0).parts
    assert [part.earned for part in parts] == [1, 0, 0]
