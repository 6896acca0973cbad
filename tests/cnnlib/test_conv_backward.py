"""`conv2d_backward` against PyTorch's gradients, central differences and its own properties."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.conv import conv2d
from cnnlib.conv_backward import conv2d_backward
from cnnlib.gradient_check import check_gradients
from tests.helpers.geometry import Geometry, geometries, unhurried


def case(geometry: Geometry, groups: int, filters_per_group: int):
    n, c, h, w = geometry.shape
    x = geometry.array(n, c * groups, h, w)
    weight = geometry.array(groups * filters_per_group, c, *geometry.kernel_size)
    return x, weight, geometry.array(len(weight))


@unhurried
@given(geometries(), st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_gradients_are_torchs(geometry: Geometry, groups, filters_per_group, with_bias):
    x, weight, bias = case(geometry, groups, filters_per_group)
    arrays = [x, weight, bias] if with_bias else [x, weight]
    tensors = [torch.tensor(a, requires_grad=True) for a in arrays]
    out = torch.nn.functional.conv2d(*tensors, **geometry.options, groups=groups)
    grad_out = geometry.array(*out.shape)
    out.backward(torch.tensor(grad_out))
    got = conv2d_backward(grad_out, *arrays, **geometry.options, groups=groups)
    assert len(got) == len(arrays)
    tolerance = 1e-4 if geometry.dtype == "float32" else 1e-10
    for gradient, tensor in zip(got, tensors, strict=True):
        assert gradient.dtype == geometry.dtype
        want = tensor.grad.numpy()
        np.testing.assert_allclose(gradient, want, rtol=tolerance, atol=tolerance)


@unhurried
@given(geometries(), st.integers(1, 2))
def test_each_gradient_is_an_adjoint(geometry: Geometry, groups):
    x, weight, _ = (a.astype("float64") for a in case(geometry, groups, 2))
    out = conv2d(x, weight, **geometry.options, groups=groups)
    g = geometry.array(*out.shape).astype("float64")
    grad_x, grad_weight = conv2d_backward(g, x, weight, **geometry.options, groups=groups)
    np.testing.assert_allclose((grad_x * x).sum(), (g * out).sum(), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose((grad_weight * weight).sum(), (g * out).sum(), rtol=1e-9, atol=1e-9)


def test_stride_1_is_the_full_convolution_with_the_kernel_rotated():
    """The rule of Patel (2017), section 5: one channel, stride 1."""
    rng = np.random.default_rng(3)
    x, weight, g = (rng.normal(size=s) for s in ((1, 1, 5, 7), (1, 1, 3, 2), (1, 1, 3, 6)))
    rotated = weight[:, :, ::-1, ::-1]
    grad_x, grad_weight = conv2d_backward(g, x, weight)
    np.testing.assert_allclose(grad_x, conv2d(g, rotated, padding=(2, 1)))
    np.testing.assert_allclose(grad_weight, conv2d(x, g))


@pytest.mark.parametrize("stride", [1, (2, 3)])
def test_kernel_as_large_as_the_input_batch_1(stride):
    rng = np.random.default_rng(5)
    arguments = {
        "x": rng.normal(size=(1, 2, 4, 3)),
        "weight": rng.normal(size=(3, 2, 4, 3)),
        "bias": rng.normal(size=3),
        "stride": stride,
    }
    check_gradients(conv2d, conv2d_backward, arguments)


X, W = np.ones((1, 4, 5, 6)), np.ones((6, 2, 3, 3))


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
def test_bad_input(grad_shape, x, weight, options, message):
    with pytest.raises(ValueError, match=message):
        conv2d_backward(np.ones(grad_shape), x, weight, **options)
