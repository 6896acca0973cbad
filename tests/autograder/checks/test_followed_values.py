"""A number that follows from the student's own wrong one counts as right."""

import math

import numpy as np
import pytest
import torch

from autograder.chapters import CHECKS
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.im2col import by_hand_arrays

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
        (([3, 5], 7, 15, 105), [0, 0, 1, 2]),
        (([3, 5], 7, 15, 75), [0, 0, 1, 0]),  # right for one of the two only
        (([3, 4], 1, 12, 12), [2, 0, 1, 0]),  # nothing had to be calculated
        (([0, 4], 5, 0, 60), [0, 1, 0, 2]),  # nothing had to be calculated
        (([3, 4, 1], 5, 13, 60), [0, 1, 0, 2]),  # not of the right form
        (("abc", 5, "abc", 60), [0, 1, 0, 2]),
        (([float("inf"), 4], 5, float("inf"), 60), [0, 1, 0, 2]),
        (([10**400, 4], 5, 4 * 10**400, 60), [0, 1, 0, 2]),
        (([3, 5j], 5, 15j, 60), [0, 1, 0, 2]),
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
    volume = AREA.run(([3, 5], 7, 15, 105), 0).parts[-1]
    assert volume.sentence == "right for your `area` and `height`, so it counts."


BY_TWO_WAYS = ValueCheck(
    key="00-test.walls",
    parts=(
        ValuePart("side", 1, 3),
        ValuePart("wall", 1, 9, follows=lambda side: side**2 if side < 100 else math.nan),
        ValuePart(
            "walls",
            1,
            54,
            follows=(lambda side: 6 * side**2 if side < 100 else math.nan, lambda wall: 6 * wall),
        ),
        ValuePart("shadows", 1, [0, 9], follows=lambda wall: [0, wall]),
    ),
    variants=(),
    misconceptions=(),
)


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        ((3, 9, 54, [0, 9]), [1, 1, 1, 1]),
        ((4, 16, 96, [0, 16]), [0, 1, 1, 1]),
        ((3, 8, 48, [0, 8]), [1, 0, 1, 1]),
        ((4, 8, 96, [0, 8]), [0, 0, 1, 1]),  # calculated anew from the side
        ((4, 8, 48, [0, 9]), [0, 0, 1, 1]),
        ((4, 8, 47, [1, 8]), [0, 0, 0, 0]),
        ((200, 40_000, 240_000, [0, 0]), [0, 0, 1, 0]),  # absurd: no wall is so long
    ],
    ids=str,
)
def test_one_of_several_ways_is_enough(answers, points):
    assert [part.earned for part in BY_TWO_WAYS.run(answers, 0).parts] == points


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
    assert [part.earned for part in check.run(both, 0).parts] == [0, 0, 1, 0]
    for absurd in ([1, 1], [0, 5], [-2, -3], None):
        answers = (absurd, weights, weights * (absurd or [1])[0] * (absurd or [1])[-1], pixels)
        assert [part.earned for part in check.run(answers, 0).parts] == [0, 2, 0, 0]


def test_the_share_is_that_of_the_students_own_time():
    run = CHECKS["03-im2col.time_model"].run
    assert [part.earned for part in run((240, 30, 0.4), 0).parts] == [2, 0, 2]
    assert [part.earned for part in run((240, 30, 12 / 28), 0).parts] == [2, 0, 2]  # the true share
    assert [part.earned for part in run((240, 30, 0.3), 0).parts] == [2, 0, 0]
    for absurd in (12, 6, -3):  # less than the copy alone
        assert [part.earned for part in run((240, absurd, 12 / absurd), 0).parts] == [2, 0, 0]


def test_layers_of_sigmoids_with_another_slope():
    check = CHECKS["04-backprop.vanishing"].of("ada")
    right = {part.name: part.expected for part in check.parts}
    depth = round(len(bin(int(right["times_smaller"]))[3:]) / 2)  # the right one is 4**depth
    answers = {**right, "steepest": 0.5, "times_smaller": 2.0**depth}
    earned = {part.name: part.earned for part in check.run(tuple(answers.values()), 0).parts}
    assert (earned["steepest"], earned["times_smaller"]) == (0, 2)
    for absurd in (1.0, 2.0, -0.5):  # no slope of a sigmoid, or nothing vanishes
        trivial = {**right, "steepest": absurd, "times_smaller": absurd**-depth}
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
    for absurd in (-1, -4):
        own = right["output_size"] + 2 * (absurd - right["border"])
        parts = check.run((right["zeros_between"], absurd, own), 0).parts
        assert [part.earned for part in parts] == [1, 0, 0]


