"""`conv2d` and `conv_output_size` against PyTorch, properties, and the figures of the sources."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.arguments import pair
from cnnlib.conv import conv2d, conv_output_size
from tests.helpers.geometry import Geometry, geometries, unhurried

A = np.array([[[[1.0, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]]]])
TWOS = np.full((1, 1, 2, 2), 2.0)
DE_SILVA = np.array(
    [[3.0, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
).reshape(1, 1, 5, 5)
PATELS_PROBLEM = np.array(
    [
        [4.0, 1, 2, 4, 7, 9],
        [0, 1, 2, 0, 2, 3],
        [6, 4, 5, 2, 1, 3],
        [8, 1, 2, 1, 3, 2],
        [5, 8, 1, 2, 0, 2],
    ]
).reshape(1, 1, 5, 6)


@unhurried
@given(geometries(), st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_conv2d_is_that_of_torch(geometry: Geometry, groups, filters_per_group, with_bias):
    batch, channels, h, w = geometry.shape
    filters = groups * filters_per_group
    x = geometry.array(batch, groups * channels, h, w)
    weight = geometry.array(filters, channels, *geometry.kernel_size)
    bias = geometry.array(filters) if with_bias else None
    got = conv2d(x, weight, bias, **geometry.options, groups=groups)
    want = torch.nn.functional.conv2d(
        torch.tensor(x),
        torch.tensor(weight),
        None if bias is None else torch.tensor(bias),
        **geometry.options,
        groups=groups,
    ).numpy()
    assert got.shape == want.shape
    assert got.dtype == want.dtype == x.dtype
    tolerance = 1e-12 if x.dtype == np.float64 else 1e-4
    np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)


@unhurried
@given(geometries())
def test_output_size_counts_the_places(geometry: Geometry):
    for axis in (0, 1):
        n, k = geometry.shape[2 + axis], geometry.kernel_size[axis]
        s, p, d = (geometry.options[name][axis] for name in ("stride", "padding", "dilation"))
        last = n + 2 * p - (d * (k - 1) + 1)
        assert conv_output_size(n, k, s, p, d) == len(range(0, last + 1, s))


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        ((28, 3), 26),
        ((3, 2), 2),
        ((2, 2, 1, 1), 3),
        ((2, 2, 2, 1), 2),
        ((56, 3, 3), 18),
        ((7, 3, 1, 2, 2), 7),
    ],
)
def test_output_sizes_by_hand(arguments, size):
    assert conv_output_size(*arguments) == size


def test_patels_example():
    np.testing.assert_array_equal(conv2d(A, TWOS), [[[[24, 32, 22], [48, 56, 34]]]])


def test_patels_example_with_padding_and_stride():
    x = np.array([[[[1.0, 2], [4, 5]]]])
    padded = [[2, 6, 4], [10, 24, 14], [8, 18, 10]]
    np.testing.assert_array_equal(conv2d(x, TWOS, padding=1), [[padded]])
    np.testing.assert_array_equal(conv2d(x, TWOS, stride=2, padding=1), [[[[2, 4], [8, 10]]]])


def test_de_silvas_example():
    kernel = np.array([[[[0.0, 1, 2], [2, 2, 0], [0, 1, 2]]]])
    expected = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
    np.testing.assert_array_equal(conv2d(DE_SILVA, kernel), [[expected]])


def test_patels_first_problem_worked_by_hand():
    sobel = np.array([[[[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]]])
    out = np.maximum(conv2d(PATELS_PROBLEM, sobel), 0)
    np.testing.assert_array_equal(out, [[[[1, 0, 1, 12], [0, 0, 0, 6], [0, 0, 0, 3]]]])


def test_patels_second_problem_worked_by_hand():
    out = conv2d(PATELS_PROBLEM, np.array([[[[2.0, 1], [1, 2]]]]), stride=2, padding=1)
    np.testing.assert_array_equal(out, [[[[8, 5, 18, 9], [12, 18, 6, 9], [18, 14, 7, 6]]]])


@unhurried
@given(geometries(), st.floats(-3, 3))
def test_conv2d_is_linear(geometry: Geometry, factor):
    first = geometry.array(*geometry.shape).astype("float64")
    second = np.cos(first)
    weight = geometry.array(2, geometry.shape[1], *geometry.kernel_size)

    def convolved(x):
        return conv2d(x, weight, **geometry.options)

    together = convolved(factor * first + second)
    apart = factor * convolved(first) + convolved(second)
    np.testing.assert_allclose(together, apart, rtol=1e-10, atol=1e-10)


def test_a_shifted_image_gives_a_shifted_result():
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(2, 3, 3, 2))
    x = np.zeros((1, 3, 12, 15))
    x[:, :, 3:7, 4:9] = rng.normal(size=(1, 3, 4, 5))  # far enough from every edge
    moved = np.roll(x, (2, -3), axis=(2, 3))
    out = conv2d(x, weight, padding=1)
    np.testing.assert_array_equal(conv2d(moved, weight, padding=1), np.roll(out, (2, -3), (2, 3)))
    # With a stride of 2 only every second shift can be seen in the output.
    out = conv2d(x, weight, stride=2, padding=1)
    by_strides = np.roll(x, (2, -4), axis=(2, 3))
    np.testing.assert_array_equal(
        conv2d(by_strides, weight, stride=2, padding=1), np.roll(out, (1, -2), (2, 3))
    )


def test_nothing_is_written_into_the_input():
    x, weight, bias = np.ones((2, 3, 5, 6)), np.ones((4, 3, 2, 3)), np.ones(4)
    for array in (x, weight, bias):
        array.flags.writeable = False
    conv2d(x, weight, bias, padding=1)


def test_whole_numbers_may_have_a_bias_with_a_fraction():
    out = conv2d(A.astype(int), TWOS.astype(int), bias=np.array([0.5]))
    np.testing.assert_array_equal(out, [[[[24.5, 32.5, 22.5], [48.5, 56.5, 34.5]]]])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 0), r"kernel_size must be at least 1, not 0\."),
        ((5, 2, 0), r"stride must be at least 1, not 0\."),
        ((5, 2, 1, -1), r"padding must be at least 0, not -1\."),
        ((5, 2, 1, 0, 0), r"dilation must be at least 1, not 0\."),
        ((4, 3, 1, 0, 2), r"dilation 2 covers 5 pixels, more than the 4 of an input of 4 padded"),
        ((2, 5, 1, 1), r"covers 5 pixels, more than the 4 of an input of 2 padded by 1 on both"),
    ],
)
def test_output_size_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        conv_output_size(*arguments)


@pytest.mark.parametrize(
    ("x_shape", "weight_shape", "options", "message"),
    [
        ((3, 4, 5), (2, 4, 3, 3), {}, r"x must have 4 axes \(N, C, H, W\).*is \(3, 4, 5\)"),
        ((1, 4, 5, 6), (4, 3, 3), {}, r"weight must have 4 axes .*is \(4, 3, 3\)"),
        ((1, 4, 5, 6), (2, 3, 3, 3), {}, r"x \(1, 4, 5, 6\) has 4 .*weight \(2, 3, 3, 3\) takes 3"),
        ((1, 4, 5, 6), (3, 2, 3, 3), {"groups": 2}, r"weight \(3, 2, 3, 3\).* groups=2"),
        ((1, 4, 5, 6), (2, 4, 3, 3), {"groups": 0}, r"groups=0"),
        ((1, 4, 5, 6), (2, 4, 3, 3), {"bias": np.ones(3)}, r"bias must .*\(2,\), not \(3,\)\."),
        ((1, 4, 5, 6), (2, 4, 6, 3), {}, r"covers 6 pixels, more than the 5"),
        ((1, 4, 5, 6), (2, 4, 3, 7), {}, r"covers 7 pixels, more than the 6"),
        ((1, 4, 5, 6), (2, 4, 3, 3), {"stride": 0}, r"stride must be .*not 0\."),
    ],
)
def test_conv2d_refuses(x_shape, weight_shape, options, message):
    with pytest.raises(ValueError, match=message):
        conv2d(np.ones(x_shape), np.ones(weight_shape), **options)


def test_pair_reads_one_number_or_two():
    assert pair(3, "stride") == (3, 3)
    assert pair((2, 3), "stride") == (2, 3)
    assert pair(np.array([2, 3]), "stride") == (2, 3)
    assert pair(0, "padding", minimum=0) == (0, 0)


@pytest.mark.parametrize("value", [0, -1, 1.5, (1, 2, 3), (1, 0), "2", None, ()])
def test_pair_refuses_anything_else(value):
    with pytest.raises(ValueError, match=r"^stride must be a whole number of at least 1, or two"):
        pair(value, "stride")
