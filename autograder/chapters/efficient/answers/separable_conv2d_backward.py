"""Answers to `separable_conv2d_backward`: right ones in other styles, and frequent mistakes."""

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.conv_backward import conv2d_backward
from cnnlib.depthwise import depthwise_conv2d
from cnnlib.depthwise_backward import depthwise_conv2d_backward

ALWAYS = ("stride and padding", "dtype and input")


@variant
def by_the_convolutions_of_chapter_4(
    grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0
):
    z = depthwise_conv2d(x, depthwise, None, stride, padding)
    grad_z, *of_pointwise = conv2d_backward(grad_out, z, pointwise, bias)
    before = depthwise_conv2d_backward(grad_z, x, depthwise, None, stride, padding)
    return (*before, *of_pointwise)


@variant
def by_products_of_matrices(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, None, stride, padding)
    n, channels, h, w = z.shape
    g, flat = grad_out.reshape(n, -1, h * w), z.reshape(n, channels, h * w)
    kernels = pointwise.reshape(-1, channels)
    grad_pointwise = (g @ flat.swapaxes(1, 2)).sum(axis=0).reshape(pointwise.shape)
    grad_z = (kernels.T @ g).reshape(z.shape)
    grad_x, grad_depthwise = depthwise_conv2d_backward(
        grad_z, x, depthwise, stride=stride, padding=padding
    )
    gradients = grad_x, grad_depthwise, grad_pointwise
    return gradients if bias is None else (*gradients, g.sum(axis=(0, 2)))


@variant
def as_one_full_convolution(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    kernels = pointwise * depthwise[:, 0]
    grad_x, grad_kernels, *grad_bias = conv2d_backward(grad_out, x, kernels, bias, stride, padding)
    grad_depthwise = (grad_kernels * pointwise).sum(axis=0)[:, None]
    grad_pointwise = (grad_kernels * depthwise[:, 0]).sum(axis=(2, 3), keepdims=True)
    return grad_x, grad_depthwise, grad_pointwise, *grad_bias


@misconception(
    "The gradient of the 1x1 weights is computed from x. The input of that layer is z, the output "
    "of the depth-wise convolution: compute it again.",
    loses=("1x1 weights", *ALWAYS),
)
def uses_the_input_for_the_middle(right, grad_out, x, *args, **given):
    grad_x, grad_depthwise, _, *grad_bias = right(grad_out, x, *args, **given)
    over_x = grad_out.sum(axis=(0, 2, 3))[:, None] * x.sum(axis=(0, 2, 3))
    over_x = over_x[:, :, None, None].astype(x.dtype)
    return grad_x, grad_depthwise, over_x, *grad_bias


@misconception(
    "The gradient of the depth-wise weights is computed with the rotated input: a layer that "
    "cross-correlates needs no rotation here.",
    loses=("depth-wise weights", *ALWAYS),
)
def turns_the_depthwise_gradient(right, *args, **given):
    grad_x, grad_depthwise, *others = right(*args, **given)
    return grad_x, grad_depthwise[:, :, ::-1, ::-1], *others


@misconception(
    "The gradient that reaches the depth-wise convolution is not multiplied by the 1x1 weights: "
    "every channel gets the plain sum of grad_out over the filters. Multiply filter f by w[f, c].",
    loses=("input", "depth-wise weights", *ALWAYS),
)
def forgets_the_weights_on_the_way(right, grad_out, x, depthwise, pointwise, *args, **given):
    flat = right(grad_out, x, depthwise, np.ones_like(pointwise), *args, **given)
    return *flat[:2], *right(grad_out, x, depthwise, pointwise, *args, **given)[2:]


@misconception(
    "For the gradient of the input, the kernels are not rotated by 180 degrees, as they should be; "
    "`depthwise_conv2d_backward` does that.",
    loses=("input", *ALWAYS),
)
def forgets_to_turn_the_kernel(right, grad_out, x, depthwise, pointwise, *args, **given):
    turned, *_ = right(grad_out, x, depthwise[:, :, ::-1, ::-1], pointwise, *args, **given)
    return turned, *right(grad_out, x, depthwise, pointwise, *args, **given)[1:]


@misconception(
    "The gradients of the weights are averaged over the batch. Add them up: where the loss is a "
    "mean over the batch, `grad_out` has been divided by N already.",
    loses=("depth-wise weights", "1x1 weights", "bias", *ALWAYS),
)
def averages_over_the_batch(right, grad_out, *args, **given):
    grad_x, *summed = right(grad_out, *args, **given)
    return grad_x, *(gradient / len(grad_out) for gradient in summed)


@misconception(
    "The gradient of the 1x1 weights has lost its last two axes: it has the shape of `pointwise`, "
    "(F, C, 1, 1).",
    loses=("1x1 weights", *ALWAYS),
)
def drops_the_axes_of_ones(right, *args, **given):
    grad_x, grad_depthwise, grad_pointwise, *grad_bias = right(*args, **given)
    return grad_x, grad_depthwise, grad_pointwise[:, :, 0, 0], *grad_bias


@misconception(
    "You return float64 for float32: `np.zeros` makes float64 unless you give it a dtype.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, **given):
    grad_x, *others = right(*args, **given)
    return grad_x.astype(np.float64), *others


@misconception(
    "You take a ReLU for granted between the two convolutions. There is nothing between them.",
    loses=("input", "depth-wise weights", "1x1 weights", *ALWAYS),
)
def puts_a_relu_between(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, None, stride, padding)
    grad_pointwise = np.einsum("nfij,ncij->fc", grad_out, np.maximum(z, 0))[:, :, None, None]
    grad_z = np.einsum("fc,nfij->ncij", pointwise[:, :, 0, 0], grad_out) * (z > 0)
    found = depthwise_conv2d_backward(grad_z, x, depthwise, None, stride, padding)
    bias_too = () if bias is None else (grad_out.sum(axis=(0, 2, 3)),)
    return *found, grad_pointwise, *bias_too
