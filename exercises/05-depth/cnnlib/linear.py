"""The fully connected layer and its gradients (chapter 4)."""

import numpy as np

from cnnlib.arguments import check_rank
from cnnlib.exercise import exercise
from cnnlib.upstream import check_grad_out

__all__ = ["linear", "linear_backward"]


def linear(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    r"""Connect every input to every output.

    .. math:: y = x W^\top + b

    Parameters
    ----------
    x : ndarray, shape (N, D)
    weight : ndarray, shape (K, D)
    bias : ndarray, shape (K,), optional

    Returns
    -------
    ndarray, shape (N, K)

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    _check(x, weight, bias)
    out = x @ weight.T
    return out if bias is None else out + bias


@exercise("04-backprop.linear_backward", points=7)
def linear_backward(
    grad_out: np.ndarray, x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None
) -> tuple[np.ndarray, ...]:
    r"""Return the gradients of `linear` with respect to `x`, `weight` and, if given, `bias`.

    .. math:: \nabla_x = g W, \qquad \nabla_W = g^\top x, \qquad \nabla_b = \textstyle\sum_n g_n

    Parameters
    ----------
    grad_out : ndarray, shape (N, K)
    x, weight, bias
        As they were given to `linear`.

    Returns
    -------
    tuple of ndarray, shapes (N, D), (K, D) and, if there is a bias, (K,)
        Of the dtype of the arguments. Sums over the examples, not divided by N.

    Raises
    ------
    ValueError
        If the shapes do not fit.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), section 5.
    """
    _check(x, weight, bias)
    check_grad_out(grad_out, (len(x), len(weight)))
    gradients = grad_out @ weight, grad_out.T @ x
    return gradients if bias is None else (*gradients, grad_out.sum(axis=0))


def _check(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> None:
    check_rank(x, 2, "x", "(N, D)")
    check_rank(weight, 2, "weight", "(K, D)")
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"x {x.shape} and weight {weight.shape} differ in inputs (axis 1).")
    if bias is not None and np.shape(bias) != weight.shape[:1]:
        raise ValueError(f"bias must have shape {weight.shape[:1]}, not {np.shape(bias)}.")
