"""Answers to `avg_pool2d`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.pooling_windows import pool_output_size, pooling_windows

EVERY_PART = (
    "averages",
    "square images",
    "stride",
    "padding counted",
    "padding not counted",
    "ceil mode",
    "all together",
    "dtype and input",
)


@variant
def loops(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = (kh, kw) if stride is None else pair(stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    n, c, h, w = x.shape
    h_out = pool_output_size(h, kh, sh, ph, 1, ceil_mode)
    w_out = pool_output_size(w, kw, sw, pw, 1, ceil_mode)
    out = np.zeros((n, c, h_out, w_out), dtype=x.dtype if x.dtype.kind == "f" else np.float64)
    for i in range(h_out):
        top, bottom = i * sh - ph, min(i * sh - ph + kh, h + ph)
        rows = slice(max(top, 0), min(bottom, h))
        for j in range(w_out):
            left, right = j * sw - pw, min(j * sw - pw + kw, w + pw)
            columns = slice(max(left, 0), min(right, w))
            window = x[:, :, rows, columns].astype(out.dtype)
            pixels = window.shape[2] * window.shape[3]
            if count_include_pad:
                pixels = (bottom - top) * (right - left)
            out[:, :, i, j] = window.sum(axis=(2, 3)) / pixels
    return out


@variant
def sliding_windows(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = pair(kernel_size if stride is None else stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    h_out = pool_output_size(x.shape[2], kh, sh, ph, ceil_mode=ceil_mode)
    w_out = pool_output_size(x.shape[3], kw, sw, pw, ceil_mode=ceil_mode)
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    counting = np.pad(
        np.ones(x.shape[2:], dtype=x.dtype),
        ((ph, ph), (pw, pw)),
        constant_values=float(count_include_pad),
    )
    counting = np.pad(counting, ((0, kh), (0, kw)))
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph + kh), (pw, pw + kw)))
    view = np.lib.stride_tricks.sliding_window_view
    total = view(x, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw].sum(axis=(4, 5))
    pixels = view(counting, (kh, kw))[::sh, ::sw].sum(axis=(2, 3))
    return total[:, :, :h_out, :w_out] / pixels[:h_out, :w_out]


@variant
def stacked(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    inside = np.zeros_like(windows.pad(x[:1, :1]))
    (h, w), (ph, pw) = windows.input_size, windows.padding
    if count_include_pad:
        inside[:, :, : h + 2 * ph, : w + 2 * pw] = 1
    else:
        inside[:, :, ph : h + ph, pw : w + pw] = 1
    padded = windows.pad(x)
    total = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    pixels = np.stack([inside[:, :, rows, columns] for rows, columns in windows.offsets()])
    return total.sum(axis=0) / pixels.sum(axis=0)


@variant
def arithmetic(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    (kh, kw), (ph, pw) = pair(kernel_size, "kernel_size"), pair(padding, "padding", 0)
    sh, sw = pair(kernel_size if stride is None else stride, "stride")
    h, w = x.shape[2:]
    i = np.arange(pool_output_size(h, kh, sh, ph, ceil_mode=ceil_mode))
    j = np.arange(pool_output_size(w, kw, sw, pw, ceil_mode=ceil_mode))
    top, bottom = i * sh, np.minimum(i * sh + kh, h + 2 * ph)
    left, right = j * sw, np.minimum(j * sw + kw, w + 2 * pw)
    # sums[i, j] is the sum of all padded pixels above and left of (i, j).
    sums = np.pad(x, ((0, 0), (0, 0), (ph + 1, ph), (pw + 1, pw))).astype(np.float64)
    sums = sums.cumsum(axis=2).cumsum(axis=3)
    total = sums[:, :, bottom][..., right] - sums[:, :, top][..., right]
    total -= sums[:, :, bottom][..., left] - sums[:, :, top][..., left]
    if not count_include_pad:
        top, bottom = np.maximum(top, ph), np.minimum(bottom, h + ph)
        left, right = np.maximum(left, pw), np.minimum(right, w + pw)
    average = total / np.outer(bottom - top, right - left)
    return average.astype(x.dtype) if x.dtype.kind == "f" else average


@misconception(
    "These are sums. Divide each by the number of pixels of its window.",
    loses=EVERY_PART,
)
def takes_sums(right, x, *args, count_include_pad=True, **given):
    average = right(x, *args, count_include_pad=count_include_pad, **given)
    pixels = pooling_windows(x, *args, **given).pixels(count_include_pad)
    return average * pixels.astype(average.dtype)


@misconception(
    "Every sum is divided by the size of the kernel. At the border a window may have fewer pixels: "
    "leave out the padding, if it does not count, and what lies beyond it, which never counts.",
    loses=("padding not counted", "ceil mode", "all together"),
)
def always_divides_by_the_kernel(right, x, *args, count_include_pad=True, **given):
    average = right(x, *args, count_include_pad=count_include_pad, **given)
    windows = pooling_windows(x, *args, **given)
    kh, kw = windows.kernel_size
    return average * (windows.pixels(count_include_pad) / (kh * kw)).astype(average.dtype)


@misconception(
    "Positions beyond the padding count as well. In `ceil_mode` a window may extend beyond the "
    "padding, but only pixels and padding count.",
    loses=("ceil mode", "all together"),
)
def counts_what_hangs_over(right, x, *args, count_include_pad=True, **given):
    average = right(x, *args, count_include_pad=count_include_pad, **given)
    windows = pooling_windows(x, *args, **given)
    kh, kw = windows.kernel_size
    there = windows.pixels(True) / (kh * kw)
    return average * there.astype(average.dtype) if count_include_pad else average


@misconception(
    "The padding never counts, whatever `count_include_pad` is. If it is True, the default, the "
    "zeros of the padding are averaged like pixels.",
    loses=("padding counted", "all together"),
)
def never_counts_the_padding(right, *args, count_include_pad=True, **given):
    return right(*args, count_include_pad=False, **given)


@misconception(
    "The padding always counts, whatever `count_include_pad` is. If it is False, divide by the "
    "number of pixels of the image only.",
    loses=("padding not counted", "all together"),
)
def always_counts_the_padding(right, *args, count_include_pad=True, **given):
    return right(*args, count_include_pad=True, **given)


@misconception(
    "Without `count_include_pad` you leave out every 0. A pixel can also be 0, as after a ReLU: "
    "leave out the padding by its position, not by its value.",
    loses=("padding not counted", "all together"),
)
def leaves_out_zeros(right, x, *args, count_include_pad=True, **given):
    average = right(x, *args, count_include_pad=count_include_pad, **given)
    if count_include_pad:
        return average
    share = right((x != 0).astype(average.dtype), *args, count_include_pad=False, **given)
    return average / np.where(share > 0, share, np.ones_like(share))


@misconception(
    "Without a stride the windows move by 1 pixel. In pooling the default is the kernel's size, so "
    "that the windows touch and do not overlap.",
    loses=("averages", "square images", "ceil mode", "dtype and input"),
)
def moves_by_one_pixel(right, x, kernel_size, stride=None, *args, **given):
    return right(x, kernel_size, 1 if stride is None else stride, *args, **given)


@misconception(
    "The two strides are swapped. In a pair the first number is the step down, the second the step "
    "across.",
    loses=("averages", "stride", "ceil mode", "all together", "dtype and input"),
)
def swaps_strides(right, x, kernel_size, stride=None, *args, **given):
    stride = kernel_size if stride is None else stride
    return right(x, kernel_size, stride[::-1] if np.ndim(stride) else stride, *args, **given)


@misconception(
    "The channels are averaged as well. Pooling works on every channel separately: as many come "
    "out as go in.",
    loses=EVERY_PART,
)
def averages_the_channels_too(right, *args, **given):
    return right(*args, **given).mean(axis=1, keepdims=True)


@misconception(
    "Images of uint8 overflow: a sum of two bright pixels is more than 255, and wraps around. "
    "Convert integers to floats before you add them.",
    loses=("dtype and input",),
)
def lets_bytes_overflow(right, x, *args, count_include_pad=True, **given):
    average = right(x, *args, count_include_pad=count_include_pad, **given)
    if x.dtype.kind == "f":
        return average
    pixels = pooling_windows(x, *args, **given).pixels(count_include_pad)
    return np.rint(average * pixels).astype(np.int64).astype(x.dtype) / pixels


@misconception(
    "You return float64 for float32. `np.zeros` makes float64 unless "
    "you pass `dtype=x.dtype`, and dividing by an array of int64 does too.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, x, *args, **given):
    return right(x.astype(np.float64), *args, **given)


@misconception(
    "`count_include_pad` works the wrong way round: with it, the zeros of the padding count as "
    "pixels; without it, only the pixels of the image do.",
    loses=("padding counted", "padding not counted", "all together"),
)
def turns_the_option_round(right, *args, count_include_pad=True, **given):
    return right(*args, count_include_pad=not count_include_pad, **given)


@misconception(
    "Every sum is divided by the square of the kernel's height. A kernel is kH * kW pixels.",
    loses=tuple(part for part in EVERY_PART if part != "square images"),
)
def squares_the_height(right, x, *args, count_include_pad=True, **given):
    average = right(x, *args, count_include_pad=count_include_pad, **given)
    windows = pooling_windows(x, *args, **given)
    counted = windows.pixels(count_include_pad) / windows.kernel_size[0] ** 2
    return average * counted.astype(average.dtype)
