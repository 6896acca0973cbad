"""Answers to `lp_pool2d`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.pooling_windows import pool_output_size, pooling_windows

EVERY_PART = (
    "p = 2",
    "square images",
    "other powers",
    "negative numbers",
    "stride",
    "ceil mode",
    "all together",
    "dtype and input",
)


@variant
def loops(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = (kh, kw) if stride is None else pair(stride, "stride")
    n, c, h, w = x.shape
    h_out = pool_output_size(h, kh, sh, ceil_mode=ceil_mode)
    w_out = pool_output_size(w, kw, sw, ceil_mode=ceil_mode)
    out = np.zeros((n, c, h_out, w_out), dtype=x.dtype if x.dtype.kind == "f" else np.float64)
    for i in range(h_out):
        for j in range(w_out):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].astype(out.dtype)
            whole = kh * kw / (window.shape[2] * window.shape[3])
            powers = (abs(window) ** norm_type).sum(axis=(2, 3))
            out[:, :, i, j] = (whole * powers) ** (1 / norm_type)
    return out


@variant
def sliding_windows(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = pair(kernel_size if stride is None else stride, "stride")
    h_out = pool_output_size(x.shape[2], kh, sh, ceil_mode=ceil_mode)
    w_out = pool_output_size(x.shape[3], kw, sw, ceil_mode=ceil_mode)
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    powers = np.pad(np.abs(x) ** norm_type, ((0, 0), (0, 0), (0, kh), (0, kw)))
    there = np.pad(np.ones(x.shape[2:], dtype=x.dtype), ((0, kh), (0, kw)))
    view = np.lib.stride_tricks.sliding_window_view
    total = view(powers, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw].sum(axis=(4, 5))
    pixels = view(there, (kh, kw))[::sh, ::sw].mean(axis=(2, 3))
    return (total[:, :, :h_out, :w_out] / pixels[:h_out, :w_out]) ** (1 / norm_type)


@variant
def stacked(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    windows = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    powers = windows.pad(np.abs(x if x.dtype.kind == "f" else x.astype(np.float64)) ** norm_type)
    total = np.stack([powers[:, :, rows, columns] for rows, columns in windows.offsets()]).sum(0)
    there = windows.pad(np.ones(x.shape[2:]))
    pixels = np.stack([there[rows, columns] for rows, columns in windows.offsets()]).mean(0)
    return ((total / pixels) ** (1 / norm_type)).astype(powers.dtype)


@misconception(
    "You take the root of the average of the powers. The norm is the root of their sum.",
    loses=EVERY_PART,
)
def takes_the_root_of_the_mean(right, x, norm_type, kernel_size, *args, **given):
    kh, kw = pair(kernel_size, "kernel_size")
    return right(x, norm_type, kernel_size, *args, **given) / (kh * kw) ** (1 / norm_type)


@misconception(
    "The root is missing: this is the sum of the powers.",
    loses=(
        "p = 2",
        "square images",
        "other powers",
        "stride",
        "ceil mode",
        "all together",
        "dtype and input",
    ),
)
def forgets_the_root(right, x, norm_type, *args, **given):
    return right(x, norm_type, *args, **given) ** norm_type


@misconception(
    "You always take the square root. The root depends on the power: `** (1 / norm_type)`.",
    loses=("other powers", "negative numbers", "all together"),
)
def always_takes_the_square_root(right, x, norm_type, *args, **given):
    return np.sqrt(right(x, norm_type, *args, **given) ** norm_type)


@misconception(
    "`norm_type` makes no difference: you always take the root of the sum of squares. That is the "
    "norm for `norm_type=2` only.",
    loses=("other powers", "negative numbers", "all together"),
)
def always_squares(right, x, norm_type, *args, **given):
    return right(x, 2, *args, **given)


@misconception(
    "Negative numbers keep their sign, so they reduce the sum when p is odd. A norm uses absolute "
    "values: `np.abs(x) ** norm_type`.",
    loses=("negative numbers", "all together"),
)
def keeps_the_signs(right, x, norm_type, kernel_size, *args, **given):
    powers = x**norm_type
    sums = right(np.maximum(powers, 0), 1, kernel_size, *args, **given)
    sums -= right(np.minimum(powers, 0), 1, kernel_size, *args, **given)
    with np.errstate(invalid="ignore"):  # a negative sum has no root
        return sums ** (1 / norm_type)


@misconception(
    "A window that extends beyond the edge has fewer pixels, and you do not scale its sum. As in "
    "PyTorch, multiply it by the size of the kernel divided by the number of pixels in the window.",
    loses=("ceil mode", "all together"),
)
def leaves_part_windows_small(right, x, norm_type, *args, **given):
    norm = right(x, norm_type, *args, **given)
    windows = pooling_windows(x, *args, **given)
    kh, kw = windows.kernel_size
    there = (windows.pixels(True) / (kh * kw)) ** (1 / norm_type)
    return norm * there.astype(norm.dtype)


@misconception(
    "Without a stride the windows move by 1 pixel. In pooling the default is the kernel's size, so "
    "that the windows touch and do not overlap.",
    loses=(
        *("p = 2", "square images", "other powers"),
        *("negative numbers", "ceil mode", "dtype and input"),
    ),
)
def moves_by_one_pixel(right, x, norm_type, kernel_size, stride=None, *args, **given):
    return right(x, norm_type, kernel_size, 1 if stride is None else stride, *args, **given)


@misconception(
    "You return float64 for float32. `np.zeros` makes float64 unless you "
    "pass `dtype=x.dtype`, and an array of int64 in a product does too.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, x, *args, **given):
    return right(x.astype(np.float64), *args, **given)
