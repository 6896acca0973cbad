"""Closed forms in place of windows: rounding, clipped ends, running sums."""

import math

import numpy as np

from cnnlib.arguments import pair

__all__ = ["avg_pool2d", "pool_output_size", "window_pixels"]


def pool_output_size(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    steps = (input_size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride
    windows = (math.ceil(steps) if ceil_mode else math.floor(steps)) + 1
    if ceil_mode and (windows - 1) * stride >= input_size + padding:
        windows -= 1
    return windows


def window_pixels(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    windows = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    stride = kernel_size if stride is None else stride
    border = padding if count_include_pad else 0
    start = np.arange(windows) * stride - padding
    too_early = -((start + border) // dilation)  # places before the border
    reachable = -((start - input_size - border) // dilation)  # places before the end
    return np.minimum(reachable, kernel_size) - np.maximum(too_early, 0)


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
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
