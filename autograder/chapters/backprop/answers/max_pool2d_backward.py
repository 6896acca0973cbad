"""Answers to `max_pool2d_backward`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.pooling import max_pool2d
from cnnlib.pooling_windows import pooling_windows

EVERY_PART = (
    "winners",
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
    "that won had any influence on the result: the others get 0.",
    loses=EVERY_PART,
)
def enlarges(grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    grad_padded = np.zeros_like(w.pad(x), dtype=grad_out.dtype)
    for rows, columns in w.offsets():
        grad_padded[:, :, rows, columns] += grad_out
    (ph, pw), (height, width) = w.padding, w.input_size
    return grad_padded[:, :, ph : ph + height, pw : pw + width]


@misconception(
    "The gradient is shared among the pixels of the window. That is average pooling; a maximum "
    "sends all of it to the pixel that won.",
    loses=EVERY_PART,
)
def shares(grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    numbers = w.kernel_size[0] * w.kernel_size[1]
    grad_padded = np.zeros_like(w.pad(x), dtype=grad_out.dtype)
    for rows, columns in w.offsets():
        grad_padded[:, :, rows, columns] += grad_out / numbers
    (ph, pw), (height, width) = w.padding, w.input_size
    return grad_padded[:, :, ph : ph + height, pw : pw + width]


@misconception(
    "You multiplied by the maximum. Where a pixel won, the output is that pixel: the derivative is "
    "1, whatever its value.",
    loses=EVERY_PART,
)
def multiplies_by_the_maximum(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    out, winners = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    n, c, h, w = x.shape
    grad_x = np.zeros((n * c, h * w), dtype=grad_out.dtype)
    images = np.arange(n * c)[:, None]
    np.add.at(grad_x, (images, winners.reshape(n * c, -1)), (grad_out * out).reshape(n * c, -1))
    return grad_x.reshape(x.shape)


@misconception(
    "All pixels that are equal to the maximum receive the gradient. `x == maximum` may hold for "
    "several; only the first of them, row by row, gets it.",
    loses=("equal numbers",),
)
def gives_to_all_that_are_equal(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    w = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    out = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded = w.pad(x, -np.inf)
    grad_padded = np.zeros_like(padded, dtype=grad_out.dtype)
    for rows, columns in w.offsets():
        grad_padded[:, :, rows, columns] += grad_out * (padded[:, :, rows, columns] == out)
    (ph, pw), (height, width) = w.padding, w.input_size
    return grad_padded[:, :, ph : ph + height, pw : pw + width]


@misconception(
    "Of equal numbers the last one receives the gradient. The first one does, row by row, as "
    "`np.argmax` and PyTorch have it.",
    loses=("equal numbers",),
)
def gives_to_the_last(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    w = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    out = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded, left = w.pad(x, -np.inf), np.ones(out.shape, dtype=bool)
    grad_padded = np.zeros_like(padded, dtype=grad_out.dtype)
    for rows, columns in reversed(list(w.offsets())):
        wins = left & (padded[:, :, rows, columns] == out)
        grad_padded[:, :, rows, columns] += grad_out * wins
        left &= ~wins
    (ph, pw), (height, width) = w.padding, w.input_size
    return grad_padded[:, :, ph : ph + height, pw : pw + width]


@misconception(
    "A pixel that won several windows keeps the gradient of one of them only. Add them up: `+=` in "
    "a loop, or `np.add.at`, because `grad[index] += ...` adds once where an index comes twice.",
    loses=("overlap",),
)
def keeps_one_of_several(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    _, winners = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    n, c, h, w = x.shape
    grad_x = np.zeros((n * c, h * w), dtype=grad_out.dtype)
    images = np.arange(n * c)[:, None]
    grad_x[images, winners.reshape(n * c, -1)] += grad_out.reshape(n * c, -1)
    return grad_x.reshape(x.shape)


@misconception(
    "Padding wins where all pixels are negative, and the gradient is lost. Pad with minus "
    "infinity, as the forward pass does: `windows.pad(x, -np.inf)`.",
    loses=("padding, dilation, ceil_mode",),
)
def pads_with_zeros(grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    (kh, kw), (sh, sw), (dh, dw) = w.kernel_size, w.stride, w.dilation
    padded = w.pad(x)
    grad_padded = np.zeros(padded.shape, dtype=grad_out.dtype)
    for n, c, i, j in np.ndindex(grad_out.shape):
        top, left = i * sh, j * sw
        window = padded[n, c, top : top + dh * kh : dh, left : left + dw * kw : dw]
        u, v = np.unravel_index(np.argmax(window), window.shape)
        grad_padded[n, c, top + u * dh, left + v * dw] += grad_out[n, c, i, j]
    (ph, pw), (height, width) = w.padding, w.input_size
    return grad_padded[:, :, ph : ph + height, pw : pw + width]


@misconception(
    "Dilation makes no difference: with dilation d, the pixels of a window lie d apart.",
    loses=("padding, dilation, ceil_mode",),
)
def ignores_dilation(grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    _, winners = max_pool2d(x, kernel_size, stride, padding, 1, ceil_mode, True)
    n, c, h, w = x.shape
    grad_x = np.zeros((n * c, h * w), dtype=grad_out.dtype)
    images = np.arange(n * c)[:, None]
    np.add.at(grad_x, (images, winners.reshape(n * c, -1)), grad_out.reshape(n * c, -1))
    return grad_x.reshape(x.shape)


@misconception(
    "Every channel of every image takes the winners of the first one. Each has its own.",
    loses=EVERY_PART,
)
def takes_the_winners_of_the_first(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    _, winners = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    n, c, h, w = x.shape
    grad_x = np.zeros((n * c, h * w), dtype=grad_out.dtype)
    images = np.arange(n * c)[:, None]
    np.add.at(grad_x, (images, winners[0, 0].reshape(1, -1)), grad_out.reshape(n * c, -1))
    return grad_x.reshape(x.shape)


@misconception(
    "The values are right, but float32 comes back as float64: give the array that you fill "
    "`dtype=grad_out.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    _, winners = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    n, c, h, w = x.shape
    grad_x = np.zeros((n * c, h * w))
    images = np.arange(n * c)[:, None]
    np.add.at(grad_x, (images, winners.reshape(n * c, -1)), grad_out.reshape(n * c, -1))
    return grad_x.reshape(x.shape)
