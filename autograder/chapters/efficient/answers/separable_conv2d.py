"""Answers to `separable_conv2d`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.conv import conv2d
from cnnlib.depthwise import depthwise_conv2d

EVERY_PART = ("two steps", "stride and padding", "bias", "dtype and input")


@variant
def by_einsum(x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, stride=stride, padding=padding)
    out = np.einsum("fc,ncij->nfij", pointwise[:, :, 0, 0], z)
    return out if bias is None else out + bias[:, None, None]


@variant
def by_one_product_of_matrices(x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, None, stride, padding).transpose(0, 2, 3, 1)
    out = z @ pointwise.reshape(len(pointwise), -1).T
    if bias is not None:
        out = out + bias
    return np.moveaxis(out, -1, 1)


@variant
def as_one_full_convolution(x, depthwise, pointwise, bias=None, stride=1, padding=0):
    kernels = pointwise * depthwise[:, 0]  # kernels of rank one: (F, C, kH, kW)
    return conv2d(x, kernels, bias, stride, padding)


@misconception(
    "There is a ReLU between the two convolutions. In this exercise there is none.",
    loses=EVERY_PART,
)
def puts_a_relu_between(right, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, None, stride, padding)
    return right(np.maximum(z, 0), np.ones_like(depthwise[:, :, :1, :1]), pointwise, bias)


@misconception(
    "The depth-wise convolution is missing: the 1x1 kernels are applied to the input.",
    loses=EVERY_PART,
)
def leaves_the_depthwise_step_out(right, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    return right(x, np.ones_like(depthwise[:, :, :1, :1]), pointwise, bias, stride)


@misconception(
    "The stride makes no difference. It belongs to the depth-wise convolution.",
    loses=("stride and padding",),
)
def ignores_stride(right, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    return right(x, depthwise, pointwise, bias, 1, padding)


@misconception(
    "The padding makes no difference. It belongs to the depth-wise convolution.",
    loses=("stride and padding",),
)
def ignores_padding(right, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    return right(x, depthwise, pointwise, bias, stride)


@misconception(
    "The stride is applied twice, once in each convolution. The 1x1 convolution has stride 1.",
    loses=("stride and padding",),
)
def strides_twice(right, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    sh, sw = pair(stride, "stride")
    return right(x, depthwise, pointwise, bias, stride, padding)[:, :, ::sh, ::sw]


@misconception(
    "The bias is never added. Add one number to each of the F output maps.",
    loses=("bias",),
)
def forgets_the_bias(right, x, depthwise, pointwise, bias=None, *args, **given):
    return right(x, depthwise, pointwise, None, *args, **given)


@misconception(
    "The output depends on the first channel only. The 1x1 convolution adds up all channels, each "
    "times its weight.",
    loses=EVERY_PART,
)
def reads_the_first_channel_only(right, x, depthwise, pointwise, *args, **given):
    first = np.zeros_like(pointwise)
    first[:, 0] = pointwise[:, 0]
    return right(x, depthwise, first, *args, **given)


@misconception(
    "Stride and padding are passed on the wrong way round: `depthwise_conv2d` takes the stride "
    "first.",
    loses=("stride and padding",),
)
def swaps_stride_and_padding(right, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    return right(x, depthwise, pointwise, bias, padding or 1, 0 if stride == 1 else stride)


@misconception(
    "The zeros are added after the depth-wise convolution. They go around the images, before it: "
    "pass `padding` on to `depthwise_conv2d`.",
    loses=("stride and padding",),
)
def pads_in_between(right, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    ph, pw = np.broadcast_to(padding, 2)
    out = right(x, depthwise, pointwise, None, stride)
    out = np.pad(out, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)
