"""What students get wrong in `im2col`."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.arguments import pair

__all__ = ["MISCONCEPTIONS"]

EVERY_PART = ("windows", "stride", "padding", "dilation", "all together", "dtype and input")


@misconception(
    "The rows run through the positions in the kernel first and the channels last. They should run "
    "through channel, kernel row, kernel column: all positions of channel 0, then of channel 1.",
    loses=EVERY_PART,
)
def puts_positions_before_channels(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    n, c, h_out, w_out = windows.shape[:4]
    return windows.transpose(0, 4, 5, 1, 2, 3).reshape(n, c * kh * kw, h_out * w_out)


@misconception(
    "The columns run through the places down first. They should run through output row, output "
    "column, the last of them fastest: along the first row of places, then along the second.",
    loses=EVERY_PART,
)
def takes_places_down_first(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    n, c, h_out, w_out = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 3, 2).reshape(n, c * kh * kw, h_out * w_out)


@misconception(
    "Inside a window you go down its columns. Within a channel the rows of the matrix should run "
    "along the first row of the kernel, then along the second.",
    loses=EVERY_PART,
)
def reads_windows_down_first(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    n, c, h_out, w_out = windows.shape[:4]
    return windows.transpose(0, 1, 5, 4, 2, 3).reshape(n, c * kh * kw, h_out * w_out)


@misconception(
    "The matrix is transposed: each window is a row. It should be a column, so that the shape is "
    "(N, C * kH * kW, H_out * W_out).",
    loses=EVERY_PART,
)
def makes_windows_rows(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    n, c, h_out, w_out = windows.shape[:4]
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, h_out * w_out, c * kh * kw)


@misconception(
    "Every channel has become an image of its own. The windows of all channels of an image belong "
    "in the same column, one below the other.",
    loses=EVERY_PART,
)
def makes_channels_images(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    n, c, h_out, w_out = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n * c, kh * kw, h_out * w_out)


@misconception(
    "The zeros are added at the top and on the left only. Padding goes on both sides: "
    "`np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))`.",
    loses=("padding", "all together"),
)
def pads_one_side_only(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    n, c, h_out, w_out = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, h_out * w_out)


@misconception(
    "Dilation makes no difference: the windows are taken from neighbouring pixels. With dilation d "
    "the numbers of a window lie d pixels apart, and fewer windows fit.",
    loses=("dilation", "all together"),
)
def ignores_dilation(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw]
    n, c, h_out, w_out = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, h_out * w_out)


@misconception(
    "The two strides are swapped. In a pair the first number is the step down, the second the step "
    "across.",
    loses=("stride", "all together"),
)
def swaps_strides(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sw, sh) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    n, c, h_out, w_out = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, h_out * w_out)


@misconception(
    "With a stride the last place is lost: you divide by the stride after adding the 1. Divide "
    "first, round down, then add 1: `(n + 2 * p - d * (k - 1) - 1) // s + 1`.",
    loses=("stride", "all together"),
)
def loses_the_last_place(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent, axis=(2, 3))
    h_out, w_out = windows.shape[2] // sh, windows.shape[3] // sw
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw][:, :, :h_out, :w_out]
    n, c = x.shape[:2]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, h_out * w_out)


@misconception(
    "The values are right, but float32 images come back as float64. `np.zeros` and `np.empty` make "
    "float64 unless you say `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    n, c, h_out, w_out = windows.shape[:4]
    cols = np.zeros((n, c, kh, kw, h_out, w_out))
    cols[:] = windows.transpose(0, 1, 4, 5, 2, 3)
    return cols.reshape(n, c * kh * kw, h_out * w_out)


MISCONCEPTIONS = (
    puts_positions_before_channels,
    takes_places_down_first,
    reads_windows_down_first,
    makes_windows_rows,
    makes_channels_images,
    pads_one_side_only,
    ignores_dilation,
    swaps_strides,
    loses_the_last_place,
    loses_the_dtype,
)
