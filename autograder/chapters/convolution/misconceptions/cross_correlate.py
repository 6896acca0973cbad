"""What students get wrong in `cross_correlate`."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.correlation import pad_for_mode

__all__ = ["MISCONCEPTIONS"]

EVERY_PART = ("signals", "images", "modes", "dtype and input")


@misconception(
    "The kernel is flipped. Cross-correlation lays it on `x` as it is; the flip makes it a "
    "convolution, which is the next exercise.",
    loses=EVERY_PART,
)
def flips_the_kernel(x, kernel, mode="valid"):
    padded = pad_for_mode(x, kernel, mode)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * np.flip(kernel)).sum(axis=tuple(range(-kernel.ndim, 0)))


@misconception(
    "At each place of an image you take the matrix product of window and kernel. What is meant is "
    "`*`, number by number (the Hadamard product), and then the sum of all the products.",
    loses=("images", "modes", "dtype and input"),
)
def takes_the_matrix_product(x, kernel, mode="valid"):
    padded = pad_for_mode(x, kernel, mode)
    places = [n - k + 1 for n, k in zip(padded.shape, kernel.shape, strict=True)]
    out = np.zeros(places, dtype=np.result_type(x, kernel))
    for place in np.ndindex(*places):
        slices = tuple(slice(i, i + k) for i, k in zip(place, kernel.shape, strict=True))
        out[place] = (padded[slices] @ kernel).sum()
    return out


@misconception(
    "The last place is missing along every axis: a kernel of k fits on n numbers in n - k + 1 "
    "places, not n - k. (Count them for n = k.)",
    loses=EVERY_PART,
)
def loses_the_last_place(x, kernel, mode="valid"):
    padded = pad_for_mode(x, kernel, mode)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    windows = windows[(slice(-1),) * kernel.ndim]
    return (windows * kernel).sum(axis=tuple(range(-kernel.ndim, 0)))


@misconception(
    "The kernel jumps by its own size, so that its places do not overlap. It moves by one number "
    "at a time.",
    loses=EVERY_PART,
)
def jumps_by_the_kernels_size(x, kernel, mode="valid"):
    padded = pad_for_mode(x, kernel, mode)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    windows = windows[tuple(slice(None, None, k) for k in kernel.shape)]
    return (windows * kernel).sum(axis=tuple(range(-kernel.ndim, 0)))


@misconception(
    "You take the mean of the products; what is meant is their sum.",
    loses=EVERY_PART,
)
def averages(x, kernel, mode="valid"):
    padded = pad_for_mode(x, kernel, mode)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).mean(axis=tuple(range(-kernel.ndim, 0)))


@misconception(
    "The mode makes no difference: there are never zeros around `x`. `pad_for_mode`, in the same "
    "module, puts them there.",
    loses=("modes",),
)
def ignores_the_mode(x, kernel, mode="valid"):
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape)
    return (windows * kernel).sum(axis=tuple(range(-kernel.ndim, 0)))


@misconception(
    'With "same" and an even kernel the result is off by one place: such a kernel has no middle, '
    "and the zero more, k // 2 of them, goes before `x`, (k - 1) // 2 after it.",
    loses=("modes",),
)
def puts_the_odd_zero_behind(x, kernel, mode="valid"):
    zeros = {"valid": [(0, 0)] * x.ndim, "full": [(k - 1, k - 1) for k in kernel.shape]}
    zeros["same"] = [((k - 1) // 2, k // 2) for k in kernel.shape]
    padded = np.pad(x, zeros[mode])
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=tuple(range(-kernel.ndim, 0)))


@misconception(
    "The values are right, but float32 numbers come back as float64. `np.zeros` and `np.empty` "
    "make float64 unless you say `dtype=...`.",
    loses=("dtype and input",),
)
def loses_the_dtype(x, kernel, mode="valid"):
    padded = pad_for_mode(x, kernel, mode)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    out = np.zeros(windows.shape[: kernel.ndim])
    out[...] = (windows * kernel).sum(axis=tuple(range(-kernel.ndim, 0)))
    return out


MISCONCEPTIONS = (
    flips_the_kernel,
    takes_the_matrix_product,
    loses_the_last_place,
    jumps_by_the_kernels_size,
    averages,
    ignores_the_mode,
    puts_the_odd_zero_behind,
    loses_the_dtype,
)
