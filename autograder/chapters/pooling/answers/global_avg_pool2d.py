"""Answers to `global_avg_pool2d`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant

EVERY_PART = ("averages", "dtype and input")


@variant
def loops(x):
    n, c, h, w = x.shape
    out = np.empty((n, c, 1, 1), dtype=x.dtype if x.dtype.kind == "f" else np.float64)
    for image in range(n):
        for channel in range(c):
            out[image, channel] = x[image, channel].sum() / (h * w)
    return out


@variant
def sliding_windows(x):
    n, c, h, w = x.shape
    flat = x if x.dtype.kind == "f" else x.astype(np.float64)
    return np.einsum("nchw->nc", flat).reshape(n, c, 1, 1) / (h * w)


@variant
def stacked(x):
    return x.reshape(*x.shape[:2], -1).mean(axis=-1)[:, :, np.newaxis, np.newaxis]


@misconception(
    "The averages are right, but their shape is (N, C). Keep both axes of the image, with length "
    "1: (N, C, 1, 1).",
    loses=EVERY_PART,
)
def drops_the_axes(right, x):
    return right(x)[:, :, 0, 0]


@misconception(
    "The channels are averaged as well. Every channel has its own average: that is what a "
    "classifier reads.",
    loses=EVERY_PART,
)
def averages_the_channels_too(right, x):
    return right(x).mean(axis=1, keepdims=True)


@misconception(
    "The average runs over the whole batch. Every image has its own averages.",
    loses=EVERY_PART,
)
def averages_the_batch_too(right, x):
    return right(x).mean(axis=0, keepdims=True)


@misconception(
    "The average runs over the wrong axes. Height and width are axes 2 and 3 of (N, C, H, W); they "
    "would be 1 and 2 if the channels came last.",
    loses=EVERY_PART,
)
def takes_the_channels_to_be_last(right, x):
    return right(x.transpose(0, 3, 1, 2)).transpose(0, 2, 3, 1)


@misconception(
    "Only one of the two axes of the image is averaged. Take the average over height and width.",
    loses=EVERY_PART,
)
def averages_the_rows_only(right, x):
    n, c, h, w = x.shape
    return right(x.reshape(n, c * h, 1, w)).reshape(n, c, h, 1)


@misconception(
    "These are sums. Divide by the number of pixels, H * W.",
    loses=EVERY_PART,
)
def takes_sums(right, x):
    return right(x) * (x.shape[2] * x.shape[3])


@misconception(
    "This is the maximum of each channel. Return the average.",
    loses=EVERY_PART,
)
def takes_the_maximum(right, x):
    return right(np.broadcast_to(x.max(axis=(2, 3), keepdims=True), x.shape))


@misconception(
    "You return float64 for float32. `np.zeros` makes float64 unless you pass `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, x):
    return right(x).astype(np.float64)


@misconception(
    "Images of whole numbers get averages of whole numbers. An average is a float: float64 for "
    "them.",
    loses=("dtype and input",),
)
def keeps_whole_numbers(right, x):
    return right(x).astype(x.dtype)
