"""Answers to `sigmoid_backward`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.chapters.backprop.answers.activations import FORGETS_UPSTREAM
from autograder.checks.answers import misconception, variant
from cnnlib.activations import sigmoid

EVERY_PART = ("values", "far from zero", "dtype and input")


@variant
def by_the_difference(grad_out, x):
    s = sigmoid(x)
    return grad_out * (s - s**2)


@variant
def by_symmetry(grad_out, x):
    return sigmoid(-x) * sigmoid(x) * grad_out


@variant
def by_its_exponential(grad_out, x):
    e = np.exp(-np.abs(x))
    return grad_out * e / (1 + e) ** 2


@variant
def clipped(grad_out, x):
    s = 1 / (1 + np.exp(-np.clip(x, -60, 60)))
    return grad_out * s * (1 - s)


@misconception(FORGETS_UPSTREAM, loses=EVERY_PART)
def forgets_upstream(right, grad_out, x):
    return right(np.ones_like(grad_out), x)


@misconception(
    "You multiplied by σ(x), the output. The gradient is multiplied by the derivative, "
    "σ(x) (1 - σ(x)).",
    loses=EVERY_PART,
)
def multiplies_by_the_output(right, grad_out, x):
    return right(4 * grad_out * sigmoid(x), np.zeros_like(x))  # the slope at 0 is 1/4


@misconception(
    "You use x as if it were the output of the sigmoid. It is the input: compute s = sigmoid(x), "
    "then s (1 - s).",
    loses=EVERY_PART,
)
def takes_the_input_for_the_output(right, grad_out, x):
    return right(4 * grad_out * x * (1 - x), np.zeros_like(x))  # the slope at 0 is 1/4


@misconception(
    "1 - s² is the derivative of tanh. That of the sigmoid is s (1 - s).", loses=EVERY_PART
)
def as_tanh(right, grad_out, x):
    return right(4 * grad_out * (1 - sigmoid(x) ** 2), np.zeros_like(x))  # the slope at 0 is 1/4


@misconception(
    "The sigmoid is applied twice: x is its input, so compute s = sigmoid(x) once.",
    loses=EVERY_PART,
)
def twice(right, grad_out, x):
    return right(grad_out, sigmoid(x))


@misconception(
    "For large x the exponential overflows, and infinity divided by infinity is NaN. `sigmoid` of "
    "this library avoids that: use it, or an exponential of a negative number.",
    loses=("far from zero",),
)
def overflows(right, grad_out, x):
    with np.errstate(over="ignore", invalid="ignore"):
        return right(grad_out + 0 * np.exp(x), x)  # 0 times infinity is NaN as well


@misconception(
    "You return float64 for float32: one of your factors is float64.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, grad_out, x):
    return right(grad_out, x.astype(np.float64))


@misconception(
    "You multiply by σ(x) twice. The derivative is σ(x) (1 - σ(x)).",
    loses=EVERY_PART,
)
def squares_the_output(right, grad_out, x):
    return right(4 * grad_out * sigmoid(x) ** 2, np.zeros_like(x))  # the slope at 0 is 1/4


@misconception(
    "You multiply by 1 - x. Both factors are made from the output: s (1 - s), with s = σ(x).",
    loses=EVERY_PART,
)
def subtracts_the_input(right, grad_out, x):
    return right(4 * grad_out * sigmoid(x) * (1 - x), np.zeros_like(x))  # the slope at 0 is 1/4
