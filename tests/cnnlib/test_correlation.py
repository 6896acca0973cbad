"""`cross_correlate` and `convolve` against NumPy and PyTorch, and the difference between them."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.correlation import convolve, cross_correlate
from tests.helpers.geometry import unhurried

modes = st.sampled_from(["valid", "same", "full"])
seeds = st.integers(0, 2**16)


def pair_of_arrays(seed: int, axes: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    kernel = rng.integers(1, 5, size=axes)
    size = kernel + rng.integers(0, 5, size=axes)
    dtype = ["float32", "float64"][seed % 2]
    return rng.normal(size=size).astype(dtype), rng.normal(size=kernel).astype(dtype)


@unhurried
@given(seeds, modes)
def test_signals_are_as_in_numpy(seed, mode):
    x, kernel = pair_of_arrays(seed, 1)
    for ours, theirs in ((cross_correlate, np.correlate), (convolve, np.convolve)):
        got, want = ours(x, kernel, mode), theirs(x, kernel, mode)
        assert got.dtype == want.dtype == x.dtype
        assert got.shape == want.shape
        np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-5)


@unhurried
@given(seeds, modes)
def test_images_are_as_in_torch(seed, mode):
    x, kernel = pair_of_arrays(seed, 2)
    before = {
        "valid": (0, 0),
        "same": tuple(k // 2 for k in kernel.shape),
        "full": tuple(k - 1 for k in kernel.shape),
    }[mode]
    size = {
        "valid": np.subtract(x.shape, kernel.shape) + 1,
        "same": x.shape,
        "full": np.add(x.shape, kernel.shape) - 1,
    }[mode]
    for ours, flipped in ((cross_correlate, kernel), (convolve, kernel[::-1, ::-1].copy())):
        padded = torch.nn.functional.conv2d(
            torch.tensor(x)[None, None], torch.tensor(flipped)[None, None], padding=before
        )[0, 0].numpy()
        got = ours(x, kernel, mode)
        assert got.dtype == x.dtype
        assert got.shape == tuple(size)
        np.testing.assert_allclose(got, padded[: size[0], : size[1]], rtol=1e-5, atol=1e-5)


@unhurried
@given(seeds)
def test_only_convolution_is_indifferent_to_the_order(seed):
    x, kernel = pair_of_arrays(seed, 2)
    padded_kernel = np.zeros_like(x)
    padded_kernel[: kernel.shape[0], : kernel.shape[1]] = kernel
    forth, back = convolve(x, padded_kernel, "full"), convolve(padded_kernel, x, "full")
    np.testing.assert_allclose(forth, back, rtol=1e-4, atol=1e-4)
    crossed = cross_correlate(padded_kernel, x, "full")
    turned = cross_correlate(x, padded_kernel, "full")[::-1, ::-1]
    np.testing.assert_allclose(crossed, turned, rtol=1e-4, atol=1e-4)


def test_a_single_one_shows_the_kernel_or_the_flipped_kernel():
    one = np.zeros((5, 7))
    one[2, 3] = 1
    kernel = np.arange(1.0, 7).reshape(2, 3)
    np.testing.assert_array_equal(convolve(one, kernel, "full")[2:4, 3:6], kernel)
    np.testing.assert_array_equal(
        cross_correlate(one, kernel, "full")[2:4, 3:6], kernel[::-1, ::-1]
    )


def test_they_agree_for_a_kernel_that_is_its_own_mirror_image():
    x = np.random.default_rng(0).normal(size=(6, 5))
    kernel = np.array([[1.0, 2, 1], [3, 5, 3], [1, 2, 1]])
    np.testing.assert_array_equal(cross_correlate(x, kernel), convolve(x, kernel))


def test_by_hand():
    x, kernel = np.array([1.0, 2, 4, 8]), np.array([1.0, 0, -1])
    np.testing.assert_array_equal(cross_correlate(x, kernel), [-3, -6])
    np.testing.assert_array_equal(convolve(x, kernel), [3, 6])
    np.testing.assert_array_equal(cross_correlate(x, kernel, "same"), [-2, -3, -6, 4])
    np.testing.assert_array_equal(convolve(x, kernel, "full"), [1, 2, 3, 6, -4, -8])


def test_de_silvas_example_is_a_cross_correlation():
    image = np.array(
        [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
    )
    kernel = np.array([[0, 1, 2], [2, 2, 0], [0, 1, 2]])
    expected = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
    np.testing.assert_array_equal(cross_correlate(image, kernel), expected)
    assert (convolve(image, kernel) != expected).any()


def test_patels_example_is_both():
    image, kernel = np.array([[1, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]]), np.full((2, 2), 2)
    for function in (cross_correlate, convolve):
        np.testing.assert_array_equal(function(image, kernel), [[24, 32, 22], [48, 56, 34]])


@pytest.mark.parametrize("function", [cross_correlate, convolve])
@pytest.mark.parametrize(
    ("x_shape", "kernel_shape", "mode", "message"),
    [
        ((4, 5), (3,), "valid", r"x \(4, 5\) and kernel \(3,\) must both have one axis or both"),
        ((2, 4, 5), (2, 2, 2), "valid", r"x \(2, 4, 5\) and kernel \(2, 2, 2\) must both"),
        ((4, 5), (5, 2), "valid", r"kernel \(5, 2\) must .* no larger than x \(4, 5\)"),
        ((4, 5), (2, 6), "full", r"kernel \(2, 6\) must .* no larger than x \(4, 5\)"),
        ((4,), (0,), "valid", r"kernel \(0,\) must have at least one number"),
        ((4,), (3,), "reflect", r"mode must be \"valid\", \"same\" or \"full\", not 'reflect'\."),
    ],
)
def test_they_refuse(function, x_shape, kernel_shape, mode, message):
    with pytest.raises(ValueError, match=message):
        function(np.ones(x_shape), np.ones(kernel_shape), mode)
