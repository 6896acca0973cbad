"""What students get wrong in `lp_pool2d`."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.pooling_windows import pooling_windows

__all__ = ["MISCONCEPTIONS"]

EVERY_PART = (
    *("p = 2", "other powers", "negative numbers", "stride", "ceil mode"),
    "dtype and input",
)


@misconception(
    "You take the root of the average of the powers. The norm is the root of their sum.",
    loses=EVERY_PART,
)
def takes_the_root_of_the_mean(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    windows = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    powers = windows.pad(np.abs(x) ** norm_type)
    total = sum(powers[:, :, rows, columns] for rows, columns in windows.offsets())
    return (total / windows.pixels(True).astype(total.dtype)) ** (1 / norm_type)


@misconception(
    "The root is missing: what comes out is the sum of the powers.",
    loses=("p = 2", "other powers", "stride", "ceil mode", "dtype and input"),
)
def forgets_the_root(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    windows = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    powers = windows.pad(np.abs(x) ** norm_type)
    total = sum(powers[:, :, rows, columns] for rows, columns in windows.offsets())
    kh, kw = windows.kernel_size
    return total * (kh * kw / windows.pixels(True)).astype(total.dtype)


@misconception(
    "You always take the square root. The root belongs to the power: `** (1 / norm_type)`.",
    loses=("other powers", "negative numbers"),
)
def always_takes_the_square_root(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    windows = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    powers = windows.pad(np.abs(x) ** norm_type)
    total = sum(powers[:, :, rows, columns] for rows, columns in windows.offsets())
    kh, kw = windows.kernel_size
    return np.sqrt(total * (kh * kw / windows.pixels(True)).astype(total.dtype))


@misconception(
    "`norm_type` makes no difference: you always take the root of the sum of squares. That is the "
    "norm for `norm_type=2` only.",
    loses=("other powers", "negative numbers"),
)
def always_squares(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    windows = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    powers = windows.pad(x * x)
    total = sum(powers[:, :, rows, columns] for rows, columns in windows.offsets())
    kh, kw = windows.kernel_size
    return np.sqrt(total * (kh * kw / windows.pixels(True)).astype(total.dtype))


@misconception(
    "Negative numbers keep their sign, so that they take away from the sum when p is odd. A norm "
    "is one of absolute values: `np.abs(x) ** norm_type`.",
    loses=("negative numbers",),
)
def keeps_the_signs(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    windows = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    powers = windows.pad(x**norm_type)
    total = sum(powers[:, :, rows, columns] for rows, columns in windows.offsets())
    kh, kw = windows.kernel_size
    return (total * (kh * kw / windows.pixels(True)).astype(total.dtype)) ** (1 / norm_type)


@misconception(
    "A window that hangs over the edge has fewer pixels, and you leave its sum as it is. It is "
    "scaled up to a whole window, as in PyTorch: by the size of the kernel over the number of "
    "pixels that are there.",
    loses=("ceil mode",),
)
def leaves_part_windows_small(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    windows = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    powers = windows.pad(np.abs(x) ** norm_type)
    total = sum(powers[:, :, rows, columns] for rows, columns in windows.offsets())
    return total ** (1 / norm_type)


@misconception(
    "Without a stride the windows move by 1 pixel. In pooling the default is the kernel's size, so "
    "that the windows touch and do not overlap.",
    loses=("p = 2", "other powers", "negative numbers", "ceil mode", "dtype and input"),
)
def moves_by_one_pixel(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    stride = 1 if stride is None else stride
    windows = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    powers = windows.pad(np.abs(x) ** norm_type)
    total = sum(powers[:, :, rows, columns] for rows, columns in windows.offsets())
    kh, kw = windows.kernel_size
    return (total * (kh * kw / windows.pixels(True)).astype(total.dtype)) ** (1 / norm_type)


@misconception(
    "The norms are right, but float32 comes back as float64. `np.zeros` makes float64 unless you "
    "say `dtype=x.dtype`, and an array of int64 in a product does too.",
    loses=("dtype and input",),
)
def loses_the_dtype(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    windows = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    powers = windows.pad(np.abs(x) ** norm_type)
    total = sum(powers[:, :, rows, columns] for rows, columns in windows.offsets())
    kh, kw = windows.kernel_size
    return (total * (kh * kw / windows.pixels(True))) ** (1 / norm_type)


MISCONCEPTIONS = (
    takes_the_root_of_the_mean,
    forgets_the_root,
    always_takes_the_square_root,
    always_squares,
    keeps_the_signs,
    leaves_part_windows_small,
    moves_by_one_pixel,
    loses_the_dtype,
)
