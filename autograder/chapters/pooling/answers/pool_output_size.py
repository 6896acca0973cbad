"""Answers to `pool_output_size`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import math

import numpy as np

from autograder.checks.answers import misconception, variant

EVERY_PART = ("stride", "default stride", "padding", "dilation", "ceil mode", "windows left out")


@variant
def loops(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    if stride is None:
        stride = kernel_size
    extent = dilation * (kernel_size - 1) + 1
    windows, start = 0, -padding
    while start + extent <= input_size + padding:
        windows += 1
        end = start + extent
        start += stride
    if ceil_mode and end < input_size + padding and start < input_size:
        windows += 1
    return windows


@variant
def sliding_windows(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = stride or kernel_size
    last_start = input_size + padding - dilation * (kernel_size - 1) - 1
    starts = list(range(-padding, last_start + 1, stride))
    hanging = starts[-1] + stride
    if ceil_mode and starts[-1] != last_start and hanging < input_size:
        starts.append(hanging)
    return len(starts)


@variant
def arithmetic(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    steps = (input_size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride
    windows = (math.ceil(steps) if ceil_mode else math.floor(steps)) + 1
    if ceil_mode and (windows - 1) * stride >= input_size + padding:
        windows -= 1
    return windows


@misconception(
    "Without a stride the windows move by 1 pixel. In pooling the default is the kernel's size, so "
    "that the windows touch and do not overlap.",
    loses=("default stride",),
)
def moves_by_one_pixel(
    input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    stride = 1 if stride is None else stride
    room = input_size + 2 * padding - dilation * (kernel_size - 1) - 1
    windows = room // stride + 1
    if ceil_mode and room % stride and windows * stride < input_size + padding:
        windows += 1
    return windows


@misconception(
    "The padding counts once. It is there on both sides: the input grows by `2 * padding`.",
    loses=("padding", "dilation", "ceil mode"),
)
def pads_one_side_only(
    input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    stride = kernel_size if stride is None else stride
    room = input_size + padding - dilation * (kernel_size - 1) - 1
    windows = room // stride + 1
    if ceil_mode and room % stride and windows * stride < input_size + padding:
        windows += 1
    return windows


@misconception(
    "A dilated kernel of k pixels covers d * (k - 1) + 1 pixels, not d * k: there are k - 1 steps "
    "of d between the first and the last.",
    loses=("dilation",),
)
def covers_too_much(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    room = input_size + 2 * padding - dilation * kernel_size
    windows = room // stride + 1
    if ceil_mode and room % stride and windows * stride < input_size + padding:
        windows += 1
    return windows


@misconception(
    "A window is lost: you add the 1 before dividing by the stride. Divide first, round, and then "
    "add 1 for the first window.",
    loses=EVERY_PART,
)
def adds_one_too_early(
    input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    stride = kernel_size if stride is None else stride
    places = input_size + 2 * padding - dilation * (kernel_size - 1)
    windows = places // stride
    if ceil_mode and places % stride and windows * stride < input_size + padding:
        windows += 1
    return windows


@misconception(
    "`ceil_mode` makes no difference. With it the division is rounded up, so that pixels left over "
    "at the end get a window of their own.",
    loses=("ceil mode", "windows left out"),
)
def ignores_ceil_mode(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    return (input_size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1


@misconception(
    "With `ceil_mode` you always add a window. There is one more only if pixels are left over: "
    "round the division up, which changes nothing where it comes out even.",
    loses=("ceil mode",),
)
def always_adds_a_window(
    input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    stride = kernel_size if stride is None else stride
    room = input_size + 2 * padding - dilation * (kernel_size - 1) - 1
    windows = room // stride + 1
    if ceil_mode and windows * stride < input_size + padding:
        windows += 1
    return windows


@misconception(
    "With `ceil_mode` you keep a last window that lies on nothing but padding, or beyond it. Leave "
    "it out if it starts behind the last pixel of the input.",
    loses=("windows left out",),
)
def keeps_empty_windows(
    input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    stride = kernel_size if stride is None else stride
    room = input_size + 2 * padding - dilation * (kernel_size - 1) - 1
    return (-(-room // stride) if ceil_mode else room // stride) + 1


@misconception(
    "With `ceil_mode` you leave out windows that still reach the input. A window starts at "
    "`stride * i - padding`: it is left out only if that is behind the last pixel, so that "
    "`stride * i` is to be compared with `input_size + padding`.",
    loses=("windows left out",),
)
def forgets_where_windows_start(
    input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    stride = kernel_size if stride is None else stride
    room = input_size + 2 * padding - dilation * (kernel_size - 1) - 1
    windows = room // stride + 1
    if ceil_mode and room % stride and windows * stride < input_size:
        windows += 1
    return windows


@misconception(
    "The numbers are right, but they are floats, and a count is an int. `//` divides whole numbers "
    "and rounds down; `np.floor` and `np.ceil` return floats.",
    loses=EVERY_PART,
)
def returns_a_float(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    room = input_size + 2 * padding - dilation * (kernel_size - 1) - 1
    windows = (np.ceil if ceil_mode else np.floor)(room / stride) + 1
    if ceil_mode and (windows - 1) * stride >= input_size + padding:
        windows -= 1
    return windows
