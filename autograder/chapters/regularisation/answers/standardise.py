"""Answers to `standardise`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant

EVERY_PART = ("values", "bytes", "dtype and input")


@variant
def with_new_axes(x, mean, std):
    dtype = x.dtype if x.dtype.kind == "f" else np.float32
    return ((x - mean[None, :, None, None]) / std[None, :, None, None]).astype(dtype)


@variant
def with_channels_last(x, mean, std):
    dtype = x.dtype if x.dtype.kind == "f" else np.float32
    last = np.moveaxis(x, 1, -1).astype(np.float64)
    return np.moveaxis((last - mean) / std, -1, 1).astype(dtype)


@variant
def with_a_loop(x, mean, std):
    y = np.empty(x.shape, x.dtype if x.dtype in (np.float32, np.float64) else np.float32)
    for channel in range(x.shape[1]):
        y[:, channel] = (x[:, channel].astype(float) - mean[channel]) / std[channel]
    return y


@misconception(
    "You measure these images. Use the arguments instead, the mean and standard deviation of the "
    "training images, for all images.",
    loses=EVERY_PART,
)
def measures_these_images(right, x, mean, std):  # noqa: ARG001
    return right(x, x.mean(axis=(0, 2, 3)), x.std(axis=(0, 2, 3)))


@misconception("You divide by the variance. Divide by the standard deviation.", loses=EVERY_PART)
def divides_by_the_variance(right, x, mean, std):
    return right(x, mean, std**2)


@misconception(
    "You divide first and then subtract the mean, which has the scale of the pixels. Subtract "
    "first.",
    loses=EVERY_PART,
)
def divides_first(right, x, mean, std):
    return right(x, mean * std, std)


@misconception("You subtract the mean and do not divide.", loses=EVERY_PART)
def only_centres(right, x, mean, std):
    return right(x, mean, np.ones_like(std))


@misconception(
    "You use one mean and one standard deviation for all channels. Each channel has its own: "
    "`np.reshape(mean, (-1, 1, 1))` broadcasts with (N, C, H, W).",
    loses=EVERY_PART,
)
def averages_the_statistics(right, x, mean, std):
    return right(x, np.full_like(mean, mean.mean()), np.full_like(std, std.mean()))


@misconception(
    "You subtract in uint8, where 3 - 5 is 254. Convert to float32 first.", loses=("bytes",)
)
def subtracts_in_bytes(right, x, mean, std):
    if x.dtype == np.uint8:
        x, mean = x - np.reshape(mean, (-1, 1, 1)).astype(np.uint8), np.zeros_like(mean)
    return right(x, mean, std)


@misconception(
    "You return float64 for float32, because mean and standard deviation are float64. Convert "
    "them, or the result, to the dtype of x.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, x, mean, std):
    return right(x.astype(np.float64) if x.dtype == np.float32 else x, mean, std)


@misconception(
    "You multiply by the deviation and add the mean, which undoes a standardisation. Subtract the "
    "mean, then divide by the deviation.",
    loses=EVERY_PART,
)
def goes_the_other_way(right, x, mean, std):
    return right(x, -mean / std, 1 / std)


@misconception(
    "You divide the images by 255 as well. Mean and deviation are on the scale of the images that "
    "you are given.",
    loses=EVERY_PART,
)
def divides_by_255(right, x, mean, std):
    return right(x, 255 * mean, 255 * std)


@misconception(
    "You write the results into the images of bytes, which keeps whole numbers from 0 to 255. Make "
    "a new array of float32.",
    loses=("bytes",),
)
def rounds_to_bytes(right, x, mean, std):
    out = right(x, mean, std)
    if x.dtype != np.uint8 or (out >= 0).all():
        return out
    with np.errstate(invalid="ignore"):
        return out.astype(np.uint8)


@misconception("You divide by the deviation, but never subtract the mean.", loses=EVERY_PART)
def never_subtracts_the_mean(right, x, mean, std):
    return right(x, np.zeros_like(mean), std)


@misconception(
    "The statistics are used along the width: shape (C,) is broadcast over the last axis. Give "
    "them the shape (C, 1, 1).",
    loses=EVERY_PART,
)
def lines_up_with_the_width(right, x, mean, std):
    return ((x - mean) / std).astype(right(x, mean, std).dtype)


@misconception(
    "The statistics are used along the height: shape (C, 1) is broadcast over the rows. Give them "
    "the shape (C, 1, 1).",
    loses=EVERY_PART,
)
def lines_up_with_the_rows(right, x, mean, std):
    return ((x - mean[:, None]) / std[:, None]).astype(right(x, mean, std).dtype)
