"""What students get wrong in `avg_pool2d`."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.pooling_windows import pooling_windows

__all__ = ["MISCONCEPTIONS"]

EVERY_PART = (
    *("averages", "stride", "padding counted", "padding not counted", "ceil mode"),
    *("all together", "dtype and input"),
)


@misconception(
    "What comes out are sums. Divide each by the number of pixels of its window.",
    loses=EVERY_PART,
)
def takes_sums(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    padded = windows.pad(x if x.dtype.kind == "f" else x.astype(float))
    return sum(padded[:, :, rows, columns] for rows, columns in windows.offsets())


@misconception(
    "Every sum is divided by the size of the kernel. At the border a window may have fewer pixels: "
    "without the padding, if that does not count, and without what hangs over, which never does.",
    loses=("padding not counted", "ceil mode", "all together"),
)
def always_divides_by_the_kernel(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    padded = windows.pad(x if x.dtype.kind == "f" else x.astype(float))
    total = sum(padded[:, :, rows, columns] for rows, columns in windows.offsets())
    kh, kw = windows.kernel_size
    return total / (kh * kw)


@misconception(
    "What hangs over the edge counts as well. In `ceil_mode` only the pixels and the padding that "
    "are there count, also for a window that reaches beyond them.",
    loses=("ceil mode", "all together"),
)
def counts_what_hangs_over(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    padded = windows.pad(x if x.dtype.kind == "f" else x.astype(float))
    total = sum(padded[:, :, rows, columns] for rows, columns in windows.offsets())
    kh, kw = windows.kernel_size
    pixels = kh * kw if count_include_pad else windows.pixels(False).astype(padded.dtype)
    return total / pixels


@misconception(
    "The padding never counts, whatever `count_include_pad` says. With it, which is the default, "
    "the zeros of the padding are averaged like pixels.",
    loses=("padding counted", "all together"),
)
def never_counts_the_padding(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    padded = windows.pad(x if x.dtype.kind == "f" else x.astype(float))
    total = sum(padded[:, :, rows, columns] for rows, columns in windows.offsets())
    return total / windows.pixels(False).astype(padded.dtype)


@misconception(
    "The padding always counts, whatever `count_include_pad` says. Without it a sum is divided by "
    "the number of pixels of the image only.",
    loses=("padding not counted", "all together"),
)
def always_counts_the_padding(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    padded = windows.pad(x if x.dtype.kind == "f" else x.astype(float))
    total = sum(padded[:, :, rows, columns] for rows, columns in windows.offsets())
    return total / windows.pixels(True).astype(padded.dtype)


@misconception(
    "Without `count_include_pad` you leave out every 0. A pixel may well be 0, as after a ReLU: "
    "what is left out is the padding, by its place and not by its value.",
    loses=("padding not counted", "all together"),
)
def leaves_out_zeros(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    padded = windows.pad(x if x.dtype.kind == "f" else x.astype(float))
    total = sum(padded[:, :, rows, columns] for rows, columns in windows.offsets())
    if count_include_pad:
        return total / windows.pixels(True).astype(padded.dtype)
    pixels = sum(padded[:, :, rows, columns] != 0 for rows, columns in windows.offsets())
    return total / np.maximum(pixels, 1).astype(padded.dtype)


@misconception(
    "Without a stride the windows move by 1 pixel. In pooling the default is the kernel's size, so "
    "that the windows touch and do not overlap.",
    loses=("averages", "ceil mode", "dtype and input"),
)
def moves_by_one_pixel(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    stride = 1 if stride is None else stride
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    padded = windows.pad(x if x.dtype.kind == "f" else x.astype(float))
    total = sum(padded[:, :, rows, columns] for rows, columns in windows.offsets())
    return total / windows.pixels(count_include_pad).astype(padded.dtype)


@misconception(
    "The two strides are swapped. In a pair the first number is the step down, the second the step "
    "across.",
    loses=("averages", "stride", "ceil mode", "all together", "dtype and input"),
)
def swaps_strides(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    stride = kernel_size if stride is None else stride
    stride = stride[::-1] if np.ndim(stride) else stride
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    padded = windows.pad(x if x.dtype.kind == "f" else x.astype(float))
    total = sum(padded[:, :, rows, columns] for rows, columns in windows.offsets())
    return total / windows.pixels(count_include_pad).astype(padded.dtype)


@misconception(
    "The channels are averaged as well. Pooling works on every channel alone: as many come out as "
    "go in.",
    loses=EVERY_PART,
)
def averages_the_channels_too(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    padded = windows.pad(x if x.dtype.kind == "f" else x.astype(float))
    total = sum(padded[:, :, rows, columns] for rows, columns in windows.offsets())
    average = total / windows.pixels(count_include_pad).astype(padded.dtype)
    return average.mean(axis=1, keepdims=True)


@misconception(
    "Images of uint8 overflow: a sum of two bright pixels is more than 255, and wraps round. Make "
    "whole numbers floats before you add them.",
    loses=("dtype and input",),
)
def lets_bytes_overflow(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    padded = windows.pad(x)
    total = np.zeros((*x.shape[:2], *windows.output_size), dtype=x.dtype)
    for rows, columns in windows.offsets():
        total += padded[:, :, rows, columns]
    counts = windows.pixels(count_include_pad)
    return total / counts.astype(x.dtype if x.dtype.kind == "f" else float)


@misconception(
    "The averages are right, but float32 comes back as float64. `np.zeros` makes float64 unless "
    "you say `dtype=x.dtype`, and dividing by an array of int64 does too.",
    loses=("dtype and input",),
)
def loses_the_dtype(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    padded = windows.pad(x if x.dtype.kind == "f" else x.astype(float))
    total = sum(padded[:, :, rows, columns] for rows, columns in windows.offsets())
    return total / windows.pixels(count_include_pad)


MISCONCEPTIONS = (
    takes_sums,
    always_divides_by_the_kernel,
    counts_what_hangs_over,
    never_counts_the_padding,
    always_counts_the_padding,
    leaves_out_zeros,
    moves_by_one_pixel,
    swaps_strides,
    averages_the_channels_too,
    lets_bytes_overflow,
    loses_the_dtype,
)
