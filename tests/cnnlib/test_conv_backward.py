"""Both `conv2d_backward` against PyTorch's gradients, central differences, their properties."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.conv import conv2d
from cnnlib.conv_backward import conv2d_backward
from cnnlib.fast.conv_backward import conv2d_backward as conv2d_backward_fast
from cnnlib.gradient_check import check_gradients
from tests.helpers.geometry import Geometry, geometries, unhurried

both = pytest.mark.parametrize(
    "backward", [conv2d_backward, conv2d_backward_fast], ids=["readable", "fast"]
)


def case(geometry: Geometry, groups: int, filters_per_group: int):
    n, c, h, w = geometry.shape
    x = geometry.array(n, c * groups, h, w)
    weight = geometry.array(groups * filters_per_group, c, *geometry.kernel_size)
    return x, weight, geometry.array(len(weight))


@both
@unhurried
@given(geometries(), st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_gradients_are_torchs(backward, geometry: Geometry, groups, filters_per_group, with_bias):
    x, weight, bias = case(geometry, groups, filters_per_group)
    arrays = [x, weight, bias] if with_bias else [x, weight]
    tensors = [torch.tensor(a, requires_grad=True) for a in arrays]
    out = torch.nn.functional.conv2d(*tensors, **geometry.options, groups=groups)
    grad_out = geometry.array(*out.shape)
    out.backward(torch.tensor(grad_out))
    got = backward(grad_out, *arrays, **geometry.options, groups=groups)
    assert len(got) == len(arrays)
    tolerance = 1e-4 if geometry.dtype == "float32" else 1e-10
    for gradient, tensor in zip(got, tensors, strict=True):
        assert gradient.dtype == geometry.dtype
        want = tensor.grad.numpy()
        np.testing.assert_allclose(gradient, want, rtol=tolerance, atol=tolerance)


@both
@unhurried
@given(geometries(), st.integers(1, 2))
def test_each_gradient_is_an_adjoint(backward, geometry: Geometry, groups):
    x, weight, _ = (a.astype("float64") for a in case(geometry, groups, 2))
    out = conv2d(x, weight, **geometry.options, groups=groups)
    g = geometry.array(*out.shape).astype("float64")
    grad_x, grad_weight = backward(g, x, weight, **geometry.options, groups=groups)
    np.testing.assert_allclose((grad_x * x).sum(), (g * out).sum(), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose((grad_weight * weight).sum(), (g * out).sum(), rtol=1e-9, atol=1e-9)


@both
def test_stride_1_is_the_full_convolution_with_the_kernel_rotated(backward):
    """The rule of Patel (2017), section 5: one channel, stride 1."""
    rng = np.random.default_rng(3)
    x, weight, g = (rng.normal(size=s) for s in ((1, 1, 5, 7), (1, 1, 3, 2), (1, 1, 3, 6)))
    rotated = weight[:, :, ::-1, ::-1]
    grad_x, grad_weight = backward(g, x, weight)
    np.testing.assert_allclose(grad_x, conv2d(g, rotated, padding=(2, 1)))
    np.testing.assert_allclose(grad_weight, conv2d(x, g))


@both
@pytest.mark.parametrize("stride", [1, (2, 3)])
def test_kernel_as_large_as_the_input_batch_1(backward, stride):
    rng = np.random.default_rng(5)
    arguments = {
        "x": rng.normal(size=(1, 2, 4, 3)),
        "weight": rng.normal(size=(3, 2, 4, 3)),
        "bias": rng.normal(size=3),
        "stride": stride,
    }
    check_gradients(conv2d, backward, arguments)


X, W = np.ones((1, 4, 5, 6)), np.ones((6, 2, 3, 3))


@both
@pytest.mark.parametrize(
    ("grad_shape", "x", "weight", "options", "message"),
    [
        ((1, 6, 3, 4), np.ones((4, 5, 6)), W, {}, r"\(N, C, H, W\), but its shape is \(4, 5, 6\)"),
        ((1, 6, 3, 4), X, np.ones((6, 3, 3)), {}, r"weight must .* \(6, 3, 3\)"),
        ((1, 6, 3, 4), X, W, {"groups": 1}, r"\(1, 4, 5, 6\).*\(6, 2, 3, 3\).*groups=1"),
        ((1, 6, 3, 4), X, np.ones((5, 2, 3, 3)), {"groups": 2}, r"\(5, 2, 3, 3\).*groups=2"),
        ((1, 6, 3, 3), X, W, {"groups": 2}, r"\(1, 6, 3, 4\), not \(1, 6, 3, 3\)"),
        ((1, 6, 3, 4), X, W, {"groups": 2, "bias": np.ones(5)}, r"\(6,\), not \(5,\)"),
        ((1, 6, 3, 4), X, W, {"groups": 2, "stride": 0}, "stride must be"),
        ((1, 6, 3, 4), X, W, {"groups": 2, "dilation": 4}, "covers 9 pixels"),
    ],
)
def test_bad_input(backward, grad_shape, x, weight, options, message):
    with pytest.raises(ValueError, match=message):
        backward(np.ones(grad_shape), x, weight, **options)


@both
def test_arrays_that_are_not_contiguous(backward):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(2, 7, 6, 3)).transpose(0, 3, 1, 2)
    weight = rng.normal(size=(3, 2, 3, 4)).transpose(3, 0, 1, 2)[::-1]
    grad_out = rng.normal(size=(6, 4, 2, 4)).transpose(2, 3, 0, 1)
    got = backward(grad_out, x, weight)
    want = backward(grad_out.copy(), x.copy(), weight.copy())
    for ours, theirs in zip(got, want, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


@both
def test_an_empty_batch(backward):
    x, weight = np.ones((0, 3, 6, 5)), np.ones((4, 3, 3, 2))
    grad_x, grad_weight = backward(np.ones((0, 4, 4, 4)), x, weight)
    assert grad_x.shape == x.shape
    np.testing.assert_array_equal(grad_weight, np.zeros_like(weight))
