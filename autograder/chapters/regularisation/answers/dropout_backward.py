"""Answers to `dropout_backward`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - x has no influence

import numpy as np

from autograder.checks.answers import misconception, variant

TRAINING = ("training", "dtype and input")


@variant
def with_where(grad_out, x, mask, p=0.5, training=True):
    kept = np.where(mask, grad_out / (1 - p), 0).astype(grad_out.dtype)
    return kept if training else grad_out


@variant
def with_an_index(grad_out, x, mask, p=0.5, training=True):
    grad_x = grad_out.copy()
    if training:
        grad_x /= 1 - p
        grad_x[~mask] = 0
    return grad_x


@variant
def with_a_factor(grad_out, x, mask, p=0.5, training=True):
    factor = (mask / (1 - p)).astype(grad_out.dtype) if training else 1
    return grad_out * factor


@misconception(
    "You pass the gradient on to all units. A unit that was dropped had no influence: its gradient "
    "is 0.",
    loses=TRAINING,
)
def forgets_the_mask(right, grad_out, x, mask, *args, **given):
    return right(grad_out, x, np.ones_like(mask), *args, **given)


@misconception(
    "The factor 1 / (1 - p) of the forward pass is missing. The derivative has it, too.",
    loses=TRAINING,
)
def forgets_the_factor(right, grad_out, x, mask, p=0.5, training=True):
    return right(grad_out * (1 - p), x, mask, p, training) if training else grad_out


@misconception(
    "You multiply by x. Dropout is linear: its derivative does not depend on x.",
    loses=(*TRAINING, "evaluating"),
)
def multiplies_by_x(right, grad_out, x, *args, **given):
    return right(grad_out * x, x, *args, **given)


@misconception(
    "You do the same in evaluation as in training. In evaluation the forward pass changes "
    "nothing, and the gradient passes unchanged.",
    loses=("evaluating",),
)
def drops_when_evaluating(right, grad_out, x, mask, p=0.5, training=True):
    return right(grad_out, x, mask, p, True)


@misconception(
    "You send the gradient to the units that were dropped. True in the mask means kept.",
    loses=TRAINING,
)
def turns_the_mask_round(right, grad_out, x, mask, *args, **given):
    return right(grad_out, x, ~mask, *args, **given)


@misconception(
    "You return float64 for float32, as with `mask / (1 - p)`, an array of float64.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, grad_out, x, mask, *args, **given):
    return right(grad_out.astype(np.float64), x, mask, *args, **given)


@misconception(
    "You divide by p. A unit is kept with probability 1 - p: divide by that.",
    loses=TRAINING,
)
def divides_by_p(right, grad_out, x, mask, p=0.5, training=True):
    grad = right(grad_out, x, mask, p, training)
    return grad * (1 - p) / p if training else grad


@misconception(
    "You multiply by 1 - p. The forward pass divides by it, and so does the gradient.",
    loses=TRAINING,
)
def multiplies(right, grad_out, x, mask, p=0.5, training=True):
    grad = right(grad_out, x, mask, p, training)
    return grad * (1 - p) ** 2 if training else grad


@misconception(
    "When evaluating no gradient comes back. The forward pass changes nothing then, and the "
    "gradient passes as it is.",
    loses=("evaluating",),
)
def stops_the_gradient_when_evaluating(right, grad_out, x, mask, p=0.5, training=True):
    return right(grad_out, x, mask, p, training) if training else np.zeros_like(grad_out)


@misconception(
    "The gradient passes where x is positive, as through a ReLU. It passes where the mask kept a "
    "unit.",
    loses=("training", "dtype and input"),
)
def passes_where_x_is_positive(right, grad_out, x, mask, *args, **given):
    return right(grad_out, x, x > 0, *args, **given)
