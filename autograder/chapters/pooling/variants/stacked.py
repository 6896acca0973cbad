"""One image for each place inside the window, stacked, and then one reduction over the stack."""

import numpy as np

from cnnlib.arguments import pair
from cnnlib.pooling_windows import pooling_windows

__all__ = [
    "avg_pool2d",
    "conv1x1",
    "global_avg_pool2d",
    "lp_pool2d",
    "max_pool2d",
    "max_unpool2d",
]


def max_pool2d(
    x,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    return_indices=False,
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    h, w = x.shape[2:]
    padded = windows.pad(x.astype(np.float64), -np.inf)
    positions = windows.pad(np.arange(h * w).reshape(1, 1, h, w), -1)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    places = np.stack([positions[:, :, rows, columns] for rows, columns in windows.offsets()])
    best = values.argmax(axis=0)
    out = values.max(axis=0).astype(x.dtype)
    indices = sum(np.where(best == k, place, 0) for k, place in enumerate(places))
    return (out, indices) if return_indices else out


def max_unpool2d(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    (kh, kw), (ph, pw) = pair(kernel_size, "kernel_size"), pair(padding, "padding", 0)
    sh, sw = pair(kernel_size if stride is None else stride, "stride")
    n, c, h, w = x.shape
    if output_size is None:
        output_size = ((h - 1) * sh + kh - 2 * ph, (w - 1) * sw + kw - 2 * pw)
    size = output_size[0] * output_size[1]
    out = np.zeros(n * c * size, dtype=x.dtype)
    first = size * np.arange(n * c).reshape(n, c, 1, 1)
    out[(first + indices).ravel()] = x.ravel()
    return out.reshape(n, c, *output_size)


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    inside = np.zeros_like(windows.pad(x[:1, :1]))
    (h, w), (ph, pw) = windows.input_size, windows.padding
    if count_include_pad:
        inside[:, :, : h + 2 * ph, : w + 2 * pw] = 1
    else:
        inside[:, :, ph : h + ph, pw : w + pw] = 1
    padded = windows.pad(x)
    total = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    pixels = np.stack([inside[:, :, rows, columns] for rows, columns in windows.offsets()])
    return total.sum(axis=0) / pixels.sum(axis=0)


def lp_pool2d(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    windows = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    powers = windows.pad(np.abs(x if x.dtype.kind == "f" else x.astype(np.float64)) ** norm_type)
    total = np.stack([powers[:, :, rows, columns] for rows, columns in windows.offsets()]).sum(0)
    there = windows.pad(np.ones(x.shape[2:]))
    pixels = np.stack([there[rows, columns] for rows, columns in windows.offsets()]).mean(0)
    return ((total / pixels) ** (1 / norm_type)).astype(powers.dtype)


def global_avg_pool2d(x):
    return x.reshape(*x.shape[:2], -1).mean(axis=-1)[:, :, np.newaxis, np.newaxis]


def conv1x1(x, weight, bias=None):
    n, c, h, w = x.shape
    pixels = x.transpose(0, 2, 3, 1).reshape(-1, c)
    out = pixels @ weight.reshape(len(weight), c).T
    if bias is not None:
        out = out + bias
    return out.reshape(n, h, w, -1).transpose(0, 3, 1, 2)
