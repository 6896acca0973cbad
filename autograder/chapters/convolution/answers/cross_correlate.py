"""Answers to `cross_correlate`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.correlation import pad_for_mode

EVERY_PART = ("signals", "square images", "images", "modes", "dtype and input")


@variant
def one_case_after_another(x, kernel, mode="valid"):
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


@variant
def sliding_windows(x, kernel, mode="valid"):
    windows = np.lib.stride_tricks.sliding_window_view(pad_for_mode(x, kernel, mode), kernel.shape)
    return np.tensordot(windows, kernel, axes=kernel.ndim)


@variant
def shift_and_add(x, kernel, mode="valid"):
    """Loop over the weights of the kernel instead of its positions."""
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


@misconception(
    "The kernel is flipped. Cross-correlation does not flip it; with the flip it is a "
    "convolution, which is the next exercise.",
    loses=EVERY_PART,
)
def flips_the_kernel(right, x, kernel, *args, **given):
    return right(x, np.flip(kernel), *args, **given)


@misconception(
    "At each position you take the matrix product of window and kernel. Take the element-wise "
    "product `*` (the Hadamard product), and then the sum of all the products.",
    loses=("images", "square images", "modes", "dtype and input"),
)
def takes_the_matrix_product(right, x, kernel, *args, **given):
    if kernel.ndim == 2:  # a whole row of the kernel is multiplied by one number of the window
        kernel = (kernel @ np.ones_like(kernel)).T
    return right(x, kernel, *args, **given)


@misconception(
    "The last position is missing along every axis: a kernel of k fits on n numbers in n - k + 1 "
    "positions, not n - k. (Count them for n = k.)",
    loses=EVERY_PART,
)
def loses_the_last_place(right, x, *args, **given):
    return right(x, *args, **given)[(slice(-1),) * x.ndim]


@misconception(
    "The kernel moves by its own size, so that windows do not overlap. It should move by one "
    "number at a time.",
    loses=EVERY_PART,
)
def jumps_by_the_kernels_size(right, x, kernel, *args, **given):
    steps = tuple(slice(None, None, k) for k in kernel.shape)
    return right(x, kernel, *args, **given)[steps]


@misconception(
    "You take the mean of the products. Take their sum.",
    loses=EVERY_PART,
)
def averages(right, x, kernel, *args, **given):
    return right(x, kernel, *args, **given) / kernel.size


@misconception(
    "The mode makes no difference: there are never zeros around `x`. `pad_for_mode`, in the same "
    "module, adds them.",
    loses=("modes",),
)
def ignores_the_mode(right, x, kernel, mode="valid"):
    return right(x, kernel)


@misconception(
    'With "same" and an even kernel the result is shifted by one: such a kernel has no middle, so '
    "k // 2 zeros go before `x`, and (k - 1) // 2 after it.",
    loses=("modes",),
)
def puts_the_odd_zero_behind(right, x, kernel, *args, **given):
    # Reversing everything changes only the side of the odd zero.
    return np.flip(right(np.flip(x), np.flip(kernel), *args, **given))


@misconception(
    "You return float64 for float32 inputs. `np.zeros` and `np.empty` "
    "make float64 unless you pass `dtype=...`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, **given):
    return right(*args, **given).astype(np.float64)


@misconception(
    "Each row of the kernel meets one row of the image, and makes one row of the result. The whole "
    "kernel moves over the image, down as well: add up what its rows give at each position.",
    loses=("images", "square images", "modes", "dtype and input"),
)
def pairs_rows_with_rows(right, x, kernel, *args, **given):
    if kernel.ndim == 1:
        return right(x, kernel, *args, **given)
    return np.stack([right(*rows, *args, **given) for rows in zip(x, kernel, strict=False)])


@misconception(
    'With "same" and an even kernel the result is one number too long: k // 2 zeros go before '
    "`x`, but only (k - 1) // 2 after it.",
    loses=("modes",),
)
def pads_both_sides_alike(right, x, kernel, mode="valid"):
    if mode != "same":
        return right(x, kernel, mode)
    return right(np.pad(x, [(k // 2, k // 2) for k in kernel.shape]), kernel)


@misconception(
    'With "full" the result is too long: k - 1 zeros on each side let the kernel overlap with one '
    "number. With k zeros it begins beside `x`.",
    loses=("modes",),
)
def pads_a_whole_kernel(right, x, kernel, mode="valid"):
    if mode != "full":
        return right(x, kernel, mode)
    return right(np.pad(x, [(k, k) for k in kernel.shape]), kernel)


@misconception(
    "You multiply the window in place: a slice is a view, so `window *= kernel` changes the "
    "numbers that the next windows read. Write `(window * kernel).sum()`.",
    loses=EVERY_PART,
)
def multiplies_in_place(x, kernel, mode="valid"):
    padded = pad_for_mode(x, kernel, mode).astype(np.result_type(x, kernel))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape, writeable=True)
    out = np.zeros(windows.shape[: x.ndim], dtype=padded.dtype)
    for place in np.ndindex(out.shape):
        windows[place] *= kernel
        out[place] = windows[place].sum()
    return out


@misconception(
    "Row u of the kernel multiplies row i of the image, for every u. It should multiply row i + u.",
    loses=("images", "square images", "modes", "dtype and input"),
)
def stays_in_one_row(right, x, kernel, mode="valid"):
    if kernel.ndim == 1:
        return right(x, kernel, mode)
    rows = pad_for_mode(x, kernel, mode)[: right(x, kernel, mode).shape[0]]
    return right(rows, kernel.sum(axis=0, keepdims=True))
