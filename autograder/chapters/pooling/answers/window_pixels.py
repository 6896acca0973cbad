"""Answers to `window_pixels`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.pooling_windows import pool_output_size

EVERY_PART = (
    "no padding",
    "padding counted",
    "padding not counted",
    "dilation",
    "hanging over",
)


@variant
def loops(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    windows = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    if stride is None:
        stride = kernel_size
    counts = []
    for i in range(windows):
        count = 0
        for u in range(kernel_size):
            place = i * stride - padding + u * dilation
            on_input = 0 <= place < input_size
            on_padding = -padding <= place < input_size + padding
            count += on_input or (count_include_pad and on_padding)
        counts.append(count)
    return np.array(counts)


@variant
def sliding_windows(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    windows = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    stride = stride or kernel_size
    extent = dilation * (kernel_size - 1) + 1
    counting = np.ones(input_size, dtype=np.int64)
    counting = np.pad(counting, padding, constant_values=int(count_include_pad))
    counting = np.pad(counting, (0, extent))
    view = np.lib.stride_tricks.sliding_window_view(counting, extent)
    return view[::stride, ::dilation][:windows].sum(axis=1)


@variant
def arithmetic(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    windows = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    stride = kernel_size if stride is None else stride
    border = padding if count_include_pad else 0
    start = np.arange(windows) * stride - padding
    too_early = -((start + border) // dilation)  # positions before the border
    reachable = -((start - input_size - border) // dilation)  # positions before the end
    return np.minimum(reachable, kernel_size) - np.maximum(too_early, 0)


@misconception(
    "Every window has as many pixels as the kernel. At the border some of its positions lie on the "
    "padding or beyond it, and do not always count.",
    loses=("padding not counted", "dilation", "hanging over", "all together"),
)
def always_counts_the_kernel(right, input_size, kernel_size, *args, **given):
    return np.full_like(right(input_size, kernel_size, *args, **given), kernel_size)


@misconception(
    "The padding always counts, whatever `count_include_pad` is. If it is False, only positions "
    "on the input count.",
    loses=("padding not counted", "dilation", "hanging over", "all together"),
)
def always_counts_the_padding(right, *args, count_include_pad=True, **given):
    return right(*args, **given, count_include_pad=True)


@misconception(
    "The padding never counts, whatever `count_include_pad` is. If it is True, the default, "
    "positions on the padding count like pixels.",
    loses=("padding counted", "hanging over", "all together"),
)
def never_counts_the_padding(right, *args, count_include_pad=True, **given):
    return right(*args, **given, count_include_pad=False)


@misconception(
    "`count_include_pad` works the wrong way round: with it the padding counts, without it only "
    "the input does.",
    loses=("padding counted", "padding not counted", "dilation", "hanging over", "all together"),
)
def turns_the_option_round(right, *args, count_include_pad=True, **given):
    return right(*args, **given, count_include_pad=not count_include_pad)


@misconception(
    "Positions beyond the padding count as well. In `ceil_mode` a last window may extend beyond "
    "it; even with `count_include_pad` only the `padding` positions after the input count.",
    loses=("hanging over", "all together"),
)
def counts_what_hangs_over(right, input_size, kernel_size, *args, count_include_pad=True, **given):
    pixels = right(input_size, kernel_size, *args, count_include_pad=count_include_pad, **given)
    return np.full_like(pixels, kernel_size) if count_include_pad else pixels


@misconception(
    "Only the first windows are cut at the border. The last ones may also lie on padding, after "
    "the input.",
    loses=("padding not counted", "dilation", "hanging over", "all together"),
)
def cuts_the_beginning_only(
    right, input_size, kernel_size, stride=None, padding=0, dilation=1, *args, **given
):
    rest = stride, padding, dilation, *args
    windows = len(right(input_size, kernel_size, *rest, **given))
    longer = input_size + (kernel_size if stride is None else stride) + dilation * kernel_size
    return right(longer, kernel_size, *rest, **given)[:windows]


@misconception(
    "With dilation you count all pixels between the first and the last of a window. It takes only "
    "`kernel_size` of them, `dilation` apart.",
    loses=("dilation", "all together"),
)
def counts_the_gaps(
    right, input_size, kernel_size, stride=None, padding=0, dilation=1, *args, **given
):
    stride = kernel_size if stride is None else stride
    extent = dilation * (kernel_size - 1) + 1
    return right(input_size, extent, stride, padding, 1, *args, **given)


@misconception(
    "The counts are floats. `np.zeros` and `np.empty` make float64 unless you pass `dtype=int`.",
    loses=("no padding",),
)
def counts_in_floats(right, *args, **given):
    return right(*args, **given).astype(np.float64)


@misconception(
    "Without `count_include_pad` only the padding before the input is left out. The last windows "
    "may also lie on padding, or beyond it, after the input.",
    loses=("padding not counted", "dilation", "hanging over", "all together"),
)
def leaves_out_the_padding_in_front(
    right, input_size, kernel_size, stride=None, padding=0, dilation=1, *args, **given
):
    rest = stride, padding, dilation, *args
    pixels = right(input_size, kernel_size, *rest, **given)
    if given.get("count_include_pad", True):
        return pixels
    longer = input_size + (kernel_size if stride is None else stride) + dilation * kernel_size
    return right(longer, kernel_size, *rest, **given)[: len(pixels)]


@misconception(
    "One position too many counts at the end: the pixels are 0 to n - 1, so the position n lies "
    "beyond them. Compare with `<`, not `<=`.",
    loses=("padding not counted", "dilation", "hanging over", "all together"),
)
def counts_one_beyond_the_end(
    right, input_size, kernel_size, stride=None, padding=0, dilation=1, *args, **given
):
    pixels = right(input_size, kernel_size, stride, padding, dilation, *args, **given)
    end = input_size + (padding if given.get("count_include_pad", True) else 0)
    starts = np.arange(len(pixels)) * (kernel_size if stride is None else stride) - padding
    beyond = end - starts
    return pixels + ((beyond % dilation == 0) & (beyond // dilation < kernel_size))


@misconception(
    "The padding counts after the input only. The positions before it count as well.",
    loses=("padding counted", "hanging over", "all together"),
)
def counts_the_padding_behind_only(
    right,
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    rest = stride, padding, dilation, ceil_mode
    counted = right(input_size, kernel_size, *rest, count_include_pad)
    start = np.arange(len(counted)) * (kernel_size if stride is None else stride) - padding
    steps = start[:, None] + dilation * np.arange(kernel_size)
    return counted - (steps < 0).sum(axis=1) * bool(count_include_pad)


@misconception(
    "The last position is left out: `range` and slices stop before their end already. Write "
    "`range(0, n)` for the pixels 0 to n - 1.",
    loses=(*EVERY_PART, "all together"),
)
def stops_before_the_last(
    right, input_size, kernel_size, stride=None, padding=0, dilation=1, *args, **given
):
    pixels = right(input_size, kernel_size, stride, padding, dilation, *args, **given)
    end = input_size + (padding if given.get("count_include_pad", True) else 0)
    starts = np.arange(len(pixels)) * (kernel_size if stride is None else stride) - padding
    last = end - 1 - starts
    return pixels - ((last >= 0) & (last % dilation == 0) & (last // dilation < kernel_size))
