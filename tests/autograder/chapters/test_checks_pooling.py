"""The checks of chapter 2, and what its students get: the facts, fairness, nothing given away."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from autograder.chapters import CHECKS
from autograder.checks.cases import Case, generator
from autograder.checks.function_check import FunctionCheck
from autograder.checks.reports import CheckReport
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.repository import REPOSITORY
from autograder.course.stubs import stub_exercises
from cnnlib.costs import conv2d_cost
from cnnlib.geometry import receptive_field
from cnnlib.personal.pooling import BY_HAND, CONTEXT, SHIFT
from cnnlib.pooling_windows import pool_output_size

CHAPTER = "02-pooling"
OURS = {key.partition(".")[2]: CHECKS[key] for key in CHECKS if key.startswith(CHAPTER)}
FUNCTIONS = {name: check for name, check in OURS.items() if isinstance(check, FunctionCheck)}
IDS = [f"student {number}" for number in range(30)]


@pytest.fixture(scope="module")
def pooling() -> Assignment:
    return load_assignment(CHAPTER)


def cases(name: str, seed: int) -> list[tuple[str, Case]]:
    check = FUNCTIONS[name]
    return [
        (part.name, case)
        for part in check.parts
        for case in part.draw(generator(seed, check.key, part.name))
    ]


def lost(report: CheckReport) -> set[str]:
    return {part.name for part in report.parts if part.earned < part.points}


def test_one_mistake_in_the_count_of_windows_costs_no_other_exercise():
    """No pooling is asked about windows that start behind the image: its own count may be wrong."""
    for name in ("max_pool2d", "avg_pool2d", "lp_pool2d", "window_pixels"):
        for seed in range(20):
            for _, case in cases(name, seed):
                given = dict(case.kwargs)
                image = name != "window_pixels"
                sizes = case.args[0].shape[2:] if image else (case.args[0],)
                kernels = given.get("kernel_size", case.args[-1])
                for axis, n in enumerate(sizes):
                    k, s, p, d = (
                        np.broadcast_to(value, 2)[axis]
                        for value in (
                            kernels,
                            given.get("stride", kernels),
                            given.get("padding", 0),
                            given.get("dilation", 1),
                        )
                    )
                    room = n + 2 * p - d * (k - 1) - 1
                    rounded = -(-room // s) if given.get("ceil_mode") else room // s
                    windows = pool_output_size(n, k, s, p, d, given.get("ceil_mode", False))
                    assert windows == rounded + 1


def test_no_two_axes_are_alike():
    for name in ("max_pool2d", "avg_pool2d", "lp_pool2d", "global_avg_pool2d", "conv1x1"):
        for seed in range(20):
            for part, case in cases(name, seed):
                n, c, h, w = case.args[0].shape
                if not case.public:
                    assert (h == w) == (part == "square images")
                    assert n != c
                    assert {n, c}.isdisjoint({h, w})


def test_some_windows_of_unpooling_share_a_maximum_and_only_in_their_part():
    for seed in range(20):
        for part, case in cases("max_unpool2d", seed):
            indices = case.args[1].reshape(-1, case.args[1].shape[2] * case.args[1].shape[3])
            shared = any(len(set(row)) < len(row) for row in indices.tolist())
            assert shared == (part == "overlapping windows")


def test_feedback_names_the_exercise_that_is_missing(monkeypatch):
    monkeypatch.setattr("cnnlib.exercise.EXERCISES", {})
    released = {}
    exec(stub_exercises((REPOSITORY.library / "pooling_windows.py").read_text()), released)

    def needs_another(x, *_args, **_kwargs):
        return released["pool_output_size"](x.shape[2], 2)

    report = FUNCTIONS["max_pool2d"].run((needs_another,), 0)
    assert report.earned == 0
    assert {part.sentence for part in report.parts} == {"`pool_output_size` is not written yet."}


def seen_along_one_axis(kernels, strides, dilations) -> int:
    """Count the pixels that the middle unit's output depends on, by PyTorch's gradient."""
    x = torch.zeros(1, 1, 512, requires_grad=True)
    out = x
    for kernel, stride, dilation in zip(kernels, strides, dilations, strict=True):
        weight = torch.ones(1, 1, kernel)
        out = functional.conv1d(out, weight, stride=stride, dilation=dilation)
    out[0, 0, out.shape[2] // 2].backward()
    return int((x.grad != 0).sum())


@pytest.mark.parametrize("student", IDS)
def test_the_fields_are_what_a_network_sees(student):
    numbers = CONTEXT.of(student)
    layers, side, channels = numbers["layers"], numbers["side"], numbers["channels"]
    right = OURS["context"].of(student).reference.values
    ones = [1] * layers
    networks = {
        "field_plain": ([3] * layers, ones, ones),
        "field_dilated": ([3] * layers, ones, [2**layer for layer in range(layers)]),
        "field_pooled": ([3, 2] * layers, [1, 2] * layers, [1, 1] * layers),
    }
    for name, network in networks.items():
        assert right[name] == seen_along_one_axis(*network) == receptive_field(*network)
    maps = [side // 2**layer for layer in range(layers + 1)]
    assert right["side_pooled"] == maps[-1] >= 1
    dilated = [
        conv2d_cost(side, channels, channels, 3, padding=2**layer, dilation=2**layer)
        for layer in range(layers)
    ]
    pooled = [conv2d_cost(size, channels, channels, 3, padding=1) for size in maps[:-1]]
    assert right["parameters"] == sum(cost.parameters for cost in dilated)
    assert right["parameters"] == sum(cost.parameters for cost in pooled)
    products = [sum(cost.multiplications for cost in costs) for costs in (dilated, pooled)]
    assert right["cost_ratio"] == pytest.approx(products[0] / products[1])


def test_the_formula_of_the_report_is_right_for_two_rates_only():
    fields = {2**i: 2 ** (i + 2) - 1 for i in range(6)}
    assert fields == {rate: 4 * rate - 1 for rate in fields}
    assert [rate for rate in fields if 2 ** (rate / 2 + 2) - 1 == fields[rate]] == [2, 4]
    assert [fields[rate] for rate in (1, 2, 4)] == [3, 7, 15]


@pytest.mark.parametrize("student", IDS)
def test_the_numbers_by_hand_are_those_of_torch(student):
    image = torch.tensor(list(BY_HAND.of(student).values())).reshape(1, 1, 4, 6).double()
    right = OURS["by_hand"].of(student).reference.values
    largest, where = functional.max_pool2d(image, (2, 3), return_indices=True)
    assert right["largest"] == largest[0, 0].tolist()
    assert right["where"] == where[0, 0].tolist()
    np.testing.assert_allclose(right["average"], functional.avg_pool2d(image, (2, 3))[0, 0])
    assert right["length"] == pytest.approx(functional.lp_pool2d(image, 2.0, (2, 3))[0, 0, 0, 0])


@pytest.mark.parametrize("student", IDS)
def test_the_room_to_move_is_what_torch_finds(student):
    numbers = SHIFT.of(student)
    column, kernel = numbers["column"], numbers["kernel"]

    def pooled(by: int, times: int = 1) -> torch.Tensor:
        row = torch.zeros(1, 1, 40 * kernel)
        row[..., column + by] = 1
        row = functional.max_pool1d(row, kernel)
        return row if times == 1 else functional.max_pool1d(row, 2)

    def room(step: int, times: int = 1) -> int:
        by = 0
        while torch.equal(pooled(step * (by + 1), times), pooled(0, times)):
            by += 1
        return by

    right = OURS["shift"].of(student).reference.values
    assert right["room_left"] == room(-1)
    assert right["room_right"] == room(1)
    assert right["room_right_twice"] == room(1, times=2)
    cells = numbers["cells"]
    assert torch.equal(pooled(right["whole_cells"]), pooled(0).roll(cells, dims=2))


def test_the_letters_are_right():
    right = OURS["questions"].reference.values
    assert right["learned"] == "a"
    assert not list(torch.nn.MaxPool2d(3).parameters())
    settings = {"a": (1, 0), "b": (2, 1), "c": (2, 0), "d": (1, 1)}
    halve = [
        letter
        for letter, (stride, padding) in settings.items()
        if all(pool_output_size(size, 2, stride, padding) == size // 2 for size in (8, 32, 50))
    ]
    assert [right["halving"]] == halve
    assert right["kept"] == "b"
    assert functional.max_pool2d(torch.zeros(1, 1, 8, 6), 2).numel() / 48 == 1 / 4
    learned = sum(p.numel() for p in torch.nn.Conv2d(64, 16, 1).parameters())
    assert (right["one_by_one"], learned) == ("d", 1040)


def test_written_answers_have_titles_of_their_own(pooling):
    titles = {name: pooling.titles[name] for name in pooling.mark_schemes}
    assert titles == {
        "why_pool": "13 · Why networks pool",
        "every_pixel": "14 · A label for every pixel",
    }


def test_the_released_library_shows_no_step_of_an_answer(pooling):
    files = pooling.library
    library = b"".join(files[name] for name in files if name.startswith("cnnlib/pool")).decode()
    for given_away in ("argmax", "-np.inf", "windows += 1", "total /", "axis=(2, 3)"):
        assert given_away not in library


def test_a_last_window_with_one_pixel_counts_as_in_the_visible_test():
    check = CHECKS["02-pooling.window_pixels"]

    def drops_the_last_pixel(input_size, kernel_size, stride=None, padding=0, *args, **given):
        pixels = check.reference.function(input_size, kernel_size, stride, padding, *args, **given)
        step = kernel_size if stride is None else stride
        starts_at_the_last_pixel = (len(pixels) - 1) * step - padding >= input_size - 1
        return pixels[:-1] if given.get("ceil_mode") and starts_at_the_last_pixel else pixels

    for seed in range(3):
        report = check.run((drops_the_last_pixel,), seed)
        assert [part.name for part in report.parts if not part.earned] == ["hanging over"]
