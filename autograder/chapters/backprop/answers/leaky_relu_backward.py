"""Answers to `leaky_relu_backward`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.chapters.backprop.answers.activations import FLOAT64, FORGETS_UPSTREAM
from autograder.checks.answers import misconception, variant

EVERY_PART = ("both signs", "another slope", "zero", "dtype and input")


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


@misconception(FORGETS_UPSTREAM, loses=EVERY_PART)
def forgets_upstream(right, grad_out, *args, **given):
    return right(np.ones_like(grad_out), *args, **given)


@misconception(
    "This is the gradient of relu. A leaky unit lets `negative_slope` times the gradient through "
    "where x is negative.",
    loses=EVERY_PART,
)
def does_not_leak(right, grad_out, x, negative_slope=0.01):
    return right(grad_out, x, 0)


@misconception(
    "Where x is negative you return `negative_slope` itself. Multiply it by the gradient that "
    "comes from above.",
    loses=EVERY_PART,
)
def returns_the_slope(right, grad_out, x, *args, **given):
    return right(np.where(x > 0, grad_out, 1), x, *args, **given)


@misconception(
    "You multiplied by leaky_relu(x). The gradient is multiplied by its derivative, which is 1 or "
    "`negative_slope`, however large x is.",
    loses=EVERY_PART,
)
def multiplies_by_the_output(right, grad_out, x, *args, **given):
    return right(grad_out * x, x, *args, **given)


@misconception(
    "The slope is always 0.01. Use the argument `negative_slope`, which may be another number.",
    loses=("another slope",),
)
def knows_one_slope(right, grad_out, x, negative_slope=0.01):
    return right(grad_out, x)


@misconception(
    "The sides are swapped: a positive x lets the whole gradient through.", loses=EVERY_PART
)
def swaps_the_sides(right, grad_out, x, *args, **given):
    return right(grad_out, np.where(x > 0, -x, 1), *args, **given)


@misconception(
    "Where x is exactly 0 the gradient is multiplied by `negative_slope`: `x > 0`, not `x >= 0`.",
    loses=("zero",),
)
def passes_at_zero(right, grad_out, x, *args, **given):
    return right(grad_out, np.where(x == 0, 1, x), *args, **given)


@misconception(FLOAT64, loses=("dtype and input",))
def loses_the_dtype(right, grad_out, *args, **given):
    return right(grad_out.astype(np.float64), *args, **given)


@misconception(
    "Where x is negative the sign is wrong: leaky_relu is a x there, and its derivative is a, not "
    "-a.",
    loses=EVERY_PART,
)
def turns_the_slope_round(right, grad_out, x, negative_slope=0.01):
    return right(grad_out, x, -negative_slope)


@misconception(
    "Where x is negative you return the slope times x. It multiplies the gradient that comes from "
    "above.",
    loses=EVERY_PART,
)
def leaks_the_input(right, grad_out, x, *args, **given):
    return right(np.where(x > 0, grad_out, x), x, *args, **given)
