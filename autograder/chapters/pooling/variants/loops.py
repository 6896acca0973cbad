"""Plain loops: over images and channels, and over the places of the window."""

import numpy as np

from cnnlib.arguments import pair

__all__ = [
    "avg_pool2d",
    "conv1x1",
    "global_avg_pool2d",
    "lp_pool2d",
    "max_pool2d",
    "max_unpool2d",
    "pool_output_size",
    "window_pixels",
]


def pool_output_size(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    if stride is None:
        stride = kernel_size
    extent = dilation * (kernel_size - 1) + 1
    windows, start = 0, -padding
    while start + extent <= input_size + padding:
        windows += 1
        end = start + extent
        start += stride
    if ceil_mode and end < input_size + padding and start < input_size:
        windows += 1
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
    if stride is None:
        stride = kernel_size
    counts = []
    for i in range(windows):
        count = 0
        for u in range(kernel_size):
            place = i * stride - padding + u * dilation
            on_input = 0 <= place < input_size
            on_padding = -padding <= place < input_size + padding
            count += on_input or (count_include_pad and on_padding)
        counts.append(count)
    return np.array(counts)


def max_pool2d(
    x,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    return_indices=False,
):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = (kh, kw) if stride is None else pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    n, c, h, w = x.shape
    h_out = pool_output_size(h, kh, sh, ph, dh, ceil_mode)
    w_out = pool_output_size(w, kw, sw, pw, dw, ceil_mode)
    out = np.zeros((n, c, h_out, w_out), dtype=x.dtype)
    indices = np.zeros((n, c, h_out, w_out), dtype=np.int64)
    for place in np.ndindex(*out.shape):
        image, channel, i, j = place
        best = None
        for u in range(kh):
            for v in range(kw):
                row, column = i * sh - ph + u * dh, j * sw - pw + v * dw
                if 0 <= row < h and 0 <= column < w:
                    value = x[image, channel, row, column]
                    if best is None or value > best:
                        best = value
                        indices[place] = row * w + column
        out[place] = best
    return (out, indices) if return_indices else out


def max_unpool2d(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = (kh, kw) if stride is None else pair(stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    n, c, h, w = x.shape
    if output_size is None:
        output_size = (sh * (h - 1) + kh - 2 * ph, sw * (w - 1) + kw - 2 * pw)
    out = np.zeros((n, c, *output_size), dtype=x.dtype)
    for image, channel, i, j in np.ndindex(*x.shape):
        row, column = divmod(int(indices[image, channel, i, j]), output_size[1])
        out[image, channel, row, column] = x[image, channel, i, j]
    return out


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = (kh, kw) if stride is None else pair(stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    n, c, h, w = x.shape
    h_out = pool_output_size(h, kh, sh, ph, 1, ceil_mode)
    w_out = pool_output_size(w, kw, sw, pw, 1, ceil_mode)
    out = np.zeros((n, c, h_out, w_out), dtype=x.dtype if x.dtype.kind == "f" else np.float64)
    for i in range(h_out):
        top, bottom = i * sh - ph, min(i * sh - ph + kh, h + ph)
        rows = slice(max(top, 0), min(bottom, h))
        for j in range(w_out):
            left, right = j * sw - pw, min(j * sw - pw + kw, w + pw)
            columns = slice(max(left, 0), min(right, w))
            window = x[:, :, rows, columns].astype(out.dtype)
            pixels = window.shape[2] * window.shape[3]
            if count_include_pad:
                pixels = (bottom - top) * (right - left)
            out[:, :, i, j] = window.sum(axis=(2, 3)) / pixels
    return out


def lp_pool2d(x, norm_type, kernel_size, stride=None, ceil_mode=False):
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


def global_avg_pool2d(x):
    n, c, h, w = x.shape
    out = np.empty((n, c, 1, 1), dtype=x.dtype if x.dtype.kind == "f" else np.float64)
    for image in range(n):
        for channel in range(c):
            out[image, channel] = x[image, channel].sum() / (h * w)
    return out


def conv1x1(x, weight, bias=None):
    n, c, h, w = x.shape
    filters = weight.shape[0]
    out = np.zeros((n, filters, h, w), dtype=x.dtype)
    for f in range(filters):
        for channel in range(c):
            out[:, f] += weight[f, channel, 0, 0] * x[:, channel]
        if bias is not None:
            out[:, f] += bias[f]
    return out
