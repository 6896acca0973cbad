"""Other right ways to write the gradients of the activations."""

import numpy as np

from autograder.checks.answers import FunctionAnswer
from cnnlib.activations import sigmoid

__all__ = ["LEAKY_RELU", "RELU", "SIGMOID"]


def relu_with_where(grad_out, x):
    return np.where(x > 0, grad_out, np.zeros_like(grad_out))


def relu_with_a_mask(grad_out, x):
    grad_x = grad_out.copy()
    grad_x[x <= 0] = 0
    return grad_x


def relu_with_a_step(grad_out, x):
    return np.heaviside(x, 0).astype(grad_out.dtype) * grad_out


def leaky_relu_with_a_mask(grad_out, x, negative_slope=0.01):
    grad_x = grad_out.copy()
    grad_x[x <= 0] *= negative_slope
    return grad_x


def leaky_relu_as_a_factor(grad_out, x, negative_slope=0.01):
    factor = np.full_like(grad_out, negative_slope)
    factor[x > 0] = 1
    return factor * grad_out


def leaky_relu_in_two_halves(grad_out, x, negative_slope=0.01):
    up, down = grad_out * (x > 0), grad_out * (x <= 0)
    return up + negative_slope * down


def sigmoid_by_the_difference(grad_out, x):
    s = sigmoid(x)
    return grad_out * (s - s**2)


def sigmoid_by_symmetry(grad_out, x):
    return sigmoid(-x) * sigmoid(x) * grad_out


def sigmoid_by_its_exponential(grad_out, x):
    e = np.exp(-np.abs(x))
    return grad_out * e / (1 + e) ** 2


def sigmoid_clipped(grad_out, x):
    s = 1 / (1 + np.exp(-np.clip(x, -60, 60)))
    return grad_out * s * (1 - s)


def _answers(*functions):
    return tuple(FunctionAnswer(function.__name__, function) for function in functions)


RELU = _answers(relu_with_where, relu_with_a_mask, relu_with_a_step)
LEAKY_RELU = _answers(leaky_relu_with_a_mask, leaky_relu_as_a_factor, leaky_relu_in_two_halves)
SIGMOID = _answers(
    sigmoid_by_the_difference, sigmoid_by_symmetry, sigmoid_by_its_exponential, sigmoid_clipped
)
