"""Answers to `relu_backward`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.chapters.backprop.answers.activations import FLOAT64, FORGETS_UPSTREAM
from autograder.checks.answers import misconception, variant

EVERY_PART = ("both signs", "zero", "dtype and input")


@variant
def with_where(grad_out, x):
    return np.where(x > 0, grad_out, np.zeros_like(grad_out))


@variant
def with_a_mask(grad_out, x):
    grad_x = grad_out.copy()
    grad_x[x <= 0] = 0
    return grad_x


@variant
def with_a_step(grad_out, x):
    return np.heaviside(x, 0).astype(grad_out.dtype) * grad_out


@misconception(FORGETS_UPSTREAM, loses=EVERY_PART)
def forgets_upstream(right, grad_out, x):
    return right(np.ones_like(grad_out), x)


@misconception(
    "You multiplied by relu(x). The gradient is multiplied by the derivative of relu, which is 1 "
    "where x is positive, however large x is.",
    loses=EVERY_PART,
)
def multiplies_by_the_output(right, grad_out, x):
    return right(grad_out * x, x)


@misconception(
    "You set the negative gradients to 0. Only the sign of x decides, the input of the forward "
    "pass; the gradient may have any sign.",
    loses=EVERY_PART,
)
def cuts_the_gradient(right, grad_out, x):
    return right(grad_out, grad_out)


@misconception(
    "You let a gradient pass only where it is positive as well. That is guided back-propagation, "
    "which makes clearer pictures but is not the gradient: only the sign of x decides.",
    loses=EVERY_PART,
)
def guides_the_gradient(right, grad_out, x):
    return right(np.maximum(grad_out, 0), x)


@misconception(
    "Where x is exactly 0 the gradient is taken to be 0: `x > 0`, not `x >= 0`.", loses=("zero",)
)
def passes_at_zero(right, grad_out, x):
    return right(grad_out, np.where(x == 0, 1, x))


@misconception(FLOAT64, loses=("dtype and input",))
def loses_the_dtype(right, grad_out, x):
    return right(grad_out.astype(np.float64), x)


@misconception(
    "Where x is exactly 0 you pass half of the gradient. The derivative does not exist there, and "
    "0 is taken.",
    loses=("zero",),
)
def passes_half_at_zero(right, grad_out, x):
    return right(np.where(x == 0, grad_out / 2, grad_out), np.where(x == 0, 1, x))
