"""What students get wrong in the gradients of the activations."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.activations import leaky_relu, sigmoid

__all__ = ["LEAKY_RELU", "RELU", "SIGMOID"]

RELU_PARTS = ("both signs", "zero", "dtype and input")
LEAKY_RELU_PARTS = (*RELU_PARTS, "another slope")
SIGMOID_PARTS = ("values", "far from zero", "dtype and input")

FORGETS_UPSTREAM = (
    "This is the derivative alone. Back-propagation multiplies it by `grad_out`, the gradient that "
    "comes from above: that is the chain rule."
)
FLOAT64 = (
    "The values are right, but float32 comes back as float64: a factor of float64 numbers, such as "
    "`np.where(x > 0, 1.0, 0.0)` makes, turns the product into float64."
)


@misconception(FORGETS_UPSTREAM, loses=RELU_PARTS)
def relu_forgets_upstream(grad_out, x):
    return (x > 0).astype(x.dtype)


@misconception(
    "You multiplied by relu(x). The gradient is multiplied by the derivative of relu, which is 1 "
    "where x is positive, however large x is.",
    loses=RELU_PARTS,
)
def relu_multiplies_by_the_output(grad_out, x):
    return grad_out * np.maximum(x, 0)


@misconception(
    "You cut off the negative gradients. What decides is the sign of x, the input of the forward "
    "pass; the gradient may have any sign.",
    loses=RELU_PARTS,
)
def relu_cuts_the_gradient(grad_out, x):
    return np.maximum(grad_out, 0)


@misconception(
    "You let a gradient pass only where it is positive as well. That makes pretty pictures (guided "
    "back-propagation), but it is not the gradient: the sign of x alone decides.",
    loses=RELU_PARTS,
)
def relu_guides_the_gradient(grad_out, x):
    return grad_out * (x > 0) * (grad_out > 0)


@misconception(
    "Where x is exactly 0 the gradient is taken to be 0: `x > 0`, not `x >= 0`.", loses=("zero",)
)
def relu_passes_at_zero(grad_out, x):
    return grad_out * (x >= 0)


@misconception(FLOAT64, loses=("dtype and input",))
def relu_loses_the_dtype(grad_out, x):
    return grad_out * np.where(x > 0, 1.0, 0.0)


@misconception(FORGETS_UPSTREAM, loses=LEAKY_RELU_PARTS)
def leaky_relu_forgets_upstream(grad_out, x, negative_slope=0.01):
    return np.where(x > 0, 1, negative_slope).astype(x.dtype)


@misconception(
    "This is the gradient of relu. A leaky unit lets `negative_slope` times the gradient through "
    "where x is negative.",
    loses=LEAKY_RELU_PARTS,
)
def leaky_relu_does_not_leak(grad_out, x, negative_slope=0.01):
    return grad_out * (x > 0)


@misconception(
    "Where x is negative you return `negative_slope` itself. It multiplies the gradient that comes "
    "from above.",
    loses=LEAKY_RELU_PARTS,
)
def leaky_relu_returns_the_slope(grad_out, x, negative_slope=0.01):
    return np.where(x > 0, grad_out, x.dtype.type(negative_slope))


@misconception(
    "You multiplied by leaky_relu(x). The gradient is multiplied by its derivative, which is 1 or "
    "`negative_slope`, however large x is.",
    loses=LEAKY_RELU_PARTS,
)
def leaky_relu_multiplies_by_the_output(grad_out, x, negative_slope=0.01):
    return grad_out * leaky_relu(x, negative_slope)


@misconception(
    "The slope is always 0.01. Use the argument `negative_slope`, which may be another number.",
    loses=("another slope",),
)
def leaky_relu_knows_one_slope(grad_out, x, negative_slope=0.01):
    return np.where(x > 0, grad_out, 0.01 * grad_out)


@misconception(
    "The sides are swapped: a positive x lets the whole gradient through.", loses=LEAKY_RELU_PARTS
)
def leaky_relu_swaps_the_sides(grad_out, x, negative_slope=0.01):
    return np.where(x > 0, negative_slope * grad_out, grad_out)


@misconception(
    "Where x is exactly 0 the gradient is multiplied by `negative_slope`: `x > 0`, not `x >= 0`.",
    loses=("zero",),
)
def leaky_relu_passes_at_zero(grad_out, x, negative_slope=0.01):
    return np.where(x >= 0, grad_out, negative_slope * grad_out)


@misconception(FLOAT64, loses=("dtype and input",))
def leaky_relu_loses_the_dtype(grad_out, x, negative_slope=0.01):
    return grad_out * np.where(x > 0, 1.0, negative_slope)


@misconception(FORGETS_UPSTREAM, loses=SIGMOID_PARTS)
def sigmoid_forgets_upstream(grad_out, x):
    return sigmoid(x) * (1 - sigmoid(x))


@misconception(
    "You multiplied by σ(x), the output. The gradient is multiplied by the derivative, "
    "σ(x) (1 - σ(x)).",
    loses=SIGMOID_PARTS,
)
def sigmoid_multiplies_by_the_output(grad_out, x):
    return grad_out * sigmoid(x)


@misconception(
    "You took x for the output of the sigmoid. x is its input: compute s = sigmoid(x) first, then "
    "s (1 - s).",
    loses=SIGMOID_PARTS,
)
def sigmoid_takes_the_input_for_the_output(grad_out, x):
    return grad_out * x * (1 - x)


@misconception(
    "1 - s² is the derivative of tanh. That of the sigmoid is s (1 - s).", loses=SIGMOID_PARTS
)
def sigmoid_as_tanh(grad_out, x):
    return grad_out * (1 - sigmoid(x) ** 2)


@misconception(
    "The sigmoid is applied twice: x is its input, and s = sigmoid(x) is used as it is.",
    loses=SIGMOID_PARTS,
)
def sigmoid_twice(grad_out, x):
    s = sigmoid(sigmoid(x))
    return grad_out * s * (1 - s)


@misconception(
    "For large x the exponential overflows, and infinity by infinity is NaN. `sigmoid` of this "
    "library avoids that: use it, or an exponential of a negative number.",
    loses=("far from zero",),
)
def sigmoid_overflows(grad_out, x):
    with np.errstate(over="ignore", invalid="ignore"):
        s = np.exp(x) / (1 + np.exp(x))
        return grad_out * s * (1 - s)


@misconception(
    "The values are right, but float32 comes back as float64: something in it is float64.",
    loses=("dtype and input",),
)
def sigmoid_loses_the_dtype(grad_out, x):
    s = sigmoid(x.astype(float))
    return grad_out * s * (1 - s)


RELU = (
    relu_forgets_upstream,
    relu_multiplies_by_the_output,
    relu_cuts_the_gradient,
    relu_guides_the_gradient,
    relu_passes_at_zero,
    relu_loses_the_dtype,
)
LEAKY_RELU = (
    leaky_relu_forgets_upstream,
    leaky_relu_does_not_leak,
    leaky_relu_returns_the_slope,
    leaky_relu_multiplies_by_the_output,
    leaky_relu_knows_one_slope,
    leaky_relu_swaps_the_sides,
    leaky_relu_passes_at_zero,
    leaky_relu_loses_the_dtype,
)
SIGMOID = (
    sigmoid_forgets_upstream,
    sigmoid_multiplies_by_the_output,
    sigmoid_takes_the_input_for_the_output,
    sigmoid_as_tanh,
    sigmoid_twice,
    sigmoid_overflows,
    sigmoid_loses_the_dtype,
)
