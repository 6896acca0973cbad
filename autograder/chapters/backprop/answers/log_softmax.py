"""Answers to `log_softmax`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant

EVERY_PART = ("values", "large scores", "dtype and input")


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
def overflows(right, x):
    with np.errstate(all="ignore"):
        return x - np.log(np.exp(x - right(x)))


@misconception(
    "You take the logarithm of the softmax. Where a score lies far below the largest of its row, "
    "the probability is 0 in floating point, and its logarithm minus infinity. Subtract the "
    "logarithm of the sum from the scores instead, without dividing.",
    loses=("large scores",),
)
def takes_the_logarithm_of_the_softmax(right, x):
    with np.errstate(divide="ignore"):
        return np.log(np.exp(right(x)))


@misconception(
    "You clip the probability, so that its logarithm stays finite. That hides how far a score lies "
    "below the others, and stops its gradient: subtract the logarithm of the sum from the scores "
    "instead.",
    loses=("large scores",),
)
def clips_the_probability(right, x):
    return np.log(np.clip(np.exp(right(x)), 1e-12, 1))


@misconception(
    "You subtract one maximum from all rows. In a row with far smaller scores every exponential "
    "becomes 0, and the logarithm minus infinity: subtract each row's own maximum.",
    loses=("large scores",),
)
def takes_one_maximum_for_all(right, x):
    shifted = x - x.max()
    with np.errstate(all="ignore"):
        return shifted - np.log(np.exp(shifted - right(shifted)))


@misconception(
    "The maximum is subtracted from the scores, but not inside the sum of the exponentials. It "
    "cancels only if both are shifted.",
    loses=EVERY_PART,
)
def shifts_one_side_only(right, x):
    with np.errstate(all="ignore"):
        return x - x.max(axis=1, keepdims=True) - np.log(np.exp(x - right(x)))


@misconception(
    "The sum runs over the examples. The classes of one example compete: sum along axis 1.",
    loses=EVERY_PART,
)
def sums_over_the_examples(right, x):
    return right(x.T).T


@misconception(
    "The sum runs over the whole array. Each row is a separate distribution: `axis=1, "
    "keepdims=True`.",
    loses=EVERY_PART,
)
def sums_over_everything(right, x):
    return right(x.reshape(1, -1)).reshape(x.shape)


@misconception("These are the probabilities. Return their logarithms.", loses=EVERY_PART)
def forgets_the_logarithm(right, x):
    return np.exp(right(x))


@misconception(
    "The sign is wrong: the logarithm of a probability is never positive. The minus belongs to the "
    "cross-entropy.",
    loses=EVERY_PART,
)
def turns_the_sign(right, x):
    return -right(x)


@misconception(
    "A small number added inside the logarithm avoids log(0), but changes the result: an unlikely "
    "class never gets less than the logarithm of that number. Subtract the maximum, and take only "
    "the logarithm of the sum.",
    loses=EVERY_PART,
)
def adds_a_small_number(right, x):
    return np.log(np.exp(right(x)) + 1e-8)


@misconception(
    "You return float64 for float32: give the array that you fill `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, x):
    return right(x).astype(np.float64)


@misconception(
    "The maximum is subtracted inside the exponentials, but not from the score. It cancels only if "
    "both are shifted.",
    loses=EVERY_PART,
)
def shifts_inside_only(right, x):
    return right(x) + x.max(axis=1, keepdims=True)
