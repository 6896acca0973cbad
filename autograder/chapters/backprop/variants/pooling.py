"""Other right ways to write the gradients of pooling."""

import numpy as np

from autograder.checks.answers import FunctionAnswer
from cnnlib.pooling import lp_pool2d, max_pool2d
from cnnlib.pooling_windows import pooling_windows

__all__ = ["AVG_POOL", "LP_POOL", "MAX_POOL"]


def max_pool_window_by_window(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
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


def max_pool_with_what_is_left(
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


def max_pool_by_counting(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    _, winners = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    n, c, h, w = x.shape
    first = np.arange(n * c).reshape(n, c, 1, 1) * h * w
    pixels = (first + winners).ravel()
    grad_x = np.bincount(pixels, weights=grad_out.ravel(), minlength=x.size)
    return grad_x.reshape(x.shape).astype(grad_out.dtype)


def avg_pool_window_by_window(
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


def avg_pool_with_repeat(
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


def avg_pool_with_matrices(
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


def lp_pool_window_by_window(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
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


def lp_pool_by_the_chain_rule(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
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


def lp_pool_with_divide(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
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


def _answers(*functions):
    return tuple(FunctionAnswer(function.__name__, function) for function in functions)


MAX_POOL = _answers(max_pool_window_by_window, max_pool_with_what_is_left, max_pool_by_counting)
AVG_POOL = _answers(avg_pool_window_by_window, avg_pool_with_repeat, avg_pool_with_matrices)
LP_POOL = _answers(lp_pool_window_by_window, lp_pool_by_the_chain_rule, lp_pool_with_divide)
