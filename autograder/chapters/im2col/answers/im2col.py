"""Answers to `im2col`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size

EVERY_PART = (
    "windows",
    "square images",
    "stride",
    "padding",
    "dilation",
    "all together",
    "dtype and input",
)


@variant
def loops(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    n, c, h, w = x.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.zeros((n, c, h + 2 * ph, w + 2 * pw), dtype=x.dtype)
    padded[:, :, ph : ph + h, pw : pw + w] = x
    cols = np.zeros((n, c * kh * kw, h_out * w_out), dtype=x.dtype)
    for i in range(h_out):
        for j in range(w_out):
            top, left = i * sh, j * sw
            window = padded[:, :, top : top + dh * kh : dh, left : left + dw * kw : dw]
            cols[:, :, i * w_out + j] = window.reshape(n, -1)
    return cols


@variant
def sliding_windows(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(x, extent, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    n, c, h_out, w_out, kh, kw = windows.shape
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, h_out * w_out)


@variant
def fancy_indexing(x, kernel_size, stride=1, padding=0, dilation=1):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = pair(stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    dh, dw = pair(dilation, "dilation")
    _, c, h, w = x.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    channel = np.repeat(np.arange(c), kh * kw)[:, None]
    row_in_window = np.tile(np.repeat(dh * np.arange(kh), kw), c)[:, None]
    column_in_window = np.tile(dw * np.arange(kw), c * kh)[:, None]
    row = row_in_window + np.repeat(sh * np.arange(h_out), w_out)
    column = column_in_window + np.tile(sw * np.arange(w_out), h_out)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return padded[:, channel, row, column]


@variant
def strides(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    n, c, h, w = x.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    image, channel, row, column = x.strides
    windows = np.lib.stride_tricks.as_strided(
        x,
        shape=(n, c, kh, kw, h_out, w_out),
        strides=(image, channel, dh * row, dw * column, sh * row, sw * column),
        writeable=False,
    )
    return windows.reshape(n, c * kh * kw, h_out * w_out)


@misconception(
    "The rows have the kernel positions first and the channels last. Their order should be "
    "channel, kernel row, kernel column: all positions of channel 0, then of channel 1.",
    loses=EVERY_PART,
)
def puts_positions_before_channels(right, x, *args, **given):
    cols = right(x, *args, **given)
    n, c = x.shape[:2]
    return cols.reshape(n, c, -1, cols.shape[2]).swapaxes(1, 2).reshape(cols.shape)


@misconception(
    "The columns go down the output first. They should go along the output rows: all positions of "
    "the first row, then of the second.",
    loses=EVERY_PART,
)
def takes_places_down_first(right, x, kernel_size, stride=1, padding=0, dilation=1):
    h_out = conv_output_size(
        *(x.shape[2], pair(kernel_size, "kernel_size")[0], pair(stride, "stride")[0]),
        *(pair(padding, "padding", 0)[0], pair(dilation, "dilation")[0]),
    )
    cols = right(x, kernel_size, stride, padding, dilation)
    return cols.reshape(*cols.shape[:2], h_out, -1).swapaxes(2, 3).reshape(cols.shape)


@misconception(
    "You read each window column by column. Within a channel the rows of the matrix should go "
    "along the first row of the kernel, then along the second.",
    loses=EVERY_PART,
)
def reads_windows_down_first(right, x, kernel_size, *args, **given):
    cols = right(x, kernel_size, *args, **given)
    windows = cols.reshape(*x.shape[:2], *pair(kernel_size, "kernel_size"), -1)
    return windows.swapaxes(2, 3).reshape(cols.shape)


@misconception(
    "The matrix is transposed: each window is a row. It should be a column, so that the shape is "
    "(N, C * kH * kW, H_out * W_out).",
    loses=EVERY_PART,
)
def makes_windows_rows(right, *args, **given):
    return right(*args, **given).swapaxes(1, 2)


@misconception(
    "Every channel is treated as a separate image. The windows of all channels of an image belong "
    "in the same column, one below the other.",
    loses=EVERY_PART,
)
def makes_channels_images(right, x, *args, **given):
    n, c, h, w = x.shape
    return right(x.reshape(n * c, 1, h, w), *args, **given)


@misconception(
    "The images of the batch are mixed up: you collect the windows position by position, with all "
    "images at each, and reshape as if they were image by image. The first axis is the image.",
    loses=EVERY_PART,
)
def puts_places_before_images(right, *args, **given):
    cols = right(*args, **given)
    n, rows, places = cols.shape
    return cols.transpose(2, 0, 1).reshape(n, places, rows).swapaxes(1, 2)


@misconception(
    "The zeros are added at the top and on the left only. Padding goes on both sides: "
    "`np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))`.",
    loses=("padding", "all together"),
)
def pads_one_side_only(right, x, kernel_size, stride=1, padding=0, dilation=1):
    ph, pw = pair(padding, "padding", 0)
    return right(np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0))), kernel_size, stride, 0, dilation)


@misconception(
    "Dilation makes no difference: the windows consist of neighbouring pixels. With dilation d the "
    "pixels of a window lie d apart, and fewer windows fit.",
    loses=("dilation", "all together"),
)
def ignores_dilation(right, x, kernel_size, stride=1, padding=0, dilation=1):
    return right(x, kernel_size, stride, padding)


@misconception(
    "The two strides are swapped. In a pair the first number is the step down, the second the step "
    "across.",
    loses=("stride", "all together"),
)
def swaps_strides(right, x, kernel_size, stride=1, padding=0, dilation=1):
    return right(x, kernel_size, pair(stride, "stride")[::-1], padding, dilation)


@misconception(
    "With a stride the last position is missing: you divide by the stride after adding 1. Divide "
    "first, round down, then add 1: `(n + 2 * p - d * (k - 1) - 1) // s + 1`.",
    loses=("stride", "all together"),
)
def loses_the_last_place(right, x, kernel_size, stride=1, padding=0, dilation=1):
    (ph, pw), (sh, sw) = pair(padding, "padding", 0), pair(stride, "stride")
    (kh, kw), (dh, dw) = pair(kernel_size, "kernel_size"), pair(dilation, "dilation")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    h, w = padded.shape[2:]  # without the rows and columns of an incomplete step
    h, w = h - (h - dh * (kh - 1)) % sh, w - (w - dw * (kw - 1)) % sw
    return right(padded[:, :, :h, :w], kernel_size, stride, 0, dilation)


@misconception(
    "You return float64 for float32 images. `np.zeros` and `np.empty` make "
    "float64 unless you pass `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, **given):
    return right(*args, **given).astype(np.float64)


@misconception(
    "The columns are counted with the height of the output: position (i, j) is column "
    "`i * w_out + j`, with its width.",
    loses=("windows", "stride", "padding", "dilation", "all together", "dtype and input"),
)
def counts_places_by_the_height(right, x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    cols = right(x, kernel_size, stride, padding, dilation)
    h_out = conv_output_size(x.shape[2], kh, sh, ph, dh)
    w_out = conv_output_size(x.shape[3], kw, sw, pw, dw)
    moved = np.zeros_like(cols)
    for i in range(h_out):
        for j in range(w_out):
            moved[:, :, i * h_out + j] = cols[:, :, i * w_out + j]
    return moved


@misconception(
    "Dilation changes the number of windows, but not what a window reads: it still takes "
    "neighbouring pixels. With dilation d they lie d apart.",
    loses=("dilation", "all together"),
)
def counts_with_dilation_only(right, x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    cols = right(x, kernel_size, stride, padding)
    w_all = conv_output_size(x.shape[3], kw, sw, pw)
    h_out = conv_output_size(x.shape[2], kh, sh, ph, dh)
    w_out = conv_output_size(x.shape[3], kw, sw, pw, dw)
    windows = cols.reshape(*cols.shape[:2], -1, w_all)[:, :, :h_out, :w_out]
    return windows.reshape(*cols.shape[:2], -1)
