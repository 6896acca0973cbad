"""Other right ways to write `numerical_gradient`."""

import numpy as np

from autograder.checks.answers import FunctionAnswer

__all__ = ["VARIANTS"]


def with_nditer(f, x, eps=1e-6):
    x = np.asarray(x).astype(float)
    gradient = np.zeros(x.shape)
    places = np.nditer(x, flags=["multi_index"])
    while not places.finished:
        index = places.multi_index
        old = x[index]
        x[index] = old + eps
        above = f(x)
        x[index] = old - eps
        below = f(x)
        x[index] = old
        gradient[index] = (above - below) / (2 * eps)
        places.iternext()
    return gradient


def with_unit_vectors(f, x, eps=1e-6):
    steps = eps * np.eye(np.size(x)).reshape(-1, *np.shape(x))
    slopes = [(f(x + step) - f(x - step)) / (2 * eps) for step in steps]
    return np.array(slopes, dtype=float).reshape(np.shape(x))


def with_copies(f, x, eps=1e-6):
    gradient = np.zeros(x.shape, dtype=np.float64)
    for i in range(x.size):
        there, back = x.astype(np.float64), x.astype(np.float64)
        there.flat[i] += eps
        back.flat[i] -= eps
        gradient.flat[i] = (f(there) - f(back)) / eps / 2
    return gradient


VARIANTS = tuple(
    FunctionAnswer(function.__name__, function)
    for function in (with_nditer, with_unit_vectors, with_copies)
)
