"""Right answers to `cross_correlate` in other styles."""

import numpy as np

from autograder.checks.answers import FunctionAnswer
from cnnlib.correlation import pad_for_mode

__all__ = ["VARIANTS"]


def _one_case_after_another(x, kernel, mode="valid"):
    edges = []
    for k in kernel.shape:
        if mode == "valid":
            edges.append((0, 0))
        elif mode == "same":
            edges.append((k // 2, k - 1 - k // 2))
        else:
            edges.append((k - 1, k - 1))
    x = np.pad(x, edges)
    dtype = np.result_type(x, kernel)
    if x.ndim == 1:
        k = len(kernel)
        return np.array([np.dot(x[i : i + k], kernel) for i in range(len(x) - k + 1)], dtype=dtype)
    (h, w), (kh, kw) = x.shape, kernel.shape
    y = np.zeros((h - kh + 1, w - kw + 1), dtype=dtype)
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            for u in range(kh):
                for v in range(kw):
                    y[i, j] += x[i + u, j + v] * kernel[u, v]
    return y


def _sliding_windows(x, kernel, mode="valid"):
    windows = np.lib.stride_tricks.sliding_window_view(pad_for_mode(x, kernel, mode), kernel.shape)
    return np.tensordot(windows, kernel, axes=kernel.ndim)


def _shift_and_add(x, kernel, mode="valid"):
    """Go through the numbers of the kernel instead of its places."""
    full_size = [n + k - 1 for n, k in zip(x.shape, kernel.shape, strict=True)]
    full = np.zeros(full_size, dtype=np.result_type(x, kernel))
    for position in np.ndindex(*kernel.shape):
        begin = [k - 1 - u for u, k in zip(position, kernel.shape, strict=True)]
        full[tuple(slice(b, b + n) for b, n in zip(begin, x.shape, strict=True))] += (
            kernel[position] * x
        )
    if mode == "full":
        return full
    if mode == "valid":
        return full[tuple(slice(k - 1, n) for n, k in zip(x.shape, kernel.shape, strict=True))]
    return full[
        tuple(
            slice(k - 1 - k // 2, k - 1 - k // 2 + n)
            for n, k in zip(x.shape, kernel.shape, strict=True)
        )
    ]


VARIANTS = (
    FunctionAnswer("loops", _one_case_after_another),
    FunctionAnswer("sliding windows", _sliding_windows),
    FunctionAnswer("shift and add", _shift_and_add),
)
