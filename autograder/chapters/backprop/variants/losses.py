"""Other right ways to write `log_softmax` and `cross_entropy_backward`."""

import numpy as np

from autograder.checks.answers import FunctionAnswer
from cnnlib.losses import log_softmax, softmax

__all__ = ["CROSS_ENTROPY_BACKWARD", "LOG_SOFTMAX"]


def row_by_row(x):
    out = np.empty_like(x)
    for n, row in enumerate(x):
        m = max(row)
        out[n] = row - m - np.log(sum(np.exp(row - m)))
    return out


def with_logaddexp(x):
    return x - np.logaddexp.reduce(x, axis=1, keepdims=True)


def with_the_maximum_put_back(x):
    m = x.max(axis=1)[:, None]
    return x - (m + np.log(np.exp(x - m).sum(axis=1)[:, None]))


def in_place(grad_out, x, target):
    gradient = softmax(x)
    for n, t in enumerate(target):
        gradient[n, t] -= 1
    gradient *= grad_out / len(x)
    return gradient


def with_one_hot_rows(grad_out, x, target):
    one_hot = np.zeros_like(x)
    np.put_along_axis(one_hot, target[:, None], 1, axis=1)
    return (softmax(x) - one_hot) * float(grad_out) / len(x)


def with_a_comparison(grad_out, x, target):
    n, k = x.shape
    right = target.reshape(n, 1) == np.arange(k)
    probabilities = np.exp(log_softmax(x))
    return np.where(right, probabilities - 1, probabilities) / n * grad_out


def _answers(*functions):
    return tuple(FunctionAnswer(function.__name__, function) for function in functions)


LOG_SOFTMAX = _answers(row_by_row, with_logaddexp, with_the_maximum_put_back)
CROSS_ENTROPY_BACKWARD = _answers(in_place, with_one_hot_rows, with_a_comparison)
