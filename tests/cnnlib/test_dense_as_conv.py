"""`linear_as_conv2d` against a dense layer, on images of its size and on larger ones."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.conv import conv2d
from cnnlib.dense_as_conv import linear_as_conv2d
from cnnlib.pooling import max_pool2d
from tests.helpers.geometry import unhurried

small = st.integers(1, 4)


@unhurried
@given(small, small, small, st.tuples(small, small), st.tuples(small, small), st.booleans())
def test_every_window_gets_what_the_dense_layer_says(n, c, f, size, more, with_bias):
    rng = np.random.default_rng([n, c, f, *size, *more])
    dtype = ["float32", "float64"][n % 2]
    (kh, kw), (h, w) = size, np.add(size, more)
    x = rng.normal(size=(n, c, h, w)).astype(dtype)
    weight = rng.normal(size=(f, c * kh * kw)).astype(dtype)
    bias = rng.normal(size=f).astype(dtype) if with_bias else None
    got = linear_as_conv2d(x, weight, bias, input_size=size)
    assert got.dtype == x.dtype
    assert got.shape == (n, f, h - kh + 1, w - kw + 1)
    dense = torch.nn.Linear(c * kh * kw, f, bias=with_bias, dtype=getattr(torch, dtype))
    with torch.no_grad():
        dense.weight.copy_(torch.tensor(weight))
        if with_bias:
            dense.bias.copy_(torch.tensor(bias))
        for i in range(h - kh + 1):
            for j in range(w - kw + 1):
                window = torch.tensor(x[:, :, i : i + kh, j : j + kw]).flatten(1)
                np.testing.assert_allclose(
                    got[:, :, i, j], dense(window).numpy(), rtol=1e-4, atol=1e-4
                )


def test_a_network_on_a_larger_image_is_the_network_on_each_window():
    """Two pixels of the larger image lie between two neighbours, because the network halves it."""
    rng = np.random.default_rng(0)
    kernels, weight = rng.normal(size=(4, 3, 3, 3)), rng.normal(size=(10, 4 * 3 * 4))
    x = rng.normal(size=(2, 3, 14, 18))

    def network(image):
        features = max_pool2d(np.maximum(conv2d(image, kernels), 0), 2)
        return linear_as_conv2d(features, weight, input_size=(3, 4))

    answers = network(x)
    assert network(x[:, :, :8, :10]).shape == (2, 10, 1, 1)
    assert answers.shape == (2, 10, 4, 5)
    for i in range(4):
        for j in range(5):
            window = x[:, :, 2 * i : 2 * i + 8, 2 * j : 2 * j + 10]
            np.testing.assert_allclose(answers[:, :, i, j], network(window)[:, :, 0, 0])


@pytest.mark.parametrize(
    ("x_shape", "weight_shape", "input_size", "message"),
    [
        ((3, 4, 5), (2, 60), (4, 5), r"x must have 4 axes .*\(3, 4, 5\)"),
        ((1, 3, 4, 5), (2, 3, 4, 5), (4, 5), r"weight must have 2 axes .*\(2, 3, 4, 5\)"),
        ((1, 3, 4, 5), (2, 59), (4, 5), r"weight \(2, 59\) .*3 \* 4 \* 5 = 60 columns .*\(1, 3, 4"),
        ((1, 3, 4, 5), (2, 75), (5, 5), r"covers 5 pixels, more than the 4"),
        ((1, 3, 4, 5), (2, 60), 0, r"input_size must be .*not 0\."),
    ],
)
def test_it_refuses(x_shape, weight_shape, input_size, message):
    with pytest.raises(ValueError, match=message):
        linear_as_conv2d(np.ones(x_shape), np.ones(weight_shape), input_size=input_size)


def test_it_refuses_a_bias_that_does_not_fit():
    with pytest.raises(ValueError, match=r"bias must have shape \(2,\), not \(3,\)\."):
        linear_as_conv2d(np.ones((1, 3, 4, 5)), np.ones((2, 60)), np.ones(3), input_size=(4, 5))
