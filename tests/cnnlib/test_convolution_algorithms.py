"""Every algorithm for a convolution against PyTorch, its properties, and the sources' figures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.conv import conv2d
from cnnlib.fast.conv import conv2d as conv2d_fast
from cnnlib.fast.fft import conv2d_fft
from cnnlib.fast.winograd import conv2d_winograd
from cnnlib.im2col import conv2d_im2col
from cnnlib.three_loops import conv2d_correlate
from tests.helpers.geometry import Geometry, geometries, unhurried


@dataclass(frozen=True)
class Algorithm:
    """A convolution, the arguments that it takes, and the error that it is allowed.

    `rtol` is relative to the largest number of the result, for float32 and float64.
    """

    function: Callable[..., np.ndarray]
    takes: tuple[str, ...] = ("stride", "padding", "dilation", "groups")
    rtol: tuple[float, float] = (1e-5, 1e-12)
    kernel_size: tuple[int, int] | None = None

    def __call__(self, *arrays: np.ndarray | None, **options: Any) -> np.ndarray:
        return self.function(*arrays, **options)


ALGORITHMS = {
    "loops": Algorithm(conv2d),
    "three loops": Algorithm(conv2d_correlate),
    "im2col": Algorithm(conv2d_im2col, ("stride", "padding", "dilation")),
    "blocks": Algorithm(conv2d_fast),
    "FFT": Algorithm(conv2d_fft),
    "Winograd": Algorithm(conv2d_winograd, ("padding",), kernel_size=(3, 3)),
}
of_any_kernel = pytest.mark.parametrize(
    "algorithm", [pytest.param(a, id=n) for n, a in ALGORITHMS.items() if a.kernel_size is None]
)
every = pytest.mark.parametrize("algorithm", [pytest.param(a, id=n) for n, a in ALGORITHMS.items()])

PATEL = np.array([[[[1.0, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]]]])
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


def torch_conv2d(x, weight, bias=None, **options):
    tensors = [torch.tensor(array) for array in (x, weight, bias) if array is not None]
    return torch.nn.functional.conv2d(*tensors, **options).numpy()


def assert_agrees(algorithm, x, weight, bias=None, **options):
    want = torch_conv2d(x, weight, bias, **options)
    got = algorithm(x, weight, bias, **options)
    assert got.shape == want.shape
    assert got.dtype == want.dtype == x.dtype
    largest = max(1.0, float(np.abs(want).max(initial=0)))
    atol = algorithm.rtol[x.dtype == np.float64] * largest
    np.testing.assert_allclose(got, want, rtol=0, atol=atol)


@every
@unhurried
@given(geometries(), st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_it_is_conv2d_of_torch(algorithm, geometry: Geometry, groups, filters, with_bias):
    options = {**geometry.options, "groups": groups}
    options = {name: value for name, value in options.items() if name in algorithm.takes}
    groups = options.get("groups", 1)
    batch, channels, h, w = geometry.shape
    kernel_size = algorithm.kernel_size or geometry.kernel_size
    padding = geometry.padding
    least = [k - 2 * p for k, p in zip(kernel_size, padding, strict=True)]
    x = geometry.array(batch, groups * channels, max(h, least[0]), max(w, least[1]))
    weight = geometry.array(groups * filters, channels, *kernel_size)
    bias = geometry.array(groups * filters) if with_bias else None
    for array in (x, weight) if bias is None else (x, weight, bias):
        array.flags.writeable = False
    assert_agrees(algorithm, x, weight, bias, **options)


@every
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("x_shape", "weight_shape", "options"),
    [
        ((9, 6, 19, 23), (7, 6, 3, 3), {"padding": 1}),
        ((2, 48, 21, 33), (16, 48, 3, 3), {"padding": (1, 0)}),
        ((3, 32, 20, 24), (32, 1, 3, 3), {"padding": 1, "groups": 32}),  # depth-wise
        ((1, 12, 10, 15), (7, 12, 10, 15), {}),  # a kernel as large as the input
        ((2, 8, 30, 41), (6, 4, 5, 3), {"stride": (2, 3), "dilation": (3, 2), "groups": 2}),
        ((3, 20, 17, 19), (30, 20, 1, 1), {"stride": 2}),
        ((2, 3, 31, 37), (4, 3, 15, 11), {"padding": 5}),  # a large kernel
    ],
)
def test_layers_of_real_size(algorithm, dtype, x_shape, weight_shape, options):
    if not options.keys() <= set(algorithm.takes):
        return
    if algorithm.kernel_size not in (None, weight_shape[2:]):
        return
    rng = np.random.default_rng(7)
    arrays = [rng.normal(size=size).astype(dtype) for size in (x_shape, weight_shape)]
    assert_agrees(algorithm, *arrays, **options)


@every
def test_arrays_that_are_not_contiguous(algorithm):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(2, 7, 6, 3)).transpose(0, 3, 1, 2)
    weight = rng.normal(size=(3, 3, 3, 4)).transpose(3, 0, 1, 2)[::-1]
    np.testing.assert_allclose(
        algorithm(x, weight), algorithm(x.copy(), weight.copy()), rtol=1e-12, atol=1e-12
    )
    assert_agrees(algorithm, x.copy(), weight.copy())


@every
@unhurried
@given(geometries(), st.floats(-3, 3))
def test_it_is_linear(algorithm, geometry: Geometry, factor):
    n, c, h, w = geometry.shape
    x = geometry.array(n, c, h + 3, w + 3).astype("float64")
    weight = geometry.array(2, c, 3, 3).astype("float64")
    other = np.cos(x)
    together = algorithm(factor * x + other, weight)
    apart = factor * algorithm(x, weight) + algorithm(other, weight)
    np.testing.assert_allclose(together, apart, rtol=1e-10, atol=1e-10)


@every
def test_a_shifted_image_gives_a_shifted_result(algorithm):
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(2, 3, 3, 3))
    x = np.zeros((1, 3, 12, 15))
    x[:, :, 3:7, 4:9] = rng.normal(size=(1, 3, 4, 5))  # far enough from every edge
    moved = np.roll(x, (2, -3), axis=(2, 3))
    out = algorithm(x, weight, padding=1)
    np.testing.assert_allclose(
        algorithm(moved, weight, padding=1), np.roll(out, (2, -3), (2, 3)), atol=1e-12
    )


@of_any_kernel
def test_with_a_stride_of_2_only_every_second_shift_can_be_seen(algorithm):
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(2, 3, 3, 2))
    x = np.zeros((1, 3, 12, 15))
    x[:, :, 3:7, 4:9] = rng.normal(size=(1, 3, 4, 5))
    moved = np.roll(x, (2, -4), axis=(2, 3))
    out = algorithm(x, weight, stride=2, padding=1)
    np.testing.assert_allclose(
        algorithm(moved, weight, stride=2, padding=1), np.roll(out, (1, -2), (2, 3)), atol=1e-12
    )


@every
def test_de_silvas_example(algorithm):
    kernel = np.array([[[[0.0, 1, 2], [2, 2, 0], [0, 1, 2]]]])
    expected = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
    np.testing.assert_allclose(algorithm(DE_SILVA, kernel), [[expected]], rtol=1e-13)


@of_any_kernel
def test_patels_examples(algorithm):
    x = np.array([[[[1.0, 2], [4, 5]]]])
    for arguments, options, expected in (
        ((PATEL, TWOS), {}, [[24, 32, 22], [48, 56, 34]]),
        ((x, TWOS), {"padding": 1}, [[2, 6, 4], [10, 24, 14], [8, 18, 10]]),
        ((x, TWOS), {"padding": 1, "stride": 2}, [[2, 4], [8, 10]]),
    ):
        np.testing.assert_allclose(algorithm(*arguments, **options), [[expected]], rtol=1e-13)


@every
def test_patels_first_problem_worked_by_hand(algorithm):
    sobel = np.array([[[[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]]])
    out = np.maximum(algorithm(PATELS_PROBLEM, sobel), 0)
    expected = [[[[1, 0, 1, 12], [0, 0, 0, 6], [0, 0, 0, 3]]]]
    np.testing.assert_allclose(out, expected, rtol=1e-13, atol=1e-13)


@of_any_kernel
def test_patels_second_problem_worked_by_hand(algorithm):
    out = algorithm(PATELS_PROBLEM, np.array([[[[2.0, 1], [1, 2]]]]), stride=2, padding=1)
    np.testing.assert_allclose(out, [[[[8, 5, 18, 9], [12, 18, 6, 9], [18, 14, 7, 6]]]], rtol=1e-13)


@every
def test_whole_numbers_may_have_a_bias_with_a_fraction(algorithm):
    x, weight = PATEL.astype(int), np.ones((1, 1, 3, 3), dtype=int)
    out = algorithm(x, weight, bias=np.array([0.5]))
    np.testing.assert_allclose(out, [[[[45.5, 36.5]]]], rtol=1e-13)


@every
def test_an_empty_batch(algorithm):
    assert algorithm(np.ones((0, 3, 6, 5)), np.ones((4, 3, 3, 3))).shape == (0, 4, 4, 3)


@every
@pytest.mark.parametrize(
    ("x_shape", "weight_shape", "options", "message"),
    [
        ((3, 4, 5), (2, 4, 3, 3), {}, r"x must have 4 axes \(N, C, H, W\).*is \(3, 4, 5\)"),
        ((1, 4, 5, 6), (2, 3, 3, 3), {}, r"x \(1, 4, 5, 6\) .*weight \(2, 3, 3, 3\)"),
        ((1, 4, 5, 6), (3, 2, 3, 3), {"groups": 2}, r"weight \(3, 2, 3, 3\).* groups=2"),
        ((1, 4, 5, 6), (2, 4, 3, 3), {"groups": 0}, "groups=0"),
        ((1, 4, 5, 6), (2, 4, 3, 3), {"bias": np.ones(3)}, r"bias must .*\(2,\), not \(3,\)\."),
        ((1, 4, 2, 6), (2, 4, 3, 3), {}, "covers 3 pixels, more than the 2"),
        ((1, 4, 5, 2), (2, 4, 3, 3), {}, "covers 3 pixels, more than the 2"),
        ((1, 4, 5, 6), (2, 4, 3, 3), {"stride": 0}, r"stride must be .*not 0\."),
        ((1, 4, 5, 6), (2, 4, 3, 3), {"padding": -1}, r"padding must be .*not -1\."),
        ((1, 4, 5, 6), (2, 4, 3, 3), {"dilation": (1, 0)}, r"dilation must be .*\(1, 0\)\."),
    ],
)
def test_bad_input_is_refused(algorithm, x_shape, weight_shape, options, message):
    if not options.keys() <= {*algorithm.takes, "bias"}:
        return
    with pytest.raises(ValueError, match=message):
        algorithm(np.ones(x_shape), np.ones(weight_shape), **options)
