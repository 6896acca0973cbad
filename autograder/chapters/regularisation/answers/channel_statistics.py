"""Answers to `channel_statistics`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant

EVERY_PART = ("mean", "standard deviation", "dtype and input")


@variant
def with_rows(x_train):
    rows = np.moveaxis(x_train, 1, 0).reshape(x_train.shape[1], -1).astype(np.float64)
    return rows.mean(axis=1), rows.std(axis=1)


@variant
def with_squares(x_train):
    x = x_train.astype(np.float64)
    pixels = x.size // x.shape[1]
    mean = np.einsum("nchw->c", x) / pixels
    centred = x - mean[:, None, None]
    return mean, np.sqrt(np.einsum("nchw,nchw->c", centred, centred) / pixels)


@variant
def with_a_loop(x_train):
    means, deviations = [], []
    for channel in range(x_train.shape[1]):
        pixels = x_train[:, channel].astype(np.float64)
        means.append(pixels.mean())
        deviations.append(np.sqrt(((pixels - pixels.mean()) ** 2).mean()))
    return np.array(means), np.array(deviations)


@misconception(
    "You measure all channels together. Each channel has its own mean and standard deviation, over "
    "all images, rows and columns.",
    loses=EVERY_PART,
)
def mixes_the_channels(right, x_train):
    together = x_train.reshape(-1, 1, *x_train.shape[2:])
    return tuple(np.repeat(each, x_train.shape[1]) for each in right(together))


@misconception(
    "You measure each pixel separately, which gives images of means and deviations. Return one "
    "number for each channel: average over rows and columns as well.",
    loses=EVERY_PART,
)
def measures_each_pixel(right, x_train):  # noqa: ARG001
    return x_train.mean(axis=0, dtype=np.float64), x_train.std(axis=0, dtype=np.float64)


@misconception(
    "You divide the squares by the number of pixels minus one. Divide by the number of pixels, the "
    "default of `std` without `ddof`.",
    loses=("standard deviation", "dtype and input"),
)
def divides_by_one_less(right, x_train):
    mean, std = right(x_train)
    pixels = x_train.size // x_train.shape[1]
    return mean, std * np.sqrt(pixels / (pixels - 1))


@misconception(
    "The second result is the variance. The standard deviation is its square root.",
    loses=("standard deviation", "dtype and input"),
)
def returns_the_variance(right, x_train):
    mean, std = right(x_train)
    return mean, std**2


@misconception(
    "You average the standard deviations of single images. Images also differ from each other: use "
    "the pixels of all images together.",
    loses=("standard deviation", "dtype and input"),
)
def averages_the_images_deviations(right, x_train):
    each = [right(x_train[n : n + 1])[1] for n in range(len(x_train))]
    return right(x_train)[0], np.mean(each, axis=0)


@misconception(
    "The channels are the second axis of (N, C, H, W), not the last one.",
    loses=EVERY_PART,
)
def takes_the_last_axis_for_channels(right, x_train):
    return right(np.moveaxis(x_train, 3, 1))


@misconception(
    "You compute in float32. Sums over many pixels need float64, as in "
    "`x.mean(axis=..., dtype=np.float64)`.",
    loses=("dtype and input",),
)
def sums_in_float32(right, x_train):
    mean, std = right(x_train)
    return (mean, std) if x_train.dtype == np.float64 else (np.float32(mean), np.float32(std))


@misconception(
    "You take the deviations from the mean of all channels together. Each channel's own mean is "
    "subtracted.",
    loses=("standard deviation", "dtype and input"),
)
def subtracts_the_overall_mean(right, x_train):
    mean, std = right(x_train)
    overall = x_train.mean(dtype=np.float64)
    return mean, np.sqrt(std**2 + (mean - overall) ** 2)


@misconception(
    "You square in bytes, where 20² is 144: 256 is taken off as often as it fits. Convert to "
    "float64 first.",
    loses=("dtype and input",),
)
def squares_in_bytes(right, x_train):
    mean, std = right(x_train)
    if x_train.dtype == np.uint8:
        with np.errstate(invalid="ignore"):
            std = np.sqrt((x_train**2).mean(axis=(0, 2, 3)) - mean**2)
    return mean, std


@misconception(
    "`reshape(-1, C)` mixes the channels: in memory an image's first channel comes whole, then its "
    "second. Take the mean over the axes 0, 2 and 3, or transpose first.",
    loses=EVERY_PART,
)
def reshapes_to_columns(right, x_train):
    columns = x_train.reshape(-1, x_train.shape[1])
    return right(columns.T.reshape(1, x_train.shape[1], 1, -1))


@misconception(
    "`reshape(C, -1)` mixes the channels: in memory an image comes whole, then the next one. Take "
    "the mean over the axes 0, 2 and 3, or transpose first.",
    loses=EVERY_PART,
)
def reshapes_to_rows(right, x_train):
    return right(x_train.reshape(1, x_train.shape[1], 1, -1))


@misconception(
    "The deviation is the root of the mean square: subtract the mean before you square.",
    loses=("standard deviation", "dtype and input"),
)
def forgets_to_subtract_the_mean(right, x_train):
    mean, std = right(x_train)
    return mean, np.sqrt(std**2 + mean**2)
