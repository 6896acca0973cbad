"""Answers to `leaky_relu_backward`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.chapters.backprop.answers.activations import FLOAT64, FORGETS_UPSTREAM
from autograder.checks.answers import misconception, variant
from cnnlib.activations import leaky_relu

RELU_PARTS = ("both signs", "zero", "dtype and input")

LEAKY_RELU_PARTS = (*RELU_PARTS, "another slope")


@variant
def with_a_mask(grad_out, x, negative_slope=0.01):
    grad_x = grad_out.copy()
    grad_x[x <= 0] *= negative_slope
    return grad_x


@variant
def as_a_factor(grad_out, x, negative_slope=0.01):
    factor = np.full_like(grad_out, negative_slope)
    factor[x > 0] = 1
    return factor * grad_out


@variant
def in_two_halves(grad_out, x, negative_slope=0.01):
    up, down = grad_out * (x > 0), grad_out * (x <= 0)
    return up + negative_slope * down


@misconception(FORGETS_UPSTREAM, loses=LEAKY_RELU_PARTS)
def forgets_upstream(grad_out, x, negative_slope=0.01):
    return np.where(x > 0, 1, negative_slope).astype(x.dtype)


@misconception(
    "This is the gradient of relu. A leaky unit lets `negative_slope` times the gradient through "
    "where x is negative.",
    loses=LEAKY_RELU_PARTS,
)
def does_not_leak(grad_out, x, negative_slope=0.01):
    return grad_out * (x > 0)


@misconception(
    "Where x is negative you return `negative_slope` itself. It multiplies the gradient that comes "
    "from above.",
    loses=LEAKY_RELU_PARTS,
)
def returns_the_slope(grad_out, x, negative_slope=0.01):
    return np.where(x > 0, grad_out, x.dtype.type(negative_slope))


@misconception(
    "You multiplied by leaky_relu(x). The gradient is multiplied by its derivative, which is 1 or "
    "`negative_slope`, however large x is.",
    loses=LEAKY_RELU_PARTS,
)
def multiplies_by_the_output(grad_out, x, negative_slope=0.01):
    return grad_out * leaky_relu(x, negative_slope)


@misconception(
    "The slope is always 0.01. Use the argument `negative_slope`, which may be another number.",
    loses=("another slope",),
)
def knows_one_slope(grad_out, x, negative_slope=0.01):
    return np.where(x > 0, grad_out, 0.01 * grad_out)


@misconception(
    "The sides are swapped: a positive x lets the whole gradient through.", loses=LEAKY_RELU_PARTS
)
def swaps_the_sides(grad_out, x, negative_slope=0.01):
    return np.where(x > 0, negative_slope * grad_out, grad_out)


@misconception(
    "Where x is exactly 0 the gradient is multiplied by `negative_slope`: `x > 0`, not `x >= 0`.",
    loses=("zero",),
)
def passes_at_zero(grad_out, x, negative_slope=0.01):
    return np.where(x >= 0, grad_out, negative_slope * grad_out)


@misconception(FLOAT64, loses=("dtype and input",))
def loses_the_dtype(grad_out, x, negative_slope=0.01):
    return grad_out * np.where(x > 0, 1.0, negative_slope)
