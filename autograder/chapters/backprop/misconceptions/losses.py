"""What students get wrong in `log_softmax` and `cross_entropy_backward`."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.losses import softmax

__all__ = ["CROSS_ENTROPY_BACKWARD", "LOG_SOFTMAX"]

LOG_SOFTMAX_PARTS = ("values", "large scores", "dtype and input")
CROSS_ENTROPY_PARTS = ("scores", "upstream", "dtype and input")


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
def log_softmax_loses_the_dtype(x):
    out = np.zeros(x.shape)
    for n, row in enumerate(x):
        out[n] = row - row.max() - np.log(np.exp(row - row.max()).sum())
    return out


@misconception(
    "The gradient is N times too large: the loss is the mean over the batch, so divide by the "
    "number of examples.",
    loses=CROSS_ENTROPY_PARTS,
)
def forgets_the_mean(grad_out, x, target):
    gradient = softmax(x)
    gradient[np.arange(len(x)), target] -= 1
    return gradient * grad_out


@misconception(
    "The gradient is too small: the loss is the mean over the examples, not over all scores. "
    "Divide by N, not by N times K.",
    loses=CROSS_ENTROPY_PARTS,
)
def averages_over_the_classes_too(grad_out, x, target):
    gradient = softmax(x)
    gradient[np.arange(len(x)), target] -= 1
    return gradient * (grad_out / x.size)


@misconception(
    "You forgot to subtract 1 at the right classes: as it is, the gradient pushes every score "
    "down, and tells the classes apart in nothing.",
    loses=CROSS_ENTROPY_PARTS,
)
def forgets_the_right_class(grad_out, x, target):
    return softmax(x) * (grad_out / len(x))


@misconception(
    "The sign is wrong: probabilities minus one-hot. Descent steps against the gradient, so the "
    "score of the right class rises.",
    loses=CROSS_ENTROPY_PARTS,
)
def turns_the_gradient_round(grad_out, x, target):
    gradient = -softmax(x)
    gradient[np.arange(len(x)), target] += 1
    return gradient * (grad_out / len(x))


@misconception(
    "`grad_out` makes no difference. It is 1 when the loss itself is differentiated, but it has to "
    "be multiplied in.",
    loses=("upstream",),
)
def ignores_upstream(grad_out, x, target):
    gradient = softmax(x)
    gradient[np.arange(len(x)), target] -= 1
    return gradient / len(x)


@misconception(
    "This is the gradient with respect to the probabilities. The scores come before the softmax: "
    "go through it as well, and -1/p becomes p - 1.",
    loses=CROSS_ENTROPY_PARTS,
)
def stops_at_the_probabilities(grad_out, x, target):
    p, rows = softmax(x), np.arange(len(x))
    gradient = np.zeros_like(x)
    gradient[rows, target] = -1 / p[rows, target]
    return gradient * (grad_out / len(x))


@misconception(
    "`gradient[:, target] -= 1` changes those columns in every row. One class a row: "
    "`gradient[np.arange(N), target] -= 1`.",
    loses=CROSS_ENTROPY_PARTS,
)
def subtracts_in_every_row(grad_out, x, target):
    gradient = softmax(x)
    gradient[:, target] -= 1
    return gradient * (grad_out / len(x))


@misconception(
    "The one-hot rows are subtracted from the scores, not from the probabilities: apply softmax "
    "first.",
    loses=CROSS_ENTROPY_PARTS,
)
def forgets_the_softmax(grad_out, x, target):
    gradient = x.copy()
    gradient[np.arange(len(x)), target] -= 1
    return gradient * (grad_out / len(x))


@misconception(
    "The values are right, but float32 comes back as float64: `np.eye` makes float64 unless you "
    "give it `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def cross_entropy_loses_the_dtype(grad_out, x, target):
    return (softmax(x) - np.eye(x.shape[1])[target]) * (grad_out / len(x))


LOG_SOFTMAX = (
    overflows,
    takes_one_maximum_for_all,
    shifts_one_side_only,
    sums_over_the_examples,
    sums_over_everything,
    forgets_the_logarithm,
    turns_the_sign,
    adds_a_small_number,
    log_softmax_loses_the_dtype,
)
CROSS_ENTROPY_BACKWARD = (
    forgets_the_mean,
    averages_over_the_classes_too,
    forgets_the_right_class,
    turns_the_gradient_round,
    ignores_upstream,
    stops_at_the_probabilities,
    subtracts_in_every_row,
    forgets_the_softmax,
    cross_entropy_loses_the_dtype,
)
