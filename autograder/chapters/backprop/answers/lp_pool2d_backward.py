"""Answers to `lp_pool2d_backward`: right ones in other styles, and what students get wrong."""

import math

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.pooling import lp_pool2d
from cnnlib.pooling_windows import pooling_windows

EVERY_PART = (
    "squares",
    "square images",
    "other norms",
    "zeros",
    "overlap and ceil_mode",
    "dtype and input",
)


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
    "You left out the division by the norm. The derivative of the root, the outer function of the "
    "norm, has y in the denominator: (|x| / y)^(p - 1).",
    loses=EVERY_PART,
)
def forgets_the_root(right, grad_out, x, norm_type, *args, **given):
    y = lp_pool2d(x, norm_type, *args, **given)
    return right(grad_out * y ** (norm_type - 1), x, norm_type, *args, **given)


@misconception(
    "There is an extra factor p. The power gives p, the root 1/p, and they cancel.",
    loses=EVERY_PART,
)
def keeps_the_exponent(right, grad_out, x, norm_type, *args, **given):
    return right(norm_type * grad_out, x, norm_type, *args, **given)


@misconception(
    "The sign is lost. Making a negative number larger makes the norm smaller: multiply by "
    "`np.sign(x)`.",
    loses=EVERY_PART,
)
def loses_the_sign(right, grad_out, x, *args, **given):
    return right(grad_out, np.abs(x), *args, **given)


@misconception(
    "Where a whole window is 0 you divide 0 by 0, which is NaN. There the gradient is taken to be "
    "0.",
    loses=("zeros",),
)
def divides_zero_by_zero(right, grad_out, x, *args, **given):
    y = lp_pool2d(x, *args, **given)
    with np.errstate(invalid="ignore"):
        return right(grad_out * (y / y), x, *args, **given)


@misconception(
    "This is x / y for every norm. That holds for `norm_type=2`; in general the share is "
    "sign(x) (|x| / y)^(p - 1).",
    loses=("other norms", "zeros", "overlap and ceil_mode"),
)
def knows_one_norm(right, grad_out, x, norm_type, *args, **given):
    y, length = lp_pool2d(x, norm_type, *args, **given), lp_pool2d(x, 2, *args, **given)
    return right(grad_out * length / np.where(y > 0, y, 1), x, 2, *args, **given)


@misconception(
    "You divided by y², as if the root were not there. For squares the share is x / y.",
    loses=EVERY_PART,
)
def divides_by_the_square(right, grad_out, x, *args, **given):
    y = lp_pool2d(x, *args, **given)
    return right(grad_out / np.where(y > 0, y, 1), x, *args, **given)


@misconception(
    "Where windows overlap, a pixel keeps the share of one of them only. Add them up: `+=`.",
    loses=("overlap and ceil_mode",),
)
def overwrites(right, grad_out, x, *args, **given):
    grad_x = right(np.zeros_like(grad_out), x, *args, **given)
    for place in np.eye(grad_out[0, 0].size, dtype=bool).reshape(-1, *grad_out.shape[2:]):
        grad_x = np.where(grad_x == 0, right(grad_out * place, x, *args, **given), grad_x)
    return grad_x


@misconception(
    "With `ceil_mode`, the sum of a window that hangs over the edge was scaled up to a whole "
    "window. Its gradient has to be scaled up as well.",
    loses=("overlap and ceil_mode",),
)
def does_not_scale_up(right, grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    part = (w.pixels(True) / math.prod(w.kernel_size)).astype(grad_out.dtype)
    return right(grad_out * part, x, norm_type, kernel_size, stride, ceil_mode)


@misconception(
    "You return float64 for float32: `windows.pixels` counts in whole "
    "numbers, which make float64 of float32. Convert to `grad_out.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, grad_out, *args, **given):
    return right(grad_out.astype(np.float64), *args, **given)


@misconception(
    "The exponent is p, and should be p - 1: the derivative of |x|^p has one power less.",
    loses=EVERY_PART,
)
def takes_one_power_too_many(right, grad_out, x, norm_type, *args, **given):
    y = lp_pool2d(x, norm_type, *args, **given)
    higher = lp_pool2d(x, norm_type + 1, *args, **given)
    ratio = (higher / np.where(y > 0, y, 1)) ** norm_type
    return right(grad_out * ratio, x, norm_type + 1, *args, **given)
