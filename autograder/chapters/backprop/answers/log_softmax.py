"""Answers to `log_softmax`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant

LOG_SOFTMAX_PARTS = ("values", "large scores", "dtype and input")


@variant
def row_by_row(x):
    out = np.empty_like(x)
    for n, row in enumerate(x):
        m = max(row)
        out[n] = row - m - np.log(sum(np.exp(row - m)))
    return out


@variant
def with_logaddexp(x):
    return x - np.logaddexp.reduce(x, axis=1, keepdims=True)


@variant
def with_the_maximum_put_back(x):
    m = x.max(axis=1)[:, None]
    return x - (m + np.log(np.exp(x - m).sum(axis=1)[:, None]))


@misconception(
    "The exponential of a large score overflows. Subtract the largest score of each row first: it "
    "cancels.",
    loses=("large scores",),
)
def overflows(x):
    with np.errstate(all="ignore"):
        return x - np.log(np.exp(x).sum(axis=1, keepdims=True))


@misconception(
    "You subtract one maximum from all rows. In a row whose scores are far smaller every "
    "exponential becomes 0, and its logarithm minus infinity: take each row's own maximum.",
    loses=("large scores",),
)
def takes_one_maximum_for_all(x):
    with np.errstate(all="ignore"):
        shifted = x - x.max()
        return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


@misconception(
    "The maximum is subtracted from the scores, but not inside the sum of the exponentials. It "
    "cancels only if both are shifted.",
    loses=LOG_SOFTMAX_PARTS,
)
def shifts_one_side_only(x):
    with np.errstate(all="ignore"):
        shifted = x - x.max(axis=1, keepdims=True)
        return shifted - np.log(np.exp(x).sum(axis=1, keepdims=True))


@misconception(
    "The sum runs over the examples. The classes of one example compete: sum along axis 1.",
    loses=LOG_SOFTMAX_PARTS,
)
def sums_over_the_examples(x):
    shifted = x - x.max(axis=0, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))


@misconception(
    "The sum runs over the whole array. Each row is a distribution of its own: `axis=1, "
    "keepdims=True`.",
    loses=LOG_SOFTMAX_PARTS,
)
def sums_over_everything(x):
    shifted = x - x.max()
    return shifted - np.log(np.exp(shifted).sum())


@misconception(
    "These are the probabilities; their logarithms are asked for.", loses=LOG_SOFTMAX_PARTS
)
def forgets_the_logarithm(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@misconception(
    "The sign is wrong: the logarithm of a probability is never positive. The minus belongs to the "
    "cross-entropy.",
    loses=LOG_SOFTMAX_PARTS,
)
def turns_the_sign(x):
    shifted = x - x.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1, keepdims=True)) - shifted


@misconception(
    "A small number added inside the logarithm avoids log(0), but changes the result: an unlikely "
    "class never costs more than its logarithm. Subtract the maximum, and take the logarithm of "
    "the sum alone.",
    loses=("values", "large scores", "dtype and input"),
)
def adds_a_small_number(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return np.log(e / e.sum(axis=1, keepdims=True) + 1e-8)


@misconception(
    "The values are right, but float32 comes back as float64: give the array that you fill "
    "`dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(x):
    out = np.zeros(x.shape)
    for n, row in enumerate(x):
        out[n] = row - row.max() - np.log(np.exp(row - row.max()).sum())
    return out
