"""Answers to `cross_entropy_backward`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.losses import log_softmax, softmax

EVERY_PART = ("scores", "large scores", "upstream", "dtype and input")


@variant
def in_place(grad_out, x, target):
    gradient = softmax(x)
    for n, t in enumerate(target):
        gradient[n, t] -= 1
    gradient *= grad_out / len(x)
    return gradient


@variant
def with_one_hot_rows(grad_out, x, target):
    one_hot = np.zeros_like(x)
    np.put_along_axis(one_hot, target[:, None], 1, axis=1)
    return (softmax(x) - one_hot) * float(grad_out) / len(x)


@variant
def with_a_comparison(grad_out, x, target):
    n, k = x.shape
    right = target.reshape(n, 1) == np.arange(k)
    probabilities = np.exp(log_softmax(x))
    return np.where(right, probabilities - 1, probabilities) / n * grad_out


@misconception(
    "The exponential of a large score overflows. Use `softmax` of this module, or subtract the "
    "largest score of each row first: it cancels.",
    loses=("large scores",),
)
def overflows(right, grad_out, x, target):
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        exponentials = np.exp(x)
        return right(
            grad_out, np.log(exponentials / exponentials.sum(axis=1, keepdims=True)), target
        )


@misconception(
    "The gradient is N times too large: the loss is the mean over the batch, so divide by the "
    "number of examples.",
    loses=EVERY_PART,
)
def forgets_the_mean(right, grad_out, x, target):
    return right(grad_out * len(x), x, target)


@misconception(
    "The gradient is too small: the loss is the mean over the examples, not over all scores. "
    "Divide by N, not by N times K.",
    loses=EVERY_PART,
)
def averages_over_the_classes_too(right, grad_out, x, target):
    return right(grad_out / x.shape[1], x, target)


@misconception(
    "You forgot to subtract 1 at the right classes: this gradient lowers every score, even that "
    "of the right class.",
    loses=EVERY_PART,
)
def forgets_the_right_class(right, grad_out, x, target):
    gradient = right(grad_out, x, target)
    gradient[np.arange(len(x)), target] += grad_out / len(x)
    return gradient


@misconception(
    "The sign is wrong: probabilities minus one-hot. Descent steps against the gradient, so the "
    "score of the right class rises.",
    loses=EVERY_PART,
)
def turns_the_gradient_round(right, grad_out, x, target):
    return right(-grad_out, x, target)


@misconception(
    "`grad_out` makes no difference. It is 1 when the loss itself is differentiated, but in "
    "general you must multiply by it.",
    loses=("upstream",),
)
def ignores_upstream(right, grad_out, x, target):
    return right(1.0, x, target)


@misconception(
    "This is the gradient with respect to the probabilities. The scores come before the softmax: "
    "go through it as well, and -1/p becomes p - 1.",
    loses=EVERY_PART,
)
def stops_at_the_probabilities(right, grad_out, x, target):
    p = softmax(x)
    return (right(grad_out, x, target) - p * (grad_out / len(x))) / p


@misconception(
    "`gradient[:, target] -= 1` changes those columns in every row. Each row has one class: "
    "`gradient[np.arange(N), target] -= 1`.",
    loses=EVERY_PART,
)
def subtracts_in_every_row(right, grad_out, x, target):
    gradient = right(grad_out, x, target)
    gradient[np.arange(len(x)), target] += grad_out / len(x)
    gradient[:, target] -= grad_out / len(x)
    return gradient


@misconception(
    "The one-hot rows are subtracted from the scores, not from the probabilities: apply softmax "
    "first.",
    loses=EVERY_PART,
)
def forgets_the_softmax(right, grad_out, x, target):
    return right(grad_out, x, target) + (x - softmax(x)) * (grad_out / len(x))


@misconception(
    "You return float64 for float32: `np.eye` makes float64 unless you give it `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, grad_out, x, target):
    return right(grad_out, x, target).astype(np.float64)


@misconception(
    "The softmax runs over the whole array. The probabilities of each row must add up to 1: sum "
    "along axis 1, with `keepdims=True`.",
    loses=EVERY_PART,
)
def sums_over_everything(right, grad_out, x, target):
    p = np.exp(x - x.max())
    one_hot = np.eye(x.shape[1])[target]
    return (grad_out / len(x) * (p / p.sum() - one_hot)).astype(x.dtype)


@misconception(
    "The probabilities are sigmoids of single scores. Those of a softmax add up to 1 in each row.",
    loses=EVERY_PART,
)
def takes_sigmoids(right, grad_out, x, target):
    with np.errstate(over="ignore"):
        off = 1 / (1 + np.exp(-x)) - softmax(x)
    return (right(grad_out, x, target) + grad_out / len(x) * off).astype(x.dtype)


@misconception(
    "Row and column are exchanged in `gradient[target, np.arange(N)]`: the rows are the examples, "
    "so it is `gradient[np.arange(N), target] -= 1`.",
    loses=EVERY_PART,
)
def exchanges_rows_and_classes(right, grad_out, x, target):
    gradient, rows = right(grad_out, x, target), np.arange(len(x))
    gradient[rows, target] += grad_out / len(x)
    runs = (target < len(x)) & (rows < x.shape[1])
    gradient[target[runs], rows[runs]] -= grad_out / len(x)
    return gradient
