"""`conv1x1` against PyTorch and `conv2d`, and as a dense layer at every pixel."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.conv import conv2d
from cnnlib.pointwise import conv1x1
from tests.helpers.geometry import unhurried

sizes = st.integers(1, 4)


@unhurried
@given(st.tuples(sizes, sizes, sizes, sizes), sizes, st.booleans(), st.integers(0, 2**16))
def test_it_is_a_convolution_with_kernels_of_one_pixel(shape, filters, with_bias, seed):
    rng = np.random.default_rng(seed)
    dtype = ["float32", "float64"][seed % 2]
    x = rng.normal(size=shape).astype(dtype)
    weight = rng.normal(size=(filters, shape[1], 1, 1)).astype(dtype)
    bias = rng.normal(size=filters).astype(dtype) if with_bias else None
    got = conv1x1(x, weight, bias)
    want = torch.nn.functional.conv2d(
        torch.tensor(x), torch.tensor(weight), None if bias is None else torch.tensor(bias)
    ).numpy()
    assert got.dtype == want.dtype == x.dtype
    np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(got, conv2d(x, weight, bias), rtol=1e-5, atol=1e-5)


def test_it_is_a_dense_layer_at_every_pixel():
    rng = np.random.default_rng(0)
    x, weight, bias = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(6, 3)), rng.normal(size=6)
    got = conv1x1(x, weight[:, :, None, None], bias)
    for i in range(4):
        for j in range(5):
            np.testing.assert_allclose(got[:, :, i, j], x[:, :, i, j] @ weight.T + bias)


def test_pixels_do_not_see_each_other():
    rng = np.random.default_rng(1)
    x, weight = rng.normal(size=(1, 3, 4, 5)), rng.normal(size=(2, 3, 1, 1))
    other = x.copy()
    other[0, :, 2, 3] += 1
    changed = (conv1x1(x, weight) != conv1x1(other, weight)).any(axis=(0, 1))
    np.testing.assert_array_equal(np.argwhere(changed), [[2, 3]])


@pytest.mark.parametrize(
    ("x_shape", "weight_shape", "bias_shape", "message"),
    [
        ((3, 4, 5), (2, 4, 1, 1), (2,), r"x must have 4 axes .*\(3, 4, 5\)"),
        ((1, 3, 4, 5), (2, 3), (2,), r"weight must have 4 axes .*\(2, 3\)"),
        ((1, 3, 4, 5), (2, 4, 1, 1), (2,), r"\(F, 3, 1, 1\) for x \(1, 3, 4, 5\), not \(2, 4, 1"),
        ((1, 3, 4, 5), (2, 3, 1, 3), (2,), r"\(F, 3, 1, 1\) .*, not \(2, 3, 1, 3\)\."),
        ((1, 3, 4, 5), (2, 3, 1, 1), (3,), r"bias must have shape \(2,\), not \(3,\)\."),
    ],
)
def test_it_refuses(x_shape, weight_shape, bias_shape, message):
    with pytest.raises(ValueError, match=message):
        conv1x1(np.ones(x_shape), np.ones(weight_shape), np.ones(bias_shape))
