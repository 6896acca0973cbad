"""`conv_transpose2d_backward` and `max_unpool2d_backward` against PyTorch's gradients."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlib.conv_transpose import conv_transpose2d
from cnnlib.conv_transpose_backward import conv_transpose2d_backward
from cnnlib.gradient_check import check_gradients
from cnnlib.pooling import max_pool2d
from cnnlib.unpooling import max_unpool2d
from cnnlib.unpooling_backward import max_unpool2d_backward
from tests.helpers.geometry import Geometry, geometries, unhurried


@unhurried
@given(geometries(), st.integers(1, 2), st.integers(1, 3), st.booleans(), st.data())
def test_gradients_are_torchs(geometry: Geometry, groups, filters_per_group, with_bias, data):
    n, c, h, w = geometry.shape
    largest = [max(s, d) - 1 for s, d in zip(geometry.stride, geometry.dilation, strict=True)]
    output_padding = tuple(data.draw(st.integers(0, most)) for most in largest)
    x = geometry.array(n, c * groups, h, w)
    weight = geometry.array(c * groups, filters_per_group, *geometry.kernel_size)
    arrays = [x, weight, *([geometry.array(groups * filters_per_group)] if with_bias else [])]
    options = {**geometry.options, "groups": groups, "output_padding": output_padding}
    leaves = [torch.tensor(a, requires_grad=True) for a in arrays]
    try:
        out = torch.nn.functional.conv_transpose2d(*leaves, **options)
    except RuntimeError:  # the padding leaves nothing
        assume(False)
    assume(out.numel() > 0)
    grad_out = geometry.array(*out.shape)
    out.backward(torch.tensor(grad_out))
    got = conv_transpose2d_backward(grad_out, *arrays, **options)
    tolerance = 1e-4 if geometry.dtype == "float32" else 1e-10
    for mine, leaf in zip(got, leaves, strict=True):
        assert mine.dtype == geometry.dtype
        np.testing.assert_allclose(mine, leaf.grad.numpy(), rtol=tolerance, atol=tolerance)


def test_central_differences():
    rng = np.random.default_rng(1)
    arguments = {
        "x": rng.normal(size=(2, 4, 3, 2)),
        "weight": rng.normal(size=(4, 3, 2, 3)),
        "bias": rng.normal(size=6),
        "stride": (3, 2),
        "padding": (1, 0),
        "output_padding": (2, 1),
        "groups": 2,
    }
    check_gradients(conv_transpose2d, conv_transpose2d_backward, arguments)


X, W = np.ones((2, 3, 4, 5)), np.ones((3, 2, 2, 3))


@pytest.mark.parametrize(
    ("grad_shape", "x", "weight", "options", "message"),
    [
        ((2, 2, 5, 6), X, W, {}, r"\(2, 2, 5, 7\), not \(2, 2, 5, 6\)"),
        ((1, 2, 5, 7), X, W, {}, r"\(2, 2, 5, 7\), not \(1, 2, 5, 7\)"),
        ((2, 2, 5, 7), X[0], W, {}, r"\(N, C, H, W\)"),
        ((2, 2, 5, 7), X, W[:2], {}, r"\(2, 2, 2, 3\)"),
        ((2, 2, 5, 7), X, W, {"bias": np.ones(3)}, r"\(2,\), not \(3,\)"),
        ((2, 2, 5, 7), X, W, {"stride": 0}, "stride must be"),
        ((2, 2, 5, 7), X, W, {"output_padding": 1}, "output_padding must be"),
    ],
)
def test_bad_input(grad_shape, x, weight, options, message):
    with pytest.raises(ValueError, match=message):
        conv_transpose2d_backward(np.ones(grad_shape), x, weight, **options)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("kernel", "stride"), [((2, 3), None), (3, (2, 1))])
def test_unpooling_is_torchs(kernel, stride, dtype):
    rng = np.random.default_rng(2)
    image = rng.normal(size=(2, 3, 7, 8)).astype(dtype)
    x, indices = max_pool2d(image, kernel, stride, return_indices=True)
    leaf = torch.tensor(x, requires_grad=True)
    out = torch.nn.functional.max_unpool2d(
        leaf, torch.tensor(indices), kernel, stride, output_size=(7, 8)
    )
    grad_out = rng.normal(size=out.shape).astype(dtype)
    out.backward(torch.tensor(grad_out))
    got = max_unpool2d_backward(grad_out, x, indices, kernel, stride, output_size=(7, 8))
    assert got.dtype == dtype
    np.testing.assert_array_equal(got, leaf.grad.numpy())


def test_unpooling_by_central_differences():
    image = np.random.default_rng(3).normal(size=(2, 2, 6, 7))
    x, indices = max_pool2d(image, (2, 3), return_indices=True)
    arguments = {"x": x, "indices": indices, "kernel_size": (2, 3), "output_size": (6, 7)}
    check_gradients(max_unpool2d, max_unpool2d_backward, arguments)


def test_bad_input_of_unpooling():
    x, indices = np.ones((1, 2, 3, 3)), np.zeros((1, 2, 3, 3), int)
    with pytest.raises(ValueError, match=r"\(1, 2, 6, 6\), not \(1, 2, 6, 7\)"):
        max_unpool2d_backward(np.ones((1, 2, 6, 7)), x, indices, 2)
    with pytest.raises(ValueError, match="must have the same shape"):
        max_unpool2d_backward(np.ones((1, 2, 6, 6)), x, indices[:, :1], 2)
