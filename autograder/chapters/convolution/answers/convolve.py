"""Answers to `convolve`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.correlation import cross_correlate

EVERY_PART = ("signals", "square images", "images", "modes", "dtype and input")

WITH_IMAGES = ("images", "square images", "modes", "dtype and input")


@variant
def slices(x, kernel, mode="valid"):
    if kernel.ndim == 1:
        return cross_correlate(x, kernel[::-1], mode)
    return cross_correlate(x, kernel[::-1, ::-1], mode)


@variant
def rotation(x, kernel, mode="valid"):
    flipped = np.rot90(kernel, 2) if kernel.ndim == 2 else kernel[::-1]
    return cross_correlate(x, flipped, mode=mode)


@variant
def painting(x, kernel, mode="valid"):
    """Add up a kernel times each number of `x`, then crop to the mode."""
    shape = np.array(x.shape) + kernel.shape - 1
    full = np.zeros(shape, dtype=np.result_type(x, kernel))
    for place, value in np.ndenumerate(x):
        full[tuple(slice(i, i + k) for i, k in zip(place, kernel.shape, strict=True))] += (
            value * kernel
        )
    kept = {
        "full": [slice(None) for _ in kernel.shape],
        "same": [
            slice((k - 1) // 2, (k - 1) // 2 + n)
            for n, k in zip(x.shape, kernel.shape, strict=True)
        ],
        "valid": [slice(k - 1, n) for n, k in zip(x.shape, kernel.shape, strict=True)],
    }
    return full[tuple(kept[mode])]


@variant
def flips_twice(x, kernel, mode="valid"):
    """Flip `x` and then the result instead, and put the odd zero of an even kernel on its side."""
    if mode != "same":
        return np.flip(cross_correlate(np.flip(x), kernel, mode))
    edges = [((k - 1) // 2, k // 2) for k in kernel.shape]
    return np.flip(cross_correlate(np.pad(np.flip(x), edges), kernel))


@misconception(
    "This is still a cross-correlation: the kernel is not flipped.",
    loses=EVERY_PART,
)
def does_not_flip(right, x, kernel, *args, **given):
    return right(x, np.flip(kernel), *args, **given)  # which `right` flips back


@misconception(
    "An image's kernel is flipped up-down only: `kernel[::-1]` reverses the first axis. Flip both "
    "axes, which rotates the kernel by 180°.",
    loses=WITH_IMAGES,
)
def flips_up_down_only(right, x, kernel, *args, **given):
    return right(x, np.flip(kernel[::-1]), *args, **given)


@misconception(
    "An image's kernel is flipped left-right only. Flip both axes, which rotates the kernel by "
    "180°.",
    loses=WITH_IMAGES,
)
def flips_left_right_only(right, x, kernel, *args, **given):
    return right(x, np.flip(kernel[..., ::-1]), *args, **given)


@misconception(
    "The kernel is transposed, not flipped: `.T` swaps rows and columns, and does not change a "
    "signal's kernel.",
    loses=EVERY_PART,
)
def transposes_the_kernel(right, x, kernel, *args, **given):
    return right(x, np.flip(kernel.T), *args, **given)


@misconception(
    "An image's kernel is rotated by 90°, where two flips rotate it by 180°.",
    loses=WITH_IMAGES,
)
def turns_by_90_degrees(right, x, kernel, *args, **given):
    kernel = kernel if kernel.ndim == 1 else np.flip(np.rot90(kernel))
    return right(x, kernel, *args, **given)


@misconception(
    "You flip `x`, or the result, where only the kernel should be flipped: the order is reversed.",
    loses=EVERY_PART,
)
def flips_x(right, x, kernel, *args, **given):
    return right(np.flip(x), np.flip(kernel), *args, **given)


@misconception(
    'With "same" and an even kernel the result is shifted by one. Such a kernel has no middle: '
    "`pad_for_mode` puts the odd zero before `x`, and so the middle of the full result begins at "
    "(k - 1) // 2.",
    loses=("modes",),
)
def begins_the_middle_one_later(right, x, kernel, *args, **given):
    # Reversing everything changes only the side of the odd zero.
    return np.flip(right(np.flip(x), np.flip(kernel), *args, **given))
