"""Answers to `pool_output_size`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import math

from autograder.checks.answers import misconception, variant

EVERY_PART = (
    *("stride", "default stride", "padding", "dilation"),
    *("ceil mode", "windows left out", "all together"),
)


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
def moves_by_one_pixel(right, input_size, kernel_size, stride=None, *args, **given):
    return right(input_size, kernel_size, 1 if stride is None else stride, *args, **given)


@misconception(
    "The padding counts once. It is there on both sides: the input grows by `2 * padding`.",
    loses=("padding", "dilation", "ceil mode", "all together"),
)
def pads_one_side_only(right, input_size, *args, padding=0, **given):
    return right(input_size + padding, *args, **given)


@misconception(
    "A dilated kernel of k pixels covers d * (k - 1) + 1 pixels, not d * k: there are k - 1 steps "
    "of d between the first and the last.",
    loses=("dilation", "all together"),
)
def covers_too_much(right, input_size, kernel_size, stride=None, *args, dilation=1, **given):
    stride = kernel_size if stride is None else stride
    return right(input_size, dilation * kernel_size, stride, *args, **given)


@misconception(
    "A window is missing: you add the 1 before dividing by the stride. Divide first, round, and "
    "then add 1 for the first window.",
    loses=EVERY_PART,
)
def adds_one_too_early(
    right, input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    windows = right(input_size + 1, kernel_size, stride, padding, dilation) - 1
    stride = kernel_size if stride is None else stride
    left_over = (input_size + 2 * padding - dilation * (kernel_size - 1)) % stride
    return windows + bool(ceil_mode and left_over and windows * stride < input_size + padding)


@misconception(
    "`ceil_mode` makes no difference. With it the division is rounded up, so that pixels left over "
    "at the end get another window.",
    loses=("ceil mode", "windows left out", "all together"),
)
def ignores_ceil_mode(right, *args, ceil_mode=False, **given):
    return right(*args, **given)


@misconception(
    "With `ceil_mode` you always add a window. There is one more only if pixels are left over: "
    "round the division up, which changes nothing if there is no remainder.",
    loses=("ceil mode", "all together"),
)
def always_adds_a_window(
    right, input_size, kernel_size, stride=None, padding=0, *args, ceil_mode=False, **given
):
    windows = right(input_size, kernel_size, stride, padding, *args, **given)
    stride = kernel_size if stride is None else stride
    return windows + bool(ceil_mode and windows * stride < input_size + padding)


@misconception(
    "With `ceil_mode` you keep a last window that contains only padding, or lies beyond it. Leave "
    "it out if it starts after the last pixel of the input.",
    loses=("windows left out",),
)
def keeps_empty_windows(
    right, input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    windows = right(input_size, kernel_size, stride, padding, dilation)
    stride = kernel_size if stride is None else stride
    room = input_size + 2 * padding - dilation * (kernel_size - 1) - 1
    return windows + bool(ceil_mode and room % stride)


@misconception(
    "With `ceil_mode` you leave out windows that still reach the input. A window starts at "
    "`stride * i - padding`, and is left out only if that is after the last pixel: compare "
    "`stride * i` with `input_size + padding`.",
    loses=("windows left out",),
)
def forgets_where_windows_start(
    right, input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    windows = right(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    whole = right(input_size, kernel_size, stride, padding, dilation)
    stride = kernel_size if stride is None else stride
    return windows if whole * stride < input_size else whole


@misconception(
    "You return a float, but a count is an int. `//` divides integers "
    "and rounds down; `np.floor` and `np.ceil` return floats.",
    loses=("stride",),
)
def returns_a_float(right, *args, **given):
    return float(right(*args, **given))


@misconception(
    "With `ceil_mode` you count every window that starts on the image or its padding. Only one may "
    "extend beyond the end: round the division up.",
    loses=("ceil mode", "windows left out", "all together"),
)
def counts_every_start(
    right, input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    if not ceil_mode:
        return right(input_size, kernel_size, stride, padding, dilation)
    return -(-(input_size + 2 * padding) // (kernel_size if stride is None else stride))


@misconception(
    "With `ceil_mode` you add a window if the stride does not divide the size of the image. Pixels "
    "are left over if it does not divide what the first window leaves: subtract the kernel first.",
    loses=("ceil mode", "windows left out", "all together"),
)
def takes_the_rest_of_the_image(
    right, input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    windows = right(input_size, kernel_size, stride, padding, dilation)
    stride = kernel_size if stride is None else stride
    return windows + bool(ceil_mode and (input_size + 2 * padding) % stride)


@misconception(
    "With `ceil_mode` you keep a last window that starts on the padding after the image. Leave it "
    "out: compare `stride * i` with `input_size + padding`, not with `input_size + 2 * padding`.",
    loses=("windows left out",),
)
def keeps_windows_of_padding(
    right, input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    windows = right(input_size, kernel_size, stride, padding, dilation)
    stride = kernel_size if stride is None else stride
    end = input_size + 2 * padding
    left_over = (end - dilation * (kernel_size - 1) - 1) % stride
    return windows + bool(ceil_mode and left_over and windows * stride < end)
