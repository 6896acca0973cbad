"""`conv2d_winograd` against PyTorch, its rounding error, and the identity it rests on."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.fast.winograd import (
    INPUT_TRANSFORM,
    KERNEL_TRANSFORM,
    OUTPUT_TRANSFORM,
    conv2d_winograd,
)
from tests.helpers.geometry import unhurried

sizes, channels, paddings = st.integers(3, 9), st.integers(1, 3), st.integers(0, 2)


def torch_conv2d(x, weight, bias=None, **options):
    tensors = [torch.tensor(array) for array in (x, weight, bias) if array is not None]
    return torch.nn.functional.conv2d(*tensors, **options).numpy()


@unhurried
@given(
    st.tuples(channels, channels, sizes, sizes),
    channels,
    st.tuples(paddings, paddings),
    st.booleans(),
    st.sampled_from(["float32", "float64"]),
)
def test_it_is_conv2d_of_torch(shape, filters, padding, with_bias, dtype):
    rng = np.random.default_rng(13)
    x, weight, bias = (
        rng.normal(size=size).astype(dtype)
        for size in (shape, (filters, shape[1], 3, 3), (filters,))
    )
    bias = bias if with_bias else None
    got = conv2d_winograd(x, weight, bias, padding)
    want = torch_conv2d(x, weight, bias, padding=padding)
    assert got.shape == want.shape
    assert got.dtype == want.dtype
    tolerance = {"float32": 1e-5, "float64": 1e-13}[dtype] * max(1, np.abs(want).max())
    np.testing.assert_allclose(got, want, rtol=0, atol=tolerance)


def test_rounding_stays_small_over_many_channels():
    rng = np.random.default_rng(17)
    x, weight = rng.normal(size=(2, 64, 20, 22)), rng.normal(size=(16, 64, 3, 3))
    want = torch_conv2d(x, weight, padding=1)
    got = conv2d_winograd(x.astype("float32"), weight.astype("float32"), padding=1)
    assert np.abs(got - want).max() <= 1e-5 * np.abs(want).max()


def test_one_dimension_by_hand():
    # F(2, 3): two sums of three products out of four multiplications.
    d, g = np.array([1.0, 2, 3, 4]), np.array([5.0, 6, 7])
    products = (INPUT_TRANSFORM @ d) * (KERNEL_TRANSFORM @ g)
    assert products.shape == (4,)
    np.testing.assert_allclose(OUTPUT_TRANSFORM @ products, [38, 56])


def test_patel_image_in_whole_numbers():
    x = np.array([[[[1, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]]]])
    out = conv2d_winograd(x, np.ones((1, 1, 3, 3), dtype=int), bias=np.array([1]))
    np.testing.assert_allclose(out, [[[[46, 37]]]])


@pytest.mark.parametrize(
    ("x", "weight", "options", "message"),
    [
        ((1, 4, 5, 6), (2, 4, 3, 2), {}, r"kernels of 3x3, .* \(2, 4, 3, 2\)"),
        ((1, 4, 5, 6), (2, 3, 3, 3), {}, r"x \(1, 4, 5, 6\) has 4 .*weight \(2, 3, 3, 3\) takes 3"),
        ((4, 5, 6), (2, 4, 3, 3), {}, r"x must have 4 axes .*\(4, 5, 6\)"),
        ((1, 4, 2, 6), (2, 4, 3, 3), {}, r"covers 3 pixels, more than the 2"),
        ((1, 4, 5, 6), (2, 4, 3, 3), {"bias": np.ones(3)}, r"bias must .*\(2,\), not \(3,\)\."),
        ((1, 4, 5, 6), (2, 4, 3, 3), {"padding": -1}, r"padding must be .*not -1\."),
    ],
)
def test_refuses(x, weight, options, message):
    with pytest.raises(ValueError, match=message):
        conv2d_winograd(np.ones(x), np.ones(weight), **options)
