"""What students get wrong in `global_avg_pool2d`."""

import numpy as np

from autograder.checks.answers import misconception

__all__ = ["MISCONCEPTIONS"]

EVERY_PART = ("averages", "dtype and input")


@misconception(
    "The averages are right, but they come in the shape (N, C). The result keeps both axes of the "
    "image, with one pixel in each: (N, C, 1, 1).",
    loses=EVERY_PART,
)
def drops_the_axes(x):
    return x.mean(axis=(2, 3))


@misconception(
    "The channels are averaged as well. Every channel has an average of its own: that is what a "
    "classifier reads.",
    loses=EVERY_PART,
)
def averages_the_channels_too(x):
    return x.mean(axis=(1, 2, 3), keepdims=True)


@misconception(
    "The average runs over the whole batch. Every image has averages of its own.",
    loses=EVERY_PART,
)
def averages_the_batch_too(x):
    return x.mean(axis=(0, 2, 3), keepdims=True)


@misconception(
    "The average runs over the wrong axes. Height and width are axes 2 and 3 of (N, C, H, W); they "
    "are 1 and 2 where the channels come last.",
    loses=EVERY_PART,
)
def takes_the_channels_to_be_last(x):
    return x.mean(axis=(1, 2), keepdims=True)


@misconception(
    "Only one of the two axes of the image is averaged. Take the average over height and width.",
    loses=EVERY_PART,
)
def averages_the_rows_only(x):
    return x.mean(axis=3, keepdims=True)


@misconception(
    "What comes out are sums: divide by the number of pixels, H * W.",
    loses=EVERY_PART,
)
def takes_sums(x):
    return x.sum(axis=(2, 3), keepdims=True)


@misconception(
    "What comes out are the largest numbers of each channel. Here the average is asked for.",
    loses=EVERY_PART,
)
def takes_the_maximum(x):
    return x.max(axis=(2, 3), keepdims=True)


@misconception(
    "The averages are right, but float32 comes back as float64. `np.zeros` makes float64 unless "
    "you say `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(x):
    out = np.zeros((*x.shape[:2], 1, 1))
    out[:, :, 0, 0] = x.mean(axis=(2, 3))
    return out


MISCONCEPTIONS = (
    drops_the_axes,
    averages_the_channels_too,
    averages_the_batch_too,
    takes_the_channels_to_be_last,
    averages_the_rows_only,
    takes_sums,
    takes_the_maximum,
    loses_the_dtype,
)
