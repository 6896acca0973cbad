"""Right answers to `linear_as_conv2d` in other styles."""

import numpy as np

from autograder.checks.answers import FunctionAnswer
from cnnlib.arguments import pair
from cnnlib.conv import conv2d

__all__ = ["VARIANTS"]


def _window_by_window(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    n, _, h, w = x.shape
    out = np.zeros((n, len(weight), h - kh + 1, w - kw + 1), dtype=x.dtype)
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            rows = x[:, :, i : i + kh, j : j + kw].reshape(n, -1)
            out[:, :, i, j] = rows @ weight.T
            if bias is not None:
                out[:, :, i, j] += bias
    return out


def _sliding_windows(x, weight, bias=None, *, input_size):
    kernels = weight.reshape(len(weight), x.shape[1], *pair(input_size, "input_size"))
    windows = np.lib.stride_tricks.sliding_window_view(x, kernels.shape[2:], axis=(2, 3))
    out = np.einsum("ncijuv,fcuv->nfij", windows, kernels)
    return out if bias is None else out + bias[:, None, None]


def _unit_by_unit(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    kernels = [row.reshape(1, x.shape[1], kh, kw) for row in weight]
    maps = [conv2d(x, kernel) for kernel in kernels]
    if bias is not None:
        maps = [each + offset for each, offset in zip(maps, bias, strict=True)]
    return np.concatenate(maps, axis=1)


VARIANTS = (
    FunctionAnswer("window by window", _window_by_window),
    FunctionAnswer("sliding windows", _sliding_windows),
    FunctionAnswer("unit by unit", _unit_by_unit),
)
