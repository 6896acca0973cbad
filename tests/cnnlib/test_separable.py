"""Depth-wise and separable convolutions against PyTorch, forward and back."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.depthwise import depthwise_conv2d
from cnnlib.depthwise_backward import depthwise_conv2d_backward
from cnnlib.separable import separable_conv2d, separable_conv2d_backward

OPTIONS = [(1, 0, 1), (2, (1, 2), 1), ((1, 3), 1, (2, 1))]
TOLERANCE = {"float64": 1e-12, "float32": 1e-5}


def drawn(dtype, *shapes):
    rng = np.random.default_rng(sum(map(len, shapes)))
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


def assert_close(got, want, dtype):
    assert str(got.dtype) == dtype
    np.testing.assert_allclose(got, want, rtol=0, atol=TOLERANCE[dtype] * np.abs(want).max())


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize(("stride", "padding", "dilation"), OPTIONS)
@pytest.mark.parametrize("with_bias", [False, True])
def test_depthwise_is_a_convolution_in_as_many_groups(dtype, stride, padding, dilation, with_bias):
    x, weight, bias = drawn(dtype, (2, 4, 7, 9), (4, 1, 3, 2), (4,))
    given = (x, weight, bias) if with_bias else (x, weight)
    tensors = [torch.tensor(array, requires_grad=True) for array in given]
    bias_tensor = tensors[2] if with_bias else None
    want = F.conv2d(tensors[0], tensors[1], bias_tensor, stride, padding, dilation, groups=4)
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    assert_close(depthwise_conv2d(*given, **options), want.detach().numpy(), dtype)

    (grad_out,) = drawn(dtype, tuple(want.shape))
    gradients = depthwise_conv2d_backward(grad_out, *given, **options)
    wanted = torch.autograd.grad(want, tensors, torch.tensor(grad_out))
    for got, gradient in zip(gradients, wanted, strict=True):
        assert_close(got, gradient.numpy(), dtype)


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, (1, 2)), ((1, 3), 1)])
@pytest.mark.parametrize("with_bias", [False, True])
def test_separable_is_two_convolutions(dtype, stride, padding, with_bias):
    arrays = drawn(dtype, (2, 3, 7, 9), (3, 1, 3, 2), (5, 3, 1, 1), (5,))
    given = arrays if with_bias else arrays[:3]
    tensors = [torch.tensor(array, requires_grad=True) for array in given]
    middle = F.conv2d(tensors[0], tensors[1], None, stride, padding, groups=3)
    want = F.conv2d(middle, tensors[2], tensors[3] if with_bias else None)
    options = {"stride": stride, "padding": padding}
    assert_close(separable_conv2d(*given, **options), want.detach().numpy(), dtype)

    (grad_out,) = drawn(dtype, tuple(want.shape))
    gradients = separable_conv2d_backward(grad_out, *given, **options)
    wanted = torch.autograd.grad(want, tensors, torch.tensor(grad_out))
    for got, gradient in zip(gradients, wanted, strict=True):
        assert_close(got, gradient.numpy(), dtype)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((2, 3, 5, 5), (4, 1, 3, 3)), "3 channels"),
        (((2, 3, 5, 5), (3, 2, 3, 3)), "takes 2 in each"),
        (((2, 3, 2, 5), (3, 1, 3, 3)), "covers 3 pixels, more than the 2"),
    ],
)
def test_depthwise_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        depthwise_conv2d(*map(np.zeros, arguments))


def test_a_gradient_of_another_shape_is_refused():
    x, depthwise, pointwise = map(np.zeros, ((1, 2, 4, 5), (2, 1, 2, 2), (3, 2, 1, 1)))
    with pytest.raises(ValueError, match=r"grad_out must have the shape"):
        separable_conv2d_backward(np.zeros((1, 3, 4, 5)), x, depthwise, pointwise)
    with pytest.raises(ValueError, match=r"grad_out must have the shape"):
        depthwise_conv2d_backward(np.zeros((1, 2, 4, 5)), x, depthwise)
