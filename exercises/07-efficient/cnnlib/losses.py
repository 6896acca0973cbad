"""Softmax and the cross-entropy of a classifier (chapter 4)."""

import numpy as np

from cnnlib.arguments import check_rank
from cnnlib.exercise import exercise

__all__ = ["cross_entropy", "cross_entropy_backward", "log_softmax", "softmax"]


@exercise("04-backprop.log_softmax", points=4)
def log_softmax(x: np.ndarray) -> np.ndarray:
    r"""Return the logarithms of the class probabilities.

    .. math:: \log p_k = (x_k - m) - \log \sum_j e^{x_j - m}, \qquad m = \max_j x_j

    Without :math:`m`, which cancels, the exponential of a score of 1000 would overflow. Each row
    has its own maximum.

    Parameters
    ----------
    x : ndarray, shape (N, K)
        Scores (logits), one row per example.

    Returns
    -------
    ndarray, shape (N, K)
        Of the same dtype as `x`; finite for any finite scores.

    Raises
    ------
    ValueError
        If `x` does not have two axes.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), *Deep Learning*, section 4.1.
    """
    check_rank(x, 2, "x", "(N, K)")
    shifted = x - x.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def softmax(x: np.ndarray) -> np.ndarray:
    r"""Return the class probabilities of each row, which add up to 1.

    .. math:: p_k = \frac{e^{x_k}}{\sum_j e^{x_j}}

    Parameters
    ----------
    x : ndarray, shape (N, K)
        Scores (logits), one row per example.

    Returns
    -------
    ndarray, shape (N, K)

    Raises
    ------
    ValueError
        If `x` does not have two axes.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), *Deep Learning*, section 6.2.2.3.
    """
    return np.exp(log_softmax(x))


def cross_entropy(x: np.ndarray, target: np.ndarray) -> np.floating:
    r"""Return the mean negative log probability of the right classes.

    .. math:: L = -\frac{1}{N} \sum_n \log p_{n,\,t_n}

    An untrained network gives all :math:`K` classes about the same probability, so its loss starts
    near :math:`\ln K`: 2.303 for ten classes.

    Parameters
    ----------
    x : ndarray, shape (N, K)
        Scores (logits).
    target : ndarray of int, shape (N,)
        The right classes, from 0 to K - 1.

    Returns
    -------
    one number, of the dtype of `x`

    Raises
    ------
    ValueError
        If `x` does not have two axes, or `target` does not hold one class per row.

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d* (Cohen, Pot), section 2.
    """
    check_rank(x, 2, "x", "(N, K)")
    _check_target(target, *x.shape)
    return -log_softmax(x)[np.arange(len(x)), target].mean()


@exercise("04-backprop.cross_entropy_backward", points=6)
def cross_entropy_backward(
    grad_out: float | np.ndarray, x: np.ndarray, target: np.ndarray
) -> np.ndarray:
    r"""Return the gradient of `cross_entropy` with respect to the scores.

    .. math:: \nabla_x = \frac{g}{N} (p - \mathrm{onehot}(t))

    Parameters
    ----------
    grad_out : number
        The gradient with respect to the loss; 1 if the loss itself is minimised.
    x, target
        As they were given to `cross_entropy`.

    Returns
    -------
    ndarray, shape (N, K)
        Of the same dtype as `x`.

    Raises
    ------
    ValueError
        As `cross_entropy`, or if `grad_out` is not one number.
    """
    check_rank(x, 2, "x", "(N, K)")
    _check_target(target, *x.shape)
    if np.ndim(grad_out):
        raise ValueError(f"grad_out must be one number, but its shape is {np.shape(grad_out)}.")
    gradient = softmax(x)
    gradient[np.arange(len(x)), target] -= 1
    return gradient * x.dtype.type(grad_out / len(x))


def _check_target(target: np.ndarray, n: int, classes: int) -> None:
    if np.shape(target) != (n,) or np.asarray(target).dtype.kind not in "iu":
        raise ValueError(
            f"target must hold {n} whole numbers, shape ({n},), not "
            f"{np.asarray(target).dtype} of shape {np.shape(target)}."
        )
    if n == 0 or np.min(target) < 0 or np.max(target) >= classes:
        raise ValueError(f"target must name classes from 0 to {classes - 1} for at least one row.")
