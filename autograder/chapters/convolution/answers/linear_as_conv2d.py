"""Answers to `linear_as_conv2d`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.conv import conv2d

EVERY_PART = ("one window", "square images", "larger images", "dtype and input")


@variant
def window_by_window(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    n, _, h, w = x.shape
    out = np.zeros((n, len(weight), h - kh + 1, w - kw + 1), dtype=x.dtype)
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            rows = x[:, :, i : i + kh, j : j + kw].reshape(n, -1)
            out[:, :, i, j] = rows @ weight.T
            if bias is not None:
                out[:, :, i, j] += bias
    return out


@variant
def sliding_windows(x, weight, bias=None, *, input_size):
    kernels = weight.reshape(len(weight), x.shape[1], *pair(input_size, "input_size"))
    windows = np.lib.stride_tricks.sliding_window_view(x, kernels.shape[2:], axis=(2, 3))
    out = np.einsum("ncijuv,fcuv->nfij", windows, kernels)
    return out if bias is None else out + bias[:, None, None]


@variant
def unit_by_unit(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    kernels = [row.reshape(1, x.shape[1], kh, kw) for row in weight]
    maps = [conv2d(x, kernel) for kernel in kernels]
    if bias is not None:
        maps = [each + offset for each, offset in zip(maps, bias, strict=True)]
    return np.concatenate(maps, axis=1)


@misconception(
    "You read the rows of the weight as (kH, kW, C). A flattened image of shape (C, H, W) has the "
    "channels as its first axis, and so has the weight: (F, C, kH, kW).",
    loses=EVERY_PART,
)
def reads_channels_last(right, x, weight, bias=None, *, input_size):
    channels_last = weight.reshape(len(weight), -1, x.shape[1])
    weight = channels_last.swapaxes(1, 2).reshape(weight.shape)
    return right(x, weight, bias, input_size=input_size)


@misconception(
    "The bias of the dense layer is missing. Use it as the bias of the convolution.",
    loses=EVERY_PART,
)
def forgets_the_bias(right, x, weight, bias=None, *, input_size):
    return right(x, weight, input_size=input_size)


@misconception(
    "On a larger image you use one window only. Apply the layer to every window of "
    "`input_size`, so that the result is a map.",
    loses=("square images", "larger images", "dtype and input"),
)
def looks_at_the_first_window(right, x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    return right(x[:, :, :kh, :kw], weight, bias, input_size=input_size)


@misconception(
    "The windows do not overlap. They should move by one pixel, as in any convolution of stride 1.",
    loses=("square images", "larger images", "dtype and input"),
)
def lays_windows_side_by_side(right, x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    return right(x, weight, bias, input_size=input_size)[:, :, ::kh, ::kw]


@misconception(
    "You add up the maps of all units, and return one map for each image. Each row of the weight "
    "is a kernel, and each kernel has its own map.",
    loses=EVERY_PART,
)
def adds_up_the_units(right, *args, **given):
    return right(*args, **given).sum(axis=1, keepdims=True)


@misconception(
    "The kernels are rotated by 180°. `conv2d` does not flip, so a reshaped row of the weight is "
    "the kernel as it is.",
    loses=EVERY_PART,
)
def flips_the_kernels(right, x, weight, *args, **given):
    kernels = weight.reshape(len(weight), x.shape[1], -1)
    return right(x, kernels[:, :, ::-1].reshape(weight.shape), *args, **given)
