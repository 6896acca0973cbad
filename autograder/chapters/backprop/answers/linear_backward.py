"""Answers to `linear_backward`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant


@variant
def with_einsum(grad_out, x, weight, bias=None):
    grad_x = np.einsum("nk,kd->nd", grad_out, weight)
    grad_weight = np.einsum("nk,nd->kd", grad_out, x)
    if bias is None:
        return grad_x, grad_weight
    return grad_x, grad_weight, np.einsum("nk->k", grad_out)


@variant
def example_by_example(grad_out, x, weight, bias=None):
    grad_x, grad_weight = np.zeros_like(x), np.zeros_like(weight)
    grad_bias = None if bias is None else np.zeros_like(bias)
    for n in range(len(x)):
        grad_x[n] = weight.T @ grad_out[n]
        grad_weight += np.outer(grad_out[n], x[n])
        if grad_bias is not None:
            grad_bias += grad_out[n]
    return (grad_x, grad_weight) if grad_bias is None else (grad_x, grad_weight, grad_bias)


@variant
def with_dot(grad_out, x, weight, bias=None):
    gradients = [grad_out.dot(weight), x.T.dot(grad_out).T]
    if bias is not None:
        gradients.append(np.ones(len(x), dtype=grad_out.dtype).dot(grad_out))
    return tuple(gradients)


@misconception(
    "The gradients are averaged over the batch. Add them up: where the loss is a mean over the "
    "batch, `grad_out` has been divided by N already.",
    loses=("weights", "bias", "no bias", "dtype and input"),
)
def averages_over_the_batch(right, grad_out, *args, **given):
    grad_x, *summed = right(grad_out, *args, **given)
    return grad_x, *(gradient / len(grad_out) for gradient in summed)


@misconception(
    "The gradient of the weights is transposed. It has the shape of the weights, (K, D): "
    "`grad_out.T @ x`.",
    loses=("weights", "no bias", "dtype and input"),
)
def transposes_the_weights(right, *args, **given):
    grad_x, grad_weight, *grad_bias = right(*args, **given)
    return grad_x, grad_weight.T, *grad_bias


@misconception(
    "You return `grad_out` itself as the gradient of the bias. The bias is used once for every "
    "example, so its gradient is the sum over the batch, of shape (K,).",
    loses=("bias", "dtype and input"),
)
def does_not_sum_the_bias(right, grad_out, x, weight, bias=None):
    gradients = right(grad_out, x, weight)
    return gradients if bias is None else (*gradients, grad_out)


@misconception(
    "The gradient of the bias is summed along the outputs. There is one bias for each output: sum "
    "over the batch, axis 0.",
    loses=("bias", "dtype and input"),
)
def sums_the_bias_along_the_outputs(right, grad_out, x, weight, bias=None):
    gradients = right(grad_out, x, weight)
    return gradients if bias is None else (*gradients, grad_out.sum(axis=1))


@misconception(
    "The gradient of the bias is right, but it has one axis too many: it must have the shape of "
    "the bias, (K,), so leave out `keepdims`.",
    loses=("bias", "dtype and input"),
)
def keeps_the_dimension_of_the_bias(right, *args, **given):
    grad_x, grad_weight, *grad_bias = right(*args, **given)
    return grad_x, grad_weight, *(gradient[np.newaxis] for gradient in grad_bias)


@misconception(
    "Without a bias there is no gradient for it: return two arrays then, and three otherwise.",
    loses=("no bias",),
)
def always_returns_three(right, grad_out, x, weight, bias=None):
    return right(grad_out, x, weight, np.zeros_like(weight[:, 0]))


@misconception(
    "With a bias there are three gradients: that of the bias is missing.",
    loses=("input", "weights", "bias", "dtype and input"),
)
def never_returns_the_bias(right, grad_out, x, weight, bias=None):
    return right(grad_out, x, weight)


@misconception(
    "The gradients come in the order of the arguments: x, then weight, then bias.",
    loses=("input", "weights", "no bias", "dtype and input"),
)
def swaps_input_and_weights(right, *args, **given):
    grad_x, grad_weight, *grad_bias = right(*args, **given)
    return grad_weight, grad_x, *grad_bias


@misconception(
    "You return float64 for float32. `np.zeros` makes float64 unless you "
    "give it a dtype; `np.zeros_like` keeps that of its argument.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, **given):
    grad_x, grad_weight, *grad_bias = right(*args, **given)
    return grad_x.astype(np.float64), grad_weight.astype(np.float64), *grad_bias


@misconception(
    "The gradient of the bias is summed over everything. There is one bias for each output: sum "
    "over the batch, axis 0.",
    loses=("bias", "dtype and input"),
)
def sums_the_bias_over_everything(right, grad_out, x, weight, bias=None):
    gradients = right(grad_out, x, weight)
    return gradients if bias is None else (*gradients, grad_out.sum())


@misconception(
    "The gradients of weights and bias are those of the last example: each one overwrites the one "
    "before. Add them up over the batch.",
    loses=("weights", "bias", "no bias", "dtype and input"),
)
def keeps_the_last_example(right, grad_out, x, *args, **given):
    grad_x, *_ = right(grad_out, x, *args, **given)
    _, *last = right(grad_out[-1:], x[-1:], *args, **given)
    return grad_x, *last
