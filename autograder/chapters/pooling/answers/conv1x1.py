"""Answers to `conv1x1`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant

EVERY_PART = ("mixing", "as many filters as channels", "bias", "dtype and input")


@variant
def loops(x, weight, bias=None):
    n, c, h, w = x.shape
    filters = weight.shape[0]
    out = np.zeros((n, filters, h, w), dtype=x.dtype)
    for f in range(filters):
        for channel in range(c):
            out[:, f] += weight[f, channel, 0, 0] * x[:, channel]
        if bias is not None:
            out[:, f] += bias[f]
    return out


@variant
def sliding_windows(x, weight, bias=None):
    out = np.einsum("fc,nchw->nfhw", weight[:, :, 0, 0], x)
    return out if bias is None else out + bias[:, np.newaxis, np.newaxis]


@variant
def stacked(x, weight, bias=None):
    n, c, h, w = x.shape
    pixels = x.transpose(0, 2, 3, 1).reshape(-1, c)
    out = pixels @ weight.reshape(len(weight), c).T
    if bias is not None:
        out = out + bias
    return out.reshape(n, h, w, -1).transpose(0, 3, 1, 2)


@misconception(
    "The pixels get mixed up: `reshape` does not move the channels to the end, it only splits the "
    "numbers into other rows. Transpose first: `x.transpose(0, 2, 3, 1).reshape(-1, C)`.",
    loses=EVERY_PART,
)
def reshapes_without_transposing(right, x, *args, **given):
    n, c, h, w = x.shape
    return right(x.reshape(n, h, w, c).transpose(0, 3, 1, 2), *args, **given)


@misconception(
    "The filters come last: the result is (N, H, W, F), and should be (N, F, H, W). Move the axis "
    "back, for example with `transpose(0, 3, 1, 2)`.",
    loses=EVERY_PART,
)
def leaves_the_filters_last(right, *args, **given):
    return right(*args, **given).transpose(0, 2, 3, 1)


@misconception(
    "The rows and columns of the weight are swapped: `weight[f, c]` is the weight of channel c in "
    "filter f. Swapped, it only runs with as many filters as channels, and is wrong there.",
    loses=EVERY_PART,
)
def transposes_the_weight(right, x, weight, *args, **given):
    return right(x, weight.swapaxes(0, 1), *args, **given)


@misconception(
    "All filters give the same map: you add up the channels before you multiply. Multiply each "
    "channel by its own weight first, and then add.",
    loses=EVERY_PART,
)
def adds_before_weighing(right, x, *args, **given):
    return right(np.broadcast_to(x.sum(axis=1, keepdims=True), x.shape), *args, **given)


@misconception(
    "This is an average over the channels. A 1x1 convolution is a weighted sum, without a "
    "division.",
    loses=EVERY_PART,
)
def averages_the_channels(right, x, *args, **given):
    return right(x / x.shape[1], *args, **given)


@misconception(
    "The bias makes no difference. Each filter has one number that is added at every pixel.",
    loses=("bias", "dtype and input"),
)
def forgets_the_bias(right, x, weight, bias=None):
    return right(x, weight)


@misconception(
    "The bias is added once for each channel, because it is inside the sum. Add it once, after it.",
    loses=("bias", "dtype and input"),
)
def adds_the_bias_for_each_channel(right, x, weight, bias=None):
    return right(x, weight, None if bias is None else x.shape[1] * bias)


@misconception(
    "Negative results become 0. The 1x1 convolution itself is linear, without an activation.",
    loses=EVERY_PART,
)
def applies_a_relu(right, *args, **given):
    return np.maximum(right(*args, **given), 0)


@misconception(
    "You return float64 for float32. `np.zeros` makes float64 unless you pass `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, x, *args, **given):
    return right(x.astype(np.float64), *args, **given)


@misconception(
    "The images of the batch are mixed up: `x.reshape(C, -1)` does not move the channels before "
    "the images. `x.reshape(N, C, -1)` is a stack of matrices, and `@` multiplies each of them.",
    loses=EVERY_PART,
)
def reshapes_the_batch_away(right, x, weight, bias=None):
    n, c, h, w = x.shape
    out = right(x.reshape(1, c, n, h * w), weight).reshape(n, -1, h, w)
    return out if bias is None else out + bias.reshape(-1, 1, 1)


@misconception(
    "`weight.reshape(C, F)` does not transpose the weight, it only splits its numbers into other "
    "rows. Use `.T`.",
    loses=EVERY_PART,
)
def reshapes_the_weight(right, x, weight, *args, **given):
    mixed = weight.reshape(weight.shape[1], -1).T
    return right(x, mixed[:, :, np.newaxis, np.newaxis], *args, **given)


@misconception(
    "The images of the batch are mixed up before the product: `x.reshape(C, -1)` does not move the "
    "channels in front of the images. Transpose first: `x.transpose(1, 0, 2, 3).reshape(C, -1)`.",
    loses=EVERY_PART,
)
def reshapes_before_the_product(right, x, *args, **given):
    n, c, h, w = x.shape
    return right(x.reshape(c, n, h, w).swapaxes(0, 1), *args, **given)
