"""What students get wrong in `linear_as_conv2d`."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.arguments import pair
from cnnlib.conv import conv2d

__all__ = ["MISCONCEPTIONS"]

EVERY_PART = ("one window", "larger images", "dtype and input")


@misconception(
    "You read the rows of the weight as (kH, kW, C). An image of shape (C, H, W) that is written "
    "out as one row runs through the channels first, and so does the weight: (F, C, kH, kW).",
    loses=EVERY_PART,
)
def reads_channels_last(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    kernels = weight.reshape(len(weight), kh, kw, x.shape[1]).transpose(0, 3, 1, 2)
    return conv2d(x, kernels, bias)


@misconception(
    "The bias of the dense layer is lost. It is the bias of the convolution.",
    loses=EVERY_PART,
)
def forgets_the_bias(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    return conv2d(x, weight.reshape(len(weight), x.shape[1], kh, kw))


@misconception(
    "On a larger image you look at one window only. The layer is to be applied to every window of "
    "`input_size`, and the result is a map.",
    loses=("larger images", "dtype and input"),
)
def looks_at_the_first_window(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    return conv2d(x[:, :, :kh, :kw], weight.reshape(len(weight), -1, kh, kw), bias)


@misconception(
    "The windows lie side by side. They move by one pixel, as in any convolution of stride 1.",
    loses=("larger images", "dtype and input"),
)
def lays_windows_side_by_side(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    return conv2d(x, weight.reshape(len(weight), -1, kh, kw), bias, stride=(kh, kw))


@misconception(
    "You make one map for each image by adding up those of all units: a row of the weight is one "
    "kernel, and every kernel makes a map of its own.",
    loses=EVERY_PART,
)
def adds_up_the_units(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    out = conv2d(x, weight.reshape(len(weight), -1, kh, kw), bias)
    return out.sum(axis=1, keepdims=True)


@misconception(
    "The kernels are turned by 180°. `conv2d` does not flip, so that a row of the weight, folded "
    "back, is the kernel as it is.",
    loses=EVERY_PART,
)
def flips_the_kernels(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    kernels = weight.reshape(len(weight), x.shape[1], kh, kw)
    return conv2d(x, np.flip(kernels, axis=(2, 3)), bias)


MISCONCEPTIONS = (
    reads_channels_last,
    forgets_the_bias,
    looks_at_the_first_window,
    lays_windows_side_by_side,
    adds_up_the_units,
    flips_the_kernels,
)
