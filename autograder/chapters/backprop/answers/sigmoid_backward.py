"""Answers to `sigmoid_backward`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.chapters.backprop.answers.activations import FORGETS_UPSTREAM
from autograder.checks.answers import misconception, variant
from cnnlib.activations import sigmoid

SIGMOID_PARTS = ("values", "far from zero", "dtype and input")


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


@misconception(FORGETS_UPSTREAM, loses=SIGMOID_PARTS)
def forgets_upstream(grad_out, x):
    return sigmoid(x) * (1 - sigmoid(x))


@misconception(
    "You multiplied by σ(x), the output. The gradient is multiplied by the derivative, "
    "σ(x) (1 - σ(x)).",
    loses=SIGMOID_PARTS,
)
def multiplies_by_the_output(grad_out, x):
    return grad_out * sigmoid(x)


@misconception(
    "You took x for the output of the sigmoid. x is its input: compute s = sigmoid(x) first, then "
    "s (1 - s).",
    loses=SIGMOID_PARTS,
)
def takes_the_input_for_the_output(grad_out, x):
    return grad_out * x * (1 - x)


@misconception(
    "1 - s² is the derivative of tanh. That of the sigmoid is s (1 - s).", loses=SIGMOID_PARTS
)
def as_tanh(grad_out, x):
    return grad_out * (1 - sigmoid(x) ** 2)


@misconception(
    "The sigmoid is applied twice: x is its input, and s = sigmoid(x) is used as it is.",
    loses=SIGMOID_PARTS,
)
def twice(grad_out, x):
    s = sigmoid(sigmoid(x))
    return grad_out * s * (1 - s)


@misconception(
    "For large x the exponential overflows, and infinity by infinity is NaN. `sigmoid` of this "
    "library avoids that: use it, or an exponential of a negative number.",
    loses=("far from zero",),
)
def overflows(grad_out, x):
    with np.errstate(over="ignore", invalid="ignore"):
        s = np.exp(x) / (1 + np.exp(x))
        return grad_out * s * (1 - s)


@misconception(
    "The values are right, but float32 comes back as float64: something in it is float64.",
    loses=("dtype and input",),
)
def loses_the_dtype(grad_out, x):
    s = sigmoid(x.astype(float))
    return grad_out * s * (1 - s)
