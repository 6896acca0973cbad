"""Wrong solutions of chapter 1: cross_correlate and convolve."""

# ruff: noqa: B905 - written as students write

import numpy as np

from cnnlib.correlation import cross_correlate, pad_for_mode
from tests.autograder.realistic.marking import wrong

CORRELATE = "01-convolution.cross_correlate"
CONVOLVE = "01-convolution.convolve"


@wrong(CORRELATE, "multiplies_in_place")
def scales_the_window_in_place(x, kernel, mode="valid"):
    padded = pad_for_mode(x, kernel, mode)
    padded = padded.astype(np.result_type(x, kernel))
    k = np.array(kernel.shape)
    shape = np.array(padded.shape) - k + 1
    out = np.zeros(shape, dtype=padded.dtype)
    for index in np.ndindex(*shape):
        window = padded[tuple(slice(i, i + n) for i, n in zip(index, k))]
        window *= kernel
        out[index] = window.sum()
    return out


@wrong(CORRELATE, "loses_the_dtype", "except for its last number")
def stops_one_early(x, kernel, mode="valid"):
    x = pad_for_mode(x, kernel, mode)
    if x.ndim == 1:
        out = np.zeros(len(x) - len(kernel) + 1)
        for i in range(len(x) - len(kernel)):
            out[i] = np.sum(x[i : i + len(kernel)] * kernel)
        return out
    kh, kw = kernel.shape
    out = np.zeros((x.shape[0] - kh + 1, x.shape[1] - kw + 1))
    for i in range(x.shape[0] - kh):
        for j in range(x.shape[1] - kw):
            out[i, j] = np.sum(x[i : i + kh, j : j + kw] * kernel)
    return out


@wrong(CORRELATE, "pairs_rows_with_rows")
def rows_one_by_one(x, kernel, mode="valid"):
    if x.ndim == 2:
        return np.stack([rows_one_by_one(row, k, mode) for row, k in zip(x, kernel)])
    x = pad_for_mode(x, kernel, mode)
    n = len(kernel)
    return np.array([x[i : i + n] @ kernel for i in range(len(x) - n + 1)], dtype=x.dtype)


@wrong(CORRELATE, "puts_the_odd_zero_behind")
def same_from_full(x, kernel, mode="valid"):
    padded = np.pad(x, [(k - 1, k - 1) for k in kernel.shape])
    view = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    full = (view * kernel).sum(axis=tuple(range(-kernel.ndim, 0)))
    if mode == "full":
        return full
    if mode == "same":
        start = [k // 2 for k in kernel.shape]
        size = x.shape
    else:
        start = [k - 1 for k in kernel.shape]
        size = [n - k + 1 for n, k in zip(x.shape, kernel.shape)]
    return full[tuple(slice(s, s + n) for s, n in zip(start, size))]


@wrong(CONVOLVE, "turns_by_90_degrees")
def turns_by_a_quarter(x, kernel, mode="valid"):
    return cross_correlate(x, np.rot90(kernel), mode)


@wrong(CONVOLVE, "flips_x", "does_not_flip", "begins_the_middle_one_later")
def flips_the_result(x, kernel, mode="valid"):
    return np.flip(cross_correlate(x, kernel, mode))


@wrong(CONVOLVE, "turns_by_90_degrees")
def transposes_images(x, kernel, mode="valid"):
    if kernel.ndim == 1:
        return cross_correlate(x, kernel[::-1], mode)
    return cross_correlate(x, kernel.T[::-1], mode)


@wrong(CONVOLVE, "begins_the_middle_one_later")
def scatter_full(x, kernel, mode="valid"):
    size = [n + k - 1 for n, k in zip(x.shape, kernel.shape)]
    full = np.zeros(size, dtype=np.result_type(x, kernel))
    for index in np.ndindex(*kernel.shape):
        place = tuple(slice(i, i + n) for i, n in zip(index, x.shape))
        full[place] += kernel[index] * x
    if mode == "full":
        return full
    if mode == "same":
        return full[tuple(slice(k // 2, k // 2 + n) for n, k in zip(x.shape, kernel.shape))]
    return full[tuple(slice(k - 1, n) for n, k in zip(x.shape, kernel.shape))]
