"""Other right ways to write `linear_backward`."""

import numpy as np

from autograder.checks.answers import FunctionAnswer

__all__ = ["VARIANTS"]


def with_einsum(grad_out, x, weight, bias=None):
    grad_x = np.einsum("nk,kd->nd", grad_out, weight)
    grad_weight = np.einsum("nk,nd->kd", grad_out, x)
    if bias is None:
        return grad_x, grad_weight
    return grad_x, grad_weight, np.einsum("nk->k", grad_out)


def example_by_example(grad_out, x, weight, bias=None):
    grad_x, grad_weight = np.zeros_like(x), np.zeros_like(weight)
    grad_bias = None if bias is None else np.zeros_like(bias)
    for n in range(len(x)):
        grad_x[n] = weight.T @ grad_out[n]
        grad_weight += np.outer(grad_out[n], x[n])
        if grad_bias is not None:
            grad_bias += grad_out[n]
    return (grad_x, grad_weight) if grad_bias is None else (grad_x, grad_weight, grad_bias)


def with_dot(grad_out, x, weight, bias=None):
    gradients = [grad_out.dot(weight), x.T.dot(grad_out).T]
    if bias is not None:
        gradients.append(np.ones(len(x), dtype=grad_out.dtype).dot(grad_out))
    return tuple(gradients)


VARIANTS = tuple(
    FunctionAnswer(function.__name__, function)
    for function in (with_einsum, example_by_example, with_dot)
)