def test_the_product_is_that_of_the_students_own_columns():
    numbers = CHECKS["03-im2col.by_hand"].numbers.of("ada")
    image, kernel = by_hand_arrays(**numbers)
    unfolded = torch.nn.functional.unfold(torch.tensor(image.T[None, None] / 1.0), 2)
    a_prime = unfolded[0].numpy()  # of the transposed image: down the columns first
    flat = kernel.T.ravel()
    assert of_columns(a_prime, a_prime.T @ flat) == [6, 3]

    slip = a_prime.copy()
    slip[1, 2] += 1
    assert of_columns(slip, slip.T @ flat) == [0, 3]
    assert of_columns(slip, a_prime.T @ flat) == [0, 3]
    assert of_columns(slip, slip.T @ flat + np.eye(6)[4]) == [0, 0]
    assert of_columns(slip, slip.T @ kernel.ravel()) == [0, 0]
    assert of_columns(a_prime, slip.T @ flat) == [6, 0]

    along_rows = torch.nn.functional.unfold(torch.tensor(image[None, None] / 1.0), 2)[0].numpy()
    assert of_columns(along_rows, along_rows.T @ kernel.ravel()) == [0, 3]
    assert of_columns(along_rows, along_rows.T @ flat) == [0, 3]  # as the exercise says

    for absurd in (np.zeros((4, 6)), np.ones((4, 6)), np.eye(4, 6), np.full((4, 6), np.nan)):
        assert of_columns(absurd, absurd.T @ flat) == [0, 0]
    assert of_columns(None, None) == [0, 0]
    assert of_columns(a_prime.T, a_prime.T @ flat + 1) == [0, 0]


def of_columns(a_prime: object, result: object) -> list[float]:
    report = CHECKS["03-im2col.by_hand"].of("ada").run((a_prime, result), 0)
    return [part.earned for part in report.parts]


def changed(key: str, **changes: object) -> list[str]:
    """Return the parts that are lost by right answers with these changes."""
    check = CHECKS[key].of("ada") if hasattr(CHECKS[key], "of") else CHECKS[key]
    answers = {part.name: part.expected for part in check.parts} | changes
    return [part.name for part in check.run(tuple(answers.values()), 0).parts if not part.earned]


def test_the_size_of_the_columns_is_that_of_the_students_own_blow_up():
    batch = 4 * 100 * 16 * 48**2 / 1e6
    assert changed("03-im2col.memory", blow_up=24.0, megabytes=24 * batch) == ["blow_up"]
    assert changed("03-im2col.memory", blow_up=24.0) == ["blow_up"]
    both = ["blow_up", "megabytes"]
    assert changed("03-im2col.memory", blow_up=24.0, megabytes=23 * batch) == both
    assert changed("03-im2col.memory", blow_up=1.0, megabytes=batch) == both
    assert changed("03-im2col.memory", blow_up=1 / 25, megabytes=batch / 25) == both
    assert changed("03-im2col.memory", blow_up=None, megabytes=batch) == both


def test_the_place_is_that_of_the_students_own_maximum():
    pixels = np.array(list(CHECKS["02-pooling.by_hand"].numbers.of("ada").values())).reshape(4, 6)
    window = pixels[:2, :3]
    second = np.sort(window, axis=None)[-2]
    assert (window == second).sum() == 1
    values, places = (
        each[0, 0].numpy()
        for each in torch.nn.functional.max_pool2d(
            torch.tensor(pixels[None, None] / 1.0), (2, 3), return_indices=True
        )
    )
    assert changed("02-pooling.by_hand", largest=values, where=places) == []
    row, column = np.argwhere(window == second)[0]
    values[0, 0], places[0, 0] = second, 6 * row + column
    assert changed("02-pooling.by_hand", largest=values, where=places) == ["largest"]
    assert changed("02-pooling.by_hand", largest=values) == ["largest"]
    assert changed("02-pooling.by_hand", where=places) == ["where"]
    assert changed("02-pooling.by_hand", largest=values, where=places + 1) == ["largest", "where"]
    corners, of_corners = pixels[::2, ::3], [[0, 3], [12, 15]]
    assert changed("02-pooling.by_hand", largest=corners, where=of_corners) == ["largest", "where"]


def test_the_room_on_the_right_is_what_the_students_own_room_leaves():
    numbers = CHECKS["02-pooling.shift"].numbers.of("ada")
    kernel, left = numbers["kernel"], numbers["column"] % numbers["kernel"]
    right = kernel - 1 - left
    slip, own = left - 1, right + 1
    assert slip != own  # which would be a guess
    assert changed("02-pooling.shift", room_left=slip, room_right=own) == ["room_left"]
    twice = {"room_right": own, "room_right_twice": own + kernel}
    assert changed("02-pooling.shift", **twice) == ["room_right"]
    assert changed("02-pooling.shift", room_left=slip, **twice) == ["room_left"]
    both = ["room_left", "room_right"]
    assert changed("02-pooling.shift", room_left=slip, room_right=own + 1) == both
    assert changed("02-pooling.shift", room_left=-3, room_right=kernel + 2) == both


