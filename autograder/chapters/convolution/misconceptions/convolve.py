"""What students get wrong in `convolve`."""

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.correlation import cross_correlate

__all__ = ["MISCONCEPTIONS"]

EVERY_PART = ("signals", "images", "modes", "dtype and input")
WITH_IMAGES = ("images", "modes", "dtype and input")


@misconception(
    "This is still a cross-correlation: the kernel is not flipped.",
    loses=EVERY_PART,
)
def does_not_flip(x, kernel, mode="valid"):
    return cross_correlate(x, kernel, mode)


@misconception(
    "An image's kernel is flipped up-down only: `kernel[::-1]` turns the first axis. Both axes are "
    "to be flipped, which turns the kernel by 180°.",
    loses=WITH_IMAGES,
)
def flips_up_down_only(x, kernel, mode="valid"):
    return cross_correlate(x, kernel[::-1], mode)


@misconception(
    "An image's kernel is flipped left-right only. Both axes are to be flipped, which turns the "
    "kernel by 180°.",
    loses=WITH_IMAGES,
)
def flips_left_right_only(x, kernel, mode="valid"):
    return cross_correlate(x, kernel[..., ::-1], mode)


@misconception(
    "The kernel is transposed, not flipped: `.T` swaps rows and columns, and leaves a signal's "
    "kernel as it is.",
    loses=EVERY_PART,
)
def transposes_the_kernel(x, kernel, mode="valid"):
    return cross_correlate(x, kernel.T, mode)


@misconception(
    "An image's kernel is turned by 90°, where two flips turn it by 180°.",
    loses=WITH_IMAGES,
)
def turns_by_90_degrees(x, kernel, mode="valid"):
    flipped = kernel[::-1] if kernel.ndim == 1 else np.rot90(kernel)
    return cross_correlate(x, flipped, mode)


@misconception(
    "You flip `x` instead of the kernel: the sums are right, but they come out in the reverse "
    "order.",
    loses=EVERY_PART,
)
def flips_x(x, kernel, mode="valid"):
    return cross_correlate(np.flip(x), kernel, mode)


MISCONCEPTIONS = (
    does_not_flip,
    flips_up_down_only,
    flips_left_right_only,
    transposes_the_kernel,
    turns_by_90_degrees,
    flips_x,
)
