"""What students get wrong in `max_pool2d`."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.pooling_windows import pooling_windows

__all__ = ["MISCONCEPTIONS"]

VALUES = ("maxima", "stride", "padding", "dilation", "ceil mode", "all together", "dtype and input")
WHERE = ("where", "where, with padding", "where, of equal numbers")


@misconception(
    "The padding wins: at the border the largest number comes out as 0 where all pixels are below "
    "0. Pad with something that never wins, minus infinity.",
    loses=("padding", "all together", "where, with padding", "dtype and input"),
)
def pads_with_zeros(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    (h, w), (ph, pw), (below, right) = windows.input_size, windows.padding, windows.overhang
    padded = np.pad(x.astype(float), ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    over = ((0, 0), (0, 0), (0, below), (0, right))
    padded = np.pad(padded, over, constant_values=-np.inf)
    positions = windows.pad(np.arange(h * w).reshape(1, 1, h, w), -1)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    places = np.stack([positions[:, :, rows, columns] for rows, columns in windows.offsets()])
    indices = np.take_along_axis(places, values.argmax(axis=0)[np.newaxis], axis=0)[0]
    out = values.max(axis=0).astype(x.dtype)
    return (out, indices) if return_indices else out


@misconception(
    "No maximum is ever below 0: you start from an array of zeros. Start from minus infinity, or "
    "from the first number of each window.",
    loses=(*VALUES, *WHERE),
)
def starts_from_zero(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    h, w = windows.input_size
    padded = windows.pad(x.astype(float), -np.inf)
    positions = windows.pad(np.arange(h * w).reshape(h, w), -1)
    out = np.zeros((*x.shape[:2], *windows.output_size), dtype=x.dtype)
    indices = np.zeros(out.shape, dtype=np.int64)
    for rows, columns in windows.offsets():
        value = padded[:, :, rows, columns]
        indices = np.where(value > out, positions[rows, columns], indices)
        out = np.maximum(value, out).astype(x.dtype)
    return (out, indices) if return_indices else out


@misconception(
    "Without a stride the windows move by 1 pixel. In pooling the default is the kernel's size, so "
    "that the windows touch and do not overlap.",
    loses=("maxima", "ceil mode", "where"),
)
def moves_by_one_pixel(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    stride = 1 if stride is None else stride
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    h, w = windows.input_size
    padded = windows.pad(x.astype(float), -np.inf)
    positions = windows.pad(np.arange(h * w).reshape(1, 1, h, w), -1)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    places = np.stack([positions[:, :, rows, columns] for rows, columns in windows.offsets()])
    indices = np.take_along_axis(places, values.argmax(axis=0)[np.newaxis], axis=0)[0]
    out = values.max(axis=0).astype(x.dtype)
    return (out, indices) if return_indices else out


@misconception(
    "The two strides are swapped. In a pair the first number is the step down, the second the step "
    "across.",
    loses=(
        *("maxima", "stride", "ceil mode", "all together"),
        *("where", "where, of equal numbers"),
    ),
)
def swaps_strides(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    stride = kernel_size if stride is None else stride
    stride = stride[::-1] if np.ndim(stride) else stride
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    h, w = windows.input_size
    padded = windows.pad(x.astype(float), -np.inf)
    positions = windows.pad(np.arange(h * w).reshape(1, 1, h, w), -1)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    places = np.stack([positions[:, :, rows, columns] for rows, columns in windows.offsets()])
    indices = np.take_along_axis(places, values.argmax(axis=0)[np.newaxis], axis=0)[0]
    out = values.max(axis=0).astype(x.dtype)
    return (out, indices) if return_indices else out


@misconception(
    "Dilation makes no difference: the windows are taken from neighbouring pixels. With dilation d "
    "the numbers of a window lie d pixels apart, and fewer windows fit.",
    loses=("dilation", "all together"),
)
def ignores_dilation(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, 1, ceil_mode)
    h, w = windows.input_size
    padded = windows.pad(x.astype(float), -np.inf)
    positions = windows.pad(np.arange(h * w).reshape(1, 1, h, w), -1)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    places = np.stack([positions[:, :, rows, columns] for rows, columns in windows.offsets()])
    indices = np.take_along_axis(places, values.argmax(axis=0)[np.newaxis], axis=0)[0]
    out = values.max(axis=0).astype(x.dtype)
    return (out, indices) if return_indices else out


@misconception(
    "`ceil_mode` makes no difference. With it a last window may hang over the bottom and the right "
    "edge, and takes the maximum of the pixels that are there.",
    loses=("ceil mode", "all together"),
)
def ignores_ceil_mode(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation)
    h, w = windows.input_size
    padded = windows.pad(x.astype(float), -np.inf)
    positions = windows.pad(np.arange(h * w).reshape(1, 1, h, w), -1)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    places = np.stack([positions[:, :, rows, columns] for rows, columns in windows.offsets()])
    indices = np.take_along_axis(places, values.argmax(axis=0)[np.newaxis], axis=0)[0]
    out = values.max(axis=0).astype(x.dtype)
    return (out, indices) if return_indices else out


@misconception(
    "The channels are pooled as well. Pooling works on every channel alone: as many come out as go "
    "in.",
    loses=(*VALUES, *WHERE),
)
def pools_the_channels_too(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded = windows.pad(x.astype(float), -np.inf)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    out = values.max(axis=(0, 2)).astype(x.dtype)[:, np.newaxis]
    return (out, values.argmax(axis=0).max(axis=1, keepdims=True)) if return_indices else out


@misconception(
    "`indices` says which number of its window the maximum is. It should say where in the channel "
    "it lies: `row * W + column`.",
    loses=WHERE,
)
def counts_inside_the_window(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded = windows.pad(x.astype(float), -np.inf)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    out = values.max(axis=0).astype(x.dtype)
    return (out, values.argmax(axis=0)) if return_indices else out


@misconception(
    "`indices` counts along the padded image. Rows and columns are those of `x`: take the padding "
    "off before you compute `row * W + column`.",
    loses=("where, with padding",),
)
def counts_along_the_padded_image(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded = windows.pad(x.astype(float), -np.inf)
    h, w = padded.shape[2:]
    positions = np.arange(h * w).reshape(1, 1, h, w)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    places = np.stack([positions[:, :, rows, columns] for rows, columns in windows.offsets()])
    indices = np.take_along_axis(places, values.argmax(axis=0)[np.newaxis], axis=0)[0]
    out = values.max(axis=0).astype(x.dtype)
    return (out, indices) if return_indices else out


@misconception(
    "`indices` counts down the columns: it is `column * H + row`, and should be "
    "`row * W + column`.",
    loses=WHERE,
)
def counts_down_the_columns(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    h, w = windows.input_size
    padded = windows.pad(x.astype(float), -np.inf)
    positions = windows.pad(np.arange(h * w).reshape(1, 1, w, h).swapaxes(2, 3), -1)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    places = np.stack([positions[:, :, rows, columns] for rows, columns in windows.offsets()])
    indices = np.take_along_axis(places, values.argmax(axis=0)[np.newaxis], axis=0)[0]
    out = values.max(axis=0).astype(x.dtype)
    return (out, indices) if return_indices else out


@misconception(
    "`indices` counts through the whole array. Each channel counts for itself: the first pixel of "
    "every channel is 0.",
    loses=WHERE,
)
def counts_through_all_channels(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded = windows.pad(x.astype(float), -np.inf)
    positions = windows.pad(np.arange(x.size).reshape(x.shape), -1)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    places = np.stack([positions[:, :, rows, columns] for rows, columns in windows.offsets()])
    indices = np.take_along_axis(places, values.argmax(axis=0)[np.newaxis], axis=0)[0]
    out = values.max(axis=0).astype(x.dtype)
    return (out, indices) if return_indices else out


@misconception(
    "Of equal numbers you record the last. The first counts, row by row: a later one wins only if "
    "it is larger, `>` and not `>=`.",
    loses=("where, of equal numbers",),
)
def records_the_last_of_equals(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    h, w = windows.input_size
    padded = windows.pad(x.astype(float), -np.inf)
    positions = windows.pad(np.arange(h * w).reshape(1, 1, h, w), -1)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    places = np.stack([positions[:, :, rows, columns] for rows, columns in windows.offsets()])
    last = len(values) - 1 - values[::-1].argmax(axis=0)
    indices = np.take_along_axis(places, last[np.newaxis], axis=0)[0]
    out = values.max(axis=0).astype(x.dtype)
    return (out, indices) if return_indices else out


@misconception(
    "The maxima are right, but they come back as float64, whatever `x` is. `np.full` and "
    "`np.empty` make float64 unless you say `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    h, w = windows.input_size
    padded = windows.pad(x.astype(float), -np.inf)
    positions = windows.pad(np.arange(h * w).reshape(1, 1, h, w), -1)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    places = np.stack([positions[:, :, rows, columns] for rows, columns in windows.offsets()])
    indices = np.take_along_axis(places, values.argmax(axis=0)[np.newaxis], axis=0)[0]
    out = values.max(axis=0)
    return (out, indices) if return_indices else out


MISCONCEPTIONS = (
    pads_with_zeros,
    starts_from_zero,
    moves_by_one_pixel,
    swaps_strides,
    ignores_dilation,
    ignores_ceil_mode,
    pools_the_channels_too,
    counts_inside_the_window,
    counts_along_the_padded_image,
    counts_down_the_columns,
    counts_through_all_channels,
    records_the_last_of_equals,
    loses_the_dtype,
)
