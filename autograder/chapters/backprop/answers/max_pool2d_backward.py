"""Answers to `max_pool2d_backward`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import math

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.pooling import max_pool2d
from cnnlib.pooling_windows import pooling_windows

EVERY_PART = (
    "winners",
    "square images",
    "overlap",
    "equal numbers",
    "padding, dilation, ceil_mode",
    "dtype and input",
)


@variant
def window_by_window(grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    (kh, kw), (sh, sw), (dh, dw) = w.kernel_size, w.stride, w.dilation
    padded = w.pad(x, -np.inf)
    grad_padded = np.zeros(padded.shape, dtype=grad_out.dtype)
    for n, c, i, j in np.ndindex(grad_out.shape):
        top, left = i * sh, j * sw
        window = padded[n, c, top : top + dh * kh : dh, left : left + dw * kw : dw]
        u, v = np.unravel_index(np.argmax(window), window.shape)
        grad_padded[n, c, top + u * dh, left + v * dw] += grad_out[n, c, i, j]
    (ph, pw), (height, width) = w.padding, w.input_size
    return grad_padded[:, :, ph : ph + height, pw : pw + width]


@variant
def with_what_is_left(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    w = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    out = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded, left = w.pad(x, -np.inf), np.ones(out.shape, dtype=bool)
    grad_padded = np.zeros_like(padded, dtype=grad_out.dtype)
    for rows, columns in w.offsets():
        wins = left & (padded[:, :, rows, columns] == out)
        grad_padded[:, :, rows, columns] += np.where(wins, grad_out, 0)
        left &= ~wins
    (ph, pw), (height, width) = w.padding, w.input_size
    return grad_padded[:, :, ph : ph + height, pw : pw + width]


@variant
def by_counting(grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    _, winners = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    n, c, h, w = x.shape
    first = np.arange(n * c).reshape(n, c, 1, 1) * h * w
    pixels = (first + winners).ravel()
    grad_x = np.bincount(pixels, weights=grad_out.ravel(), minlength=x.size)
    return grad_x.reshape(x.shape).astype(grad_out.dtype)


@misconception(
    "Every pixel of a window receives the gradient, as if the image were enlarged. Only the pixel "
    "with the maximum has any influence on the result: the others get 0.",
    loses=EVERY_PART,
)
def enlarges(right, grad_out, x, *args, **given):
    # In the batch of each pixel, it is so large that it is the maximum of all its windows.
    pixels = np.eye(x[0, 0].size, dtype=x.dtype).reshape(-1, 1, 1, *x.shape[2:])
    peaks = pixels + np.zeros_like(x)
    grad_out = np.tile(grad_out, (len(pixels), 1, 1, 1))
    grad_x = right(grad_out, peaks.reshape(-1, *x.shape[1:]), *args, **given)
    return (pixels * grad_x.reshape(peaks.shape)).sum(axis=0)


@misconception(
    "The gradient is shared among the pixels of the window. That is average pooling; a maximum "
    "sends all of it to the pixel that won.",
    loses=EVERY_PART,
)
def shares(right, grad_out, x, kernel_size, *args, **given):
    # In the batch of each pixel, it is so large that it is the maximum of all its windows.
    pixels = np.eye(x[0, 0].size, dtype=x.dtype).reshape(-1, 1, 1, *x.shape[2:])
    peaks = pixels + np.zeros_like(x)
    share = grad_out / math.prod(pair(kernel_size, "kernel_size"))
    share = np.tile(share, (len(pixels), 1, 1, 1))
    grad_x = right(share, peaks.reshape(-1, *x.shape[1:]), kernel_size, *args, **given)
    return (pixels * grad_x.reshape(peaks.shape)).sum(axis=0)


@misconception(
    "You multiplied by the maximum. The output is that pixel itself, so the derivative is 1, "
    "whatever its value.",
    loses=EVERY_PART,
)
def multiplies_by_the_maximum(right, grad_out, x, *args, **given):
    return right(grad_out * max_pool2d(x, *args, **given), x, *args, **given)


@misconception(
    "All pixels that are equal to the maximum receive the gradient. `x == maximum` may hold for "
    "several; only the first of them, row by row, gets it.",
    loses=("equal numbers",),
)
def gives_to_all_that_are_equal(right, grad_out, x, *args, **given):
    # In the batch of each pixel, it is slightly larger than the pixels that were equal to it.
    pixels = np.eye(x[0, 0].size, dtype=bool).reshape(-1, 1, 1, *x.shape[2:])
    images = np.where(pixels, np.nextafter(x, np.inf), x)
    grad_out = np.tile(grad_out, (len(pixels), 1, 1, 1))
    grad_x = right(grad_out, images.reshape(-1, *x.shape[1:]), *args, **given)
    return (pixels * grad_x.reshape(images.shape)).sum(axis=0)


@misconception(
    "Of equal numbers the last one receives the gradient. The first one does, row by row, as in "
    "`np.argmax` and in PyTorch.",
    loses=("equal numbers",),
)
def gives_to_the_last(right, grad_out, x, *args, **given):
    # Ranks, in which the last of equal numbers has the highest.
    ranks = x.argsort(axis=None, kind="stable").argsort().reshape(x.shape)
    return right(grad_out, ranks.astype(x.dtype), *args, **given)


@misconception(
    "A pixel that won several windows keeps the gradient of one of them only. Add them up: `+=` in "
    "a loop, or `np.add.at`, because `grad[index] += ...` adds once where an index comes twice.",
    loses=("overlap",),
)
def keeps_one_of_several(right, grad_out, x, *args, **given):
    grad_x = right(np.zeros_like(grad_out), x, *args, **given)
    for place in np.eye(grad_out[0, 0].size, dtype=bool).reshape(-1, *grad_out.shape[2:]):
        of_one_window = right(grad_out * place, x, *args, **given)
        grad_x = np.where(of_one_window == 0, grad_x, of_one_window)
    return grad_x


@misconception(
    "Where windows overlap, each one overwrites the one before it, with zeros as well. Write only "
    "to the pixel with the maximum, and add: `+=`.",
    loses=("overlap",),
)
def overwrites_whole_windows(right, grad_out, x, *args, **given):
    w = pooling_windows(x, *args, **given)
    grad_x = right(np.zeros_like(grad_out), x, *args, **given)
    for place in np.ndindex(*grad_out.shape[2:]):
        one = np.zeros_like(grad_out)
        one[:, :, place[0], place[1]] = grad_out[:, :, place[0], place[1]]
        lies = []
        for axis in (0, 1):
            first = place[axis] * w.stride[axis] - w.padding[axis]
            pixels = first + w.dilation[axis] * np.arange(w.kernel_size[axis])
            lies.append(pixels[(pixels >= 0) & (pixels < w.input_size[axis])])
        inside = (slice(None), slice(None), lies[0][:, np.newaxis], lies[1])
        grad_x[inside] = right(one, x, *args, **given)[inside]
    return grad_x


@misconception(
    "Where all pixels are negative, the padding is the maximum and the gradient is lost. Pad with "
    "minus infinity, as the forward pass does: `windows.pad(x, -np.inf)`.",
    loses=("padding, dilation, ceil_mode",),
)
def pads_with_zeros(
    right, grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    w = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    (ph, pw), (height, width) = w.padding, w.input_size
    grad_padded = right(grad_out, w.pad(x), kernel_size, stride, 0, dilation)
    return grad_padded[:, :, ph : ph + height, pw : pw + width]


@misconception(
    "Dilation makes no difference: with dilation d, the pixels of a window lie d apart.",
    loses=("padding, dilation, ceil_mode",),
)
def ignores_dilation(
    right, grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    return right(grad_out, x, kernel_size, stride, padding, 1, ceil_mode)


@misconception(
    "Every channel of every image uses the maxima of the first one. Each has its own.",
    loses=EVERY_PART,
)
def takes_the_winners_of_the_first(right, grad_out, x, *args, **given):
    return right(grad_out, x[0, 0] + np.zeros_like(x), *args, **given)


@misconception(
    "You return float64 for float32: give the array that you fill `dtype=grad_out.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, grad_out, *args, **given):
    return right(grad_out.astype(np.float64), *args, **given)
