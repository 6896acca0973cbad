"""Answers to `avg_pool2d_backward`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import math

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.pooling_backward import max_pool2d_backward
from cnnlib.pooling_windows import pooling_windows

EVERY_PART = ("shares", "square images", "overlap", "padding and ceil_mode", "dtype and input")


@variant
def window_by_window(
    grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    w = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    (kh, kw), (sh, sw), (ph, pw) = w.kernel_size, w.stride, w.padding
    height, width = w.input_size
    grad_x = np.zeros(x.shape, dtype=grad_out.dtype)
    border_h, border_w = (ph, pw) if count_include_pad else (0, 0)
    for i, j in np.ndindex(grad_out.shape[2:]):
        top, left = i * sh - ph, j * sw - pw
        down = min(top + kh, height + border_h) - max(top, -border_h)
        across = min(left + kw, width + border_w) - max(left, -border_w)
        inside = slice(max(top, 0), top + kh), slice(max(left, 0), left + kw)
        grad_x[:, :, inside[0], inside[1]] += grad_out[:, :, i : i + 1, j : j + 1] / (down * across)
    return grad_x


@variant
def with_repeat(
    grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    w = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    (kh, kw), (sh, sw), (ph, pw) = w.kernel_size, w.stride, w.padding
    share = grad_out / w.pixels(count_include_pad).astype(grad_out.dtype)
    (h_out, w_out), (height, width) = w.output_size, w.input_size
    grad_padded = np.zeros_like(w.pad(x), dtype=grad_out.dtype)
    windows = share[..., None, None].repeat(kh, axis=-2).repeat(kw, axis=-1)
    for i in range(h_out):
        for j in range(w_out):
            grad_padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += windows[:, :, i, j]
    return grad_padded[:, :, ph : ph + height, pw : pw + width]


@variant
def with_matrices(
    grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    w = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    sides = []
    for k, s, p, places, size in zip(
        w.kernel_size, w.stride, w.padding, w.output_size, w.input_size, strict=True
    ):
        start = np.arange(places)[:, None] * s - p
        sides.append((np.arange(size) >= start) & (np.arange(size) < start + k))
    down, across = (side.astype(grad_out.dtype) for side in sides)
    share = grad_out / w.pixels(count_include_pad).astype(grad_out.dtype)
    return down.T @ share @ across


@misconception(
    "Every pixel receives the whole gradient of its window. Each contributed 1 / (number of "
    "pixels) of its value to the average, and receives the same share of the gradient.",
    loses=EVERY_PART,
)
def does_not_divide(
    right, grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    w = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    whole = grad_out * w.pixels(count_include_pad).astype(grad_out.dtype)
    return right(whole, x, kernel_size, stride, padding, ceil_mode, count_include_pad)


@misconception(
    "You divide by the number of pixels of the image. Divide by that of a window.",
    loses=EVERY_PART,
)
def divides_by_the_image(
    right, grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    w = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    whole = grad_out * w.pixels(count_include_pad).astype(grad_out.dtype)
    small = whole / x[0, 0].size
    return right(small, x, kernel_size, stride, padding, ceil_mode, count_include_pad)


@misconception(
    "The gradient of each window goes to its largest pixel. That is max pooling; an average uses "
    "all of its pixels equally, and its gradient goes to all of them equally.",
    loses=EVERY_PART,
)
def gives_to_the_largest(
    right, grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    of_largest = max_pool2d_backward(grad_out, x, kernel_size, stride, padding, 1, ceil_mode)
    return right(of_largest, x, 1)  # with windows of one pixel, nothing is shared


@misconception(
    "Where windows overlap, a pixel keeps the share of one of them only. Add them up: `+=`.",
    loses=("overlap",),
)
def overwrites(right, grad_out, x, *args, **given):
    grad_x = right(np.zeros_like(grad_out), x, *args, **given)
    for place in np.eye(grad_out[0, 0].size, dtype=bool).reshape(-1, *grad_out.shape[2:]):
        grad_x = np.where(grad_x == 0, right(grad_out * place, x, *args, **given), grad_x)
    return grad_x


@misconception(
    "Every window is divided by the size of the kernel. With `count_include_pad=False`, and where "
    "a window hangs over the edge, fewer pixels count: `windows.pixels(count_include_pad)`.",
    loses=("padding and ceil_mode",),
)
def divides_by_the_kernel_everywhere(
    right, grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    w = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    counted = w.pixels(count_include_pad) / math.prod(w.kernel_size)
    small = grad_out * counted.astype(grad_out.dtype)
    return right(small, x, kernel_size, stride, padding, ceil_mode, count_include_pad)


@misconception(
    "The gradient still has the padding: cut it off, so that it has the shape of x.",
    loses=("padding and ceil_mode",),
)
def keeps_the_padding(
    right, grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    w = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    counted = math.prod(w.kernel_size) / w.pixels(count_include_pad)
    return right(grad_out * counted.astype(grad_out.dtype), w.pad(x), kernel_size, stride)


@misconception(
    "Without padding the result is empty, because `grad[:, :, p:-p]` is for p = 0. Write "
    "`p : p + height`.",
    loses=EVERY_PART,
)
def cuts_with_a_negative_index(
    right, grad_out, x, kernel_size, stride=None, padding=0, *args, **given
):
    ph, pw = pair(padding, "padding", 0)
    grad_x = right(grad_out, x, kernel_size, stride, padding, *args, **given)
    return np.pad(grad_x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))[:, :, ph:-ph, pw:-pw]


@misconception(
    "You return float64 for float32: `windows.pixels` counts in whole "
    "numbers, and float32 divided by int64 is float64. Convert the counts to `grad_out.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, grad_out, *args, **given):
    return right(grad_out.astype(np.float64), *args, **given)
