"""The comparison of convolutions: what its table holds, and that it measures what it says."""

import sys
from time import sleep

import numpy as np
import pytest

from cnnlib.conv import conv2d
from cnnlib.fast.comparison import ALGORITHMS, compare_convolutions

COLUMNS = ["algorithm", "image_size", "kernel_size", "seconds", "peak_bytes"]


def test_every_algorithm_on_every_size():
    table = compare_convolutions([5, 8], [1, 3], batch=2, channels=2, filters=3, repeats=1)
    assert all(list(row) == COLUMNS for row in table)
    assert [(row["image_size"], row["kernel_size"], row["algorithm"]) for row in table] == [
        (image, kernel, name)
        for image in (5, 8)
        for kernel in (1, 3)
        for name in (*ALGORITHMS, "torch")
    ]
    assert all(row["seconds"] > 0 for row in table)
    assert all((row["peak_bytes"] is None) == (row["algorithm"] == "torch") for row in table)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_the_algorithms_agree(name):
    rng = np.random.default_rng(2)
    x, weight = rng.normal(size=(2, 3, 7, 6)), rng.normal(size=(4, 3, 3, 5))
    np.testing.assert_allclose(
        ALGORITHMS[name](x, weight, padding=2), conv2d(x, weight, padding=2), rtol=0, atol=1e-12
    )


def test_time_and_memory_are_those_of_the_call():
    def hungry(x, weight, padding):  # noqa: ARG001
        np.zeros(3_000_000, dtype="uint8")
        return x

    def sleepy(x, weight, padding):  # noqa: ARG001
        sleep(0.02)
        return x

    rows = compare_convolutions([4], [3], algorithms={"hungry": hungry, "sleepy": sleepy})
    hungry_row, sleepy_row = rows
    assert 3_000_000 <= hungry_row["peak_bytes"] < 3_100_000
    assert sleepy_row["peak_bytes"] < 100_000
    assert sleepy_row["seconds"] >= 0.02
    assert hungry_row["seconds"] < sleepy_row["seconds"]


def test_im2col_takes_the_most_memory_and_fast_less_than_half_of_it():
    names = ("correlate", "im2col", "fast")
    rows = compare_convolutions(
        [64], [5], repeats=1, algorithms={name: ALGORITHMS[name] for name in names}
    )
    correlate, im2col, fast = (row["peak_bytes"] for row in rows)
    assert im2col > 4 * 8 * 25 * 64**2 * 4  # bytes of the matrix alone
    assert correlate < fast < im2col / 2


def test_without_torch_the_others_are_compared(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setattr("cnnlib.fast.comparison.find_spec", lambda _: None)
    rows = compare_convolutions([4], [3], batch=1, channels=1, filters=1, repeats=1)
    assert [row["algorithm"] for row in rows] == list(ALGORITHMS)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (([4], [0]), {}),
        (([4.5], [3]), {}),
        (([4], [3]), {"batch": 0}),
        (([4], [3]), {"repeats": 0}),
    ],
)
def test_refuses(arguments, options):
    with pytest.raises(ValueError, match=r"must be whole numbers of at least 1, not \["):
        compare_convolutions(*arguments, **options)
