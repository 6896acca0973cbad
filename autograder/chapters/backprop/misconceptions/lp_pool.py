"""What students get wrong in `lp_pool2d_backward`."""

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.pooling import lp_pool2d
from cnnlib.pooling_windows import pooling_windows

__all__ = ["LP_POOL"]

EVERY_PART = ("squares", "other norms", "zeros", "overlap and ceil_mode", "dtype and input")


@misconception(
    "You left out the division by the norm. The outer function of the norm is a root, and its "
    "derivative brings y into the denominator: (|x| / y)^(p - 1).",
    loses=EVERY_PART,
)
def forgets_the_root(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    kh, kw = w.kernel_size
    padded = w.pad(x)
    share = grad_out * (kh * kw / w.pixels(True)).astype(grad_out.dtype)
    grad_padded = np.zeros_like(padded, dtype=grad_out.dtype)
    for rows, columns in w.offsets():
        value = padded[:, :, rows, columns]
        grad_padded[:, :, rows, columns] += (
            share * np.sign(value) * np.abs(value) ** (norm_type - 1)
        )
    return grad_padded[:, :, : x.shape[2], : x.shape[3]]


@misconception(
    "There is a factor p too many. The power brings p, the root 1/p, and they cancel.",
    loses=EVERY_PART,
)
def keeps_the_exponent(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    kh, kw = w.kernel_size
    y, padded = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode), w.pad(x)
    share = norm_type * grad_out * (kh * kw / w.pixels(True)).astype(grad_out.dtype)
    grad_padded = np.zeros_like(padded, dtype=grad_out.dtype)
    for rows, columns in w.offsets():
        value = padded[:, :, rows, columns]
        ratio = np.abs(value) / np.where(y > 0, y, 1)
        grad_padded[:, :, rows, columns] += share * np.sign(value) * ratio ** (norm_type - 1)
    return grad_padded[:, :, : x.shape[2], : x.shape[3]]


@misconception(
    "The sign is lost. To make a negative number larger makes the norm smaller: multiply by "
    "`np.sign(x)`.",
    loses=EVERY_PART,
)
def loses_the_sign(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    kh, kw = w.kernel_size
    y, padded = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode), w.pad(x)
    share = grad_out * (kh * kw / w.pixels(True)).astype(grad_out.dtype)
    grad_padded = np.zeros_like(padded, dtype=grad_out.dtype)
    for rows, columns in w.offsets():
        ratio = np.abs(padded[:, :, rows, columns]) / np.where(y > 0, y, 1)
        grad_padded[:, :, rows, columns] += share * ratio ** (norm_type - 1)
    return grad_padded[:, :, : x.shape[2], : x.shape[3]]


@misconception(
    "Where a whole window is 0 you divide 0 by 0, which is NaN. There the gradient is taken to be "
    "0.",
    loses=("zeros",),
)
def divides_zero_by_zero(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    kh, kw = w.kernel_size
    y, padded = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode), w.pad(x)
    share = grad_out * (kh * kw / w.pixels(True)).astype(grad_out.dtype)
    grad_padded = np.zeros_like(padded, dtype=grad_out.dtype)
    with np.errstate(invalid="ignore"):
        for rows, columns in w.offsets():
            value = padded[:, :, rows, columns]
            slope = np.sign(value) * (np.abs(value) / y) ** (norm_type - 1)
            grad_padded[:, :, rows, columns] += share * slope
    return grad_padded[:, :, : x.shape[2], : x.shape[3]]


@misconception(
    "This is x / y for every norm. That holds for `norm_type=2`; in general the share is "
    "sign(x) (|x| / y)^(p - 1).",
    loses=("other norms", "zeros"),
)
def knows_one_norm(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    kh, kw = w.kernel_size
    y, padded = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode), w.pad(x)
    share = grad_out * (kh * kw / w.pixels(True)).astype(grad_out.dtype)
    grad_padded = np.zeros_like(padded, dtype=grad_out.dtype)
    for rows, columns in w.offsets():
        grad_padded[:, :, rows, columns] += (
            share * padded[:, :, rows, columns] / np.where(y > 0, y, 1)
        )
    return grad_padded[:, :, : x.shape[2], : x.shape[3]]


@misconception(
    "You divided by y², as if the root were not there. For squares the share is x / y.",
    loses=EVERY_PART,
)
def divides_by_the_square(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    kh, kw = w.kernel_size
    y, padded = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode), w.pad(x)
    share = grad_out * (kh * kw / w.pixels(True)).astype(grad_out.dtype)
    grad_padded = np.zeros_like(padded, dtype=grad_out.dtype)
    for rows, columns in w.offsets():
        value, norm = padded[:, :, rows, columns], np.where(y > 0, y, 1)
        slope = np.sign(value) * np.abs(value) ** (norm_type - 1) / norm**norm_type
        grad_padded[:, :, rows, columns] += share * slope
    return grad_padded[:, :, : x.shape[2], : x.shape[3]]


@misconception(
    "Where windows overlap, a pixel keeps the share of one of them only. Add them up: `+=`.",
    loses=("overlap and ceil_mode",),
)
def overwrites(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    kh, kw = w.kernel_size
    y, padded = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode), w.pad(x)
    share = grad_out * (kh * kw / w.pixels(True)).astype(grad_out.dtype)
    grad_padded = np.zeros_like(padded, dtype=grad_out.dtype)
    for rows, columns in w.offsets():
        value = padded[:, :, rows, columns]
        ratio = np.abs(value) / np.where(y > 0, y, 1)
        grad_padded[:, :, rows, columns] = share * np.sign(value) * ratio ** (norm_type - 1)
    return grad_padded[:, :, : x.shape[2], : x.shape[3]]


@misconception(
    "With `ceil_mode`, the sum of a window that hangs over the edge was scaled up to a whole "
    "window. Its gradient has to be scaled up as well.",
    loses=("overlap and ceil_mode",),
)
def does_not_scale_up(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    y, padded = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode), w.pad(x)
    grad_padded = np.zeros_like(padded, dtype=grad_out.dtype)
    for rows, columns in w.offsets():
        value = padded[:, :, rows, columns]
        ratio = np.abs(value) / np.where(y > 0, y, 1)
        grad_padded[:, :, rows, columns] += grad_out * np.sign(value) * ratio ** (norm_type - 1)
    return grad_padded[:, :, : x.shape[2], : x.shape[3]]


@misconception(
    "The values are right, but float32 comes back as float64: `windows.pixels` counts in whole "
    "numbers, which make float64 of float32. Convert to `grad_out.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    kh, kw = w.kernel_size
    y, padded = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode), w.pad(x)
    share = grad_out * (kh * kw / w.pixels(True))
    grad_padded = np.zeros(padded.shape)
    for rows, columns in w.offsets():
        value = padded[:, :, rows, columns]
        ratio = np.abs(value) / np.where(y > 0, y, 1)
        grad_padded[:, :, rows, columns] += share * np.sign(value) * ratio ** (norm_type - 1)
    return grad_padded[:, :, : x.shape[2], : x.shape[3]]


LP_POOL = (
    forgets_the_root,
    keeps_the_exponent,
    loses_the_sign,
    divides_zero_by_zero,
    knows_one_norm,
    divides_by_the_square,
    overwrites,
    does_not_scale_up,
    loses_the_dtype,
)