def test_the_networks_totals_are_those_of_the_students_own_layers():
    numbers = CHECKS["05-depth.parameters"].numbers.of("ada")
    channels, classes = numbers["channels"], numbers["classes"]
    entry = 9 * numbers["in_channels"] * channels + 2 * channels
    dense = torch.nn.Linear(channels, classes)
    outside = entry + sum(each.numel() for each in dense.parameters())
    for flat, lost in ((9 * channels, ["hidden_conv"]), (1, None)):
        shallow, deep = (outside + count * flat for count in (6, 36))
        found = changed(
            "05-depth.parameters", hidden_conv=flat, vgg_08_total=shallow, vgg_38_total=deep
        )
        assert found == (lost or ["hidden_conv", "vgg_08_total", "vgg_38_total"])
    hidden = 9 * channels**2
    slip = outside + 7 * hidden
    both = {"vgg_08_total": slip, "vgg_38_total": slip + 30 * hidden}
    assert changed("05-depth.parameters", **both) == ["vgg_08_total"]
    both["vgg_38_total"] += 1
    assert changed("05-depth.parameters", **both) == ["vgg_08_total", "vgg_38_total"]


def test_shares_are_those_of_the_students_own_weights():
    key = "06-regularisation.weights"
    images = CHECKS[key].numbers.of("ada")["images"]
    weights = list(next(p for p in CHECKS[key].of("ada").parts if p.name == "weights").expected)
    slip = [*weights[:3], 2 * weights[3], weights[4]]
    assert changed(key, weights=slip, **_from(slip, images)) == ["weights"]
    follow = _from(slip, images)
    follow["total"] += 7
    assert changed(key, weights=slip, **follow) == ["weights", "total"]
    wrong_total = {"total": sum(weights[3:]), "dense_share": 1.0}
    wrong_total["weights_per_image"] = wrong_total["total"] / images
    assert changed(key, **wrong_total) == ["total"]
    parts = ["weights", "total", "dense_share", "weights_per_image"]
    for absurd in ([1] * 5, [5, 4, 3, 2, 1], [0] * 5):
        assert changed(key, weights=absurd, **_from(absurd, images)) == parts


def _from(weights: list[int], images: int) -> dict[str, float]:
    total = sum(weights)
    share = sum(weights[3:]) / max(1, total)
    return {"total": total, "dense_share": share, "weights_per_image": total / images}


def test_the_work_is_that_of_the_students_own_counts():
    key = "07-efficient.counting"
    numbers = CHECKS[key].numbers.of("ada")
    n, c, f, s, k = (
        numbers[name] for name in ("pixels", "in_channels", "out_channels", "squeezed", "kernel")
    )
    windows = (n - k + 1) ** 2
    more = k * k * c * f + 100  # a slip in the product
    assert changed(key, standard_parameters=more + f, standard_work=windows * more) == [
        "standard_parameters"
    ]
    assert changed(key, standard_parameters=f + 1, standard_work=windows) == [
        "standard_parameters",
        "standard_work",
    ]
    for side, lost in ((n, ["standard_work"]), (n - k, ["standard_work"]), (1, None)):
        found = changed(
            key,
            standard_work=side**2 * k * k * c * f,
            bottleneck_work=n * n * c * s + side**2 * k * k * s * f,
            separable_work=side**2 * (k * k * c + c * f),
        )
        assert found == (lost or ["standard_work", "bottleneck_work", "separable_work"])
    work = windows * k * k * c * f
    assert changed(key, separable_work=work // 4, share=0.25) == ["separable_work"]
    assert changed(key, separable_work=4 * work, share=4.0) == ["separable_work", "share"]


def test_guided_is_what_is_positive_of_the_students_own_gradient():
    key = "08-visualisation.by_hand"
    gradient = next(p for p in CHECKS[key].of("ada").parts if p.name == "gradient").expected
    slip = [*gradient]
    slip[gradient.index(max(gradient))] += 1
    guided = np.maximum(slip, 0)
    assert changed(key, gradient=slip, guided=guided) == ["gradient"]
    assert changed(key, gradient=slip, guided=guided + 1) == ["gradient", "guided"]
    for absurd in ([1] * 6, [9, 8, 7, 6, 5, -4], [0] * 6):
        found = changed(key, gradient=absurd, guided=np.maximum(absurd, 0))
        assert found == ["gradient", "guided"]
