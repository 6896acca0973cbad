"""Wrong solutions of chapter 4: gradients of numbers, activations, dense layers and losses."""

# ruff: noqa: ARG001 - written as students write

import numpy as np

from cnnlib.activations import sigmoid
from cnnlib.losses import log_softmax, softmax
from tests.autograder.realistic.marking import wrong

NUM = "04-backprop.numerical_gradient"
RELU = "04-backprop.relu_backward"
LEAKY = "04-backprop.leaky_relu_backward"
SIGMOID = "04-backprop.sigmoid_backward"
LINEAR = "04-backprop.linear_backward"
LOG = "04-backprop.log_softmax"
CE = "04-backprop.cross_entropy_backward"


@wrong(NUM, "steps_forward_only")
def steps_forward(f, x, eps=1e-6):
    x = x.astype(np.float64)
    base = f(x)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        moved = x.copy()
        moved[i] += eps
        grad[i] = (f(moved) - base) / eps
    return grad


@wrong(NUM, "comes_back_to_the_start")
def steps_back_only_once(f, x, eps=1e-6):
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        idx = it.multi_index
        x[idx] += eps
        plus = f(x)
        x[idx] -= eps
        minus = f(x)
        grad[idx] = (plus - minus) / (2 * eps)
        it.iternext()
    return grad


@wrong(NUM, "never_puts_it_back")
def never_restores(f, x, eps=1e-6):
    x = x.astype("float64")
    flat = x.reshape(-1)
    grad = np.empty(flat.size)
    for i in range(flat.size):
        flat[i] += eps
        high = f(x)
        flat[i] -= 2 * eps
        low = f(x)
        grad[i] = (high - low) / (2 * eps)
    return grad.reshape(x.shape)


@wrong(NUM, "keeps_the_dtype")
def keeps_the_dtype(f, x, eps=1e-6):
    grad = np.zeros_like(x)
    for i in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        grad[i] = (f(up) - f(down)) / (2 * eps)
    return grad


@wrong(NUM, "takes_relative_steps")
def relative_steps(f, x, eps=1e-6):
    x = np.asarray(x, float)
    out = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        h = eps * max(1.0, abs(x[i]))
        e = np.zeros(x.shape)
        e[i] = h
        out[i] = (f(x + e) - f(x - e)) / (2 * h)
    return out


@wrong(RELU, "it writes into its input array")
def zeroes_the_upstream(grad_out, x):
    grad_out[x <= 0] = 0
    return grad_out


@wrong(RELU, "cuts_the_gradient")
def masks_by_the_gradient(grad_out, x):
    return np.where(grad_out > 0, grad_out, 0)


@wrong(RELU, "passes_half_at_zero")
def half_at_zero(grad_out, x):
    return (grad_out * np.heaviside(x, 0.5)).astype(grad_out.dtype)


@wrong(LEAKY, "multiplies_by_the_output")
def multiplies_by_the_activation(grad_out, x, negative_slope=0.01):
    return grad_out * np.where(x > 0, x, negative_slope * x)


@wrong(LEAKY, "passes_at_zero", "loses_the_dtype")
def ones_and_slopes(grad_out, x, negative_slope=0.01):
    d = np.ones_like(x, dtype=float)
    d[x < 0] = negative_slope
    return grad_out * d


@wrong(LEAKY, "turns_the_slope_round")
def subtracts_the_slope(grad_out, x, negative_slope=0.01):
    return grad_out * (x > 0) - negative_slope * grad_out * (x <= 0)


@wrong(SIGMOID, "right wherever it is finite")
def quotient_of_exponentials(grad_out, x):
    e = np.exp(-x)
    return grad_out * e / (1 + e) ** 2


@wrong(SIGMOID, "takes_the_input_for_the_output")
def takes_x_as_the_output(grad_out, x):
    return grad_out * x * (1 - x)


@wrong(SIGMOID, "subtracts_the_input")
def forgets_a_sigmoid(grad_out, x):
    s = sigmoid(x)
    return grad_out * s * (1 - x)


@wrong(LINEAR, "averages_over_the_batch")
def averages(grad_out, x, weight, bias=None):
    n = x.shape[0]
    dx = grad_out.dot(weight)
    dw = grad_out.T.dot(x) / n
    if bias is None:
        return dx, dw
    return dx, dw, grad_out.mean(axis=0)


@wrong(LINEAR, "sums_the_bias_along_the_outputs", "always_returns_three")
def sums_over_outputs(grad_out, x, weight, bias=None):
    return grad_out @ weight, grad_out.T @ x, grad_out.sum(axis=1)


@wrong(LINEAR, "transposes_the_weights", "keeps_the_dimension_of_the_bias")
def shapes_of_a_textbook(grad_out, x, weight, bias=None):
    grads = [grad_out @ weight, x.T @ grad_out]
    if bias is not None:
        grads.append(np.sum(grad_out, axis=0, keepdims=True))
    return tuple(grads)


@wrong(LINEAR, "always_returns_three")
def returns_none_for_the_bias(grad_out, x, weight, bias=None):
    db = grad_out.sum(0) if bias is not None else None
    return grad_out @ weight, grad_out.T @ x, db


@wrong(LOG, "sums_over_the_examples")
def normalises_columns(x):
    z = x - x.max(axis=0)
    return z - np.log(np.exp(z).sum(axis=0))


@wrong(LOG, "overflows")
def without_the_maximum(x):
    return x - np.log(np.sum(np.exp(x), axis=-1, keepdims=True))


@wrong(LOG, "takes_one_maximum_for_all")
def one_maximum_for_all(x):
    shifted = x - x.max()
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


@wrong(LOG, "clips_the_probability")
def adds_a_small_number(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return np.log(e / e.sum(1, keepdims=True) + 1e-12)


@wrong(LOG, "right wherever it is finite")
def shifts_by_the_mean(x):
    z = x - x.mean(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


@wrong(CE, "forgets_the_mean", "ignores_upstream")
def neither_scale_nor_mean(grad_out, x, target):
    p = softmax(x)
    p[np.arange(len(target)), target] -= 1
    return p


@wrong(CE, "turns_the_gradient_round")
def wrong_way_round(grad_out, x, target):
    onehot = np.eye(x.shape[1], dtype=x.dtype)[target]
    return grad_out * (onehot - softmax(x)) / len(x)


@wrong(CE, "stops_at_the_probabilities")
def with_respect_to_probabilities(grad_out, x, target):
    p = softmax(x)
    g = np.zeros_like(x)
    rows = np.arange(x.shape[0])
    g[rows, target] = -grad_out / p[rows, target] / x.shape[0]
    return g


@wrong(CE, "subtracts_in_every_row")
def subtracts_from_columns(grad_out, x, target):
    p = np.exp(log_softmax(x))
    p[:, target] -= 1
    return grad_out * p / x.shape[0]


@wrong(CE, "averages_over_the_classes_too")
def mean_over_all_numbers(grad_out, x, target):
    p = np.exp(log_softmax(x))
    p -= np.eye(x.shape[1])[target]
    return (grad_out * p / p.size).astype(x.dtype)
