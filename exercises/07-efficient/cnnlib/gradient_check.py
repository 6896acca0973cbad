"""Check a gradient against central differences: slow but simple (chapter 4)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from cnnlib.checking import compare
from cnnlib.exercise import exercise

__all__ = ["check_gradients", "numerical_gradient"]


@exercise("04-backprop.numerical_gradient", points=7)
def numerical_gradient(
    f: Callable[[np.ndarray], float], x: np.ndarray, eps: float = 1e-6
) -> np.ndarray:
    r"""Differentiate a number with respect to every element of an array, one at a time.

    .. math:: \frac{\partial f}{\partial x_i} \approx
        \frac{f(x + \varepsilon e_i) - f(x - \varepsilon e_i)}{2 \varepsilon}

    It is computed in float64 for any dtype of `x`: in float32 only one or two digits of the
    difference would be right.

    Parameters
    ----------
    f : callable
        Takes an array of float64 of the shape of `x`, returns one number.
    x : ndarray
        Of any shape and any numeric dtype, integers included; it is not changed.
    eps : float
        Half the distance between the two points, in the units of `x`.

    Returns
    -------
    ndarray of float64, shape of `x`

    Raises
    ------
    ValueError
        If `eps` is not positive, or `f` does not return one number.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), *Deep Learning*, section 11.5.
    """
    if not eps > 0:
        raise ValueError(f"eps must be positive, not {eps}.")
    x = np.array(x, dtype=np.float64)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        middle = x[index]
        values = []
        for point in (middle + eps, middle - eps):
            x[index] = point
            value = f(x)
            if np.size(value) != 1:
                raise ValueError(f"f must return one number, not shape {np.shape(value)}.")
            values.append(float(np.reshape(value, ())))
        x[index] = middle
        gradient[index] = (values[0] - values[1]) / (2 * eps)
    return gradient


def check_gradients(
    function: Callable[..., np.ndarray],
    backward: Callable[..., Any],
    arguments: Mapping[str, Any],
    with_respect_to: Sequence[str] | None = None,
    eps: float = 1e-6,
    rtol: float = 1e-6,
    seed: int = 0,
) -> None:
    r"""Compare what `backward` returns with central differences of `function`.

    Each gradient is that of :math:`\langle g, \mathrm{function}(\ldots) \rangle` for a random
    upstream gradient :math:`g`; a gradient of ones would hide mistakes that cancel in a sum.

    Parameters
    ----------
    function : callable
        Called as ``function(**arguments)``; returns an array or a number.
    backward : callable
        Called as ``backward(grad_out, **arguments)``; returns one gradient, or a tuple of them in
        the order of `arguments`.
    arguments : mapping of str to value
        Arrays of floats are converted to float64 first.
    with_respect_to : sequence of str, optional
        The arguments that have a gradient; by default every array of floats.
    eps : float
        Half the distance between the two points of the central difference.
    rtol : float
        Tolerated error, relative to the largest value of the gradient or to 1.
    seed : int
        Seeds the upstream gradient.

    Raises
    ------
    AssertionError
        Names the function, the argument, the worst index, the value got and the value expected.
    ValueError
        If `with_respect_to` names something that is not an array of floats.
    """
    arguments = {
        name: np.array(value, dtype=np.float64) if _is_float_array(value) else value
        for name, value in arguments.items()
    }
    names = [name for name, value in arguments.items() if _is_float_array(value)]
    if with_respect_to is not None:
        unknown = sorted(set(with_respect_to) - set(names))
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: not among the arrays of floats {names}.")
        names = [name for name in names if name in with_respect_to]

    shape = np.shape(function(**arguments))
    grad_out = np.random.default_rng(seed).normal(size=shape)
    gradients = backward(grad_out, **arguments)
    gradients = gradients if isinstance(gradients, tuple) else (gradients,)
    title = getattr(backward, "__name__", "backward")
    if len(gradients) != len(names):
        raise AssertionError(
            f"{title} returned {len(gradients)} gradient(s), expected {len(names)}: "
            f"{', '.join(names)}."
        )
    for name, gradient in zip(names, gradients, strict=True):

        def along(value: np.ndarray, name: str = name) -> float:
            return float(np.sum(grad_out * function(**{**arguments, name: value})))

        expected = numerical_gradient(along, arguments[name], eps)
        mismatch = compare(gradient, expected, rtol, check_dtype=False)
        if mismatch is not None:
            raise AssertionError(f"{title}, gradient of {name}: {mismatch}")


def _is_float_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"
