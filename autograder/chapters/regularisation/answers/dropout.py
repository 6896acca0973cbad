"""Answers to `dropout`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant

TRAINING = ("training", "dtype and input")


@variant
def with_where(x, mask, p=0.5, training=True):
    return np.where(mask, x / (1 - p), 0).astype(x.dtype) if training else x.copy()


@variant
def with_an_index(x, mask, p=0.5, training=True):
    y = x.copy()
    if training:
        y[~mask] = 0
        y *= 1 / (1 - p)
    return y


@variant
def with_a_factor(x, mask, p=0.5, training=True):
    factor = mask / (1 - p) if training else np.ones(x.shape)
    return x * factor.astype(x.dtype)


@misconception(
    "You do not scale in training, so the next layer gets smaller numbers than in evaluation. "
    "Divide the kept units by 1 - p.",
    loses=TRAINING,
)
def does_not_scale(right, x, mask, p=0.5, training=True):
    return right(x * (1 - p), mask, p, training) if training else x


@misconception(
    "You multiply by 1 - p in evaluation. That is standard dropout; inverted dropout scales in "
    "training instead.",
    loses=("evaluating",),
)
def scales_when_evaluating(right, x, mask, p=0.5, training=True):
    return right(x, mask, p, training) if training else x * (1 - p)


@misconception(
    "You multiply by 1 - p in training. Divide by it: the kept units become larger.",
    loses=TRAINING,
)
def multiplies(right, x, mask, p=0.5, training=True):
    return right(x * (1 - p) ** 2, mask, p, training) if training else x


@misconception(
    "You divide by p. A unit is kept with probability 1 - p: divide by that.",
    loses=TRAINING,
)
def divides_by_p(right, x, mask, p=0.5, training=True):
    y = right(x, mask, p, training)
    return y * (1 - p) / p if training else y


@misconception(
    "You drop where the mask is True. True means that a unit is kept.",
    loses=TRAINING,
)
def turns_the_mask_round(right, x, mask, *args, **given):
    return right(x, ~mask, *args, **given)


@misconception(
    "You do the same in evaluation as in training. In evaluation everything is kept and nothing "
    "is scaled.",
    loses=("evaluating",),
)
def drops_when_evaluating(right, x, mask, p=0.5, training=True):  # noqa: ARG001
    return right(x, mask, p, True)


@misconception(
    "You return float64 for float32, as with `mask / (1 - p)`, an array of float64.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, x, *args, **given):
    return right(x.astype(np.float64), *args, **given)


@misconception(
    "You divide by the share of units that this mask keeps. The factor is 1 - p, whatever the mask "
    "came to.",
    loses=TRAINING,
)
def divides_by_the_share_kept(right, x, mask, p=0.5, training=True):
    share = (mask.mean() or 1) / (1 - p) if training else 1
    return right(x, mask, p, training) / x.dtype.type(share)
