"""Answers to `lp_pool2d_backward`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.pooling import lp_pool2d
from cnnlib.pooling_windows import pooling_windows

EVERY_PART = ("squares", "other norms", "zeros", "overlap and ceil_mode", "dtype and input")


@variant
def window_by_window(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    (kh, kw), (sh, sw) = w.kernel_size, w.stride
    pixels = w.pixels(True)
    grad_x = np.zeros(x.shape, dtype=grad_out.dtype)
    for n, c, i, j in np.ndindex(grad_out.shape):
        place = n, c, slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
        factor = kh * kw / pixels[i, j]
        norm = (factor * np.sum(np.abs(x[place]) ** norm_type)) ** (1 / norm_type)
        if norm > 0:
            slope = factor * np.sign(x[place]) * (np.abs(x[place]) / norm) ** (norm_type - 1)
            grad_x[place] += grad_out[n, c, i, j] * slope
    return grad_x


@variant
def by_the_chain_rule(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    (kh, kw), (height, width) = w.kernel_size, w.input_size
    y = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode)
    safe = np.where(y > 0, y, 1)
    by_sum = np.where(y > 0, grad_out * safe ** (1 - norm_type), 0)
    by_sum *= (kh * kw / w.pixels(True)).astype(grad_out.dtype)
    grad_powers = np.zeros_like(w.pad(x), dtype=grad_out.dtype)
    for rows, columns in w.offsets():
        grad_powers[:, :, rows, columns] += by_sum
    inner = np.sign(x) * np.abs(x) ** (norm_type - 1)
    return grad_powers[:, :, :height, :width] * inner


@variant
def with_divide(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    y = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode)
    padded = w.pad(x)
    grad_padded = np.zeros_like(padded)
    numbers = w.kernel_size[0] * w.kernel_size[1]
    scaled = grad_out * (numbers / w.pixels(True)).astype(grad_out.dtype)
    for rows, columns in w.offsets():
        value = padded[:, :, rows, columns]
        ratio = np.divide(np.abs(value), y, out=np.zeros_like(y), where=y != 0)
        grad_padded[:, :, rows, columns] += scaled * np.sign(value) * ratio ** (norm_type - 1)
    return grad_padded[:, :, : x.shape[2], : x.shape[3]]


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
