"""Dropout: leave out units at random while training (chapter 6)."""

import numpy as np

from cnnlib.exercise import exercise
from cnnlib.upstream import check_grad_out

__all__ = ["dropout", "dropout_backward", "dropout_mask"]


@exercise("06-regularisation.dropout_mask", points=2)
def dropout_mask(shape: tuple[int, ...], p: float, rng: np.random.Generator) -> np.ndarray:
    """Draw which units are kept: each is dropped with probability `p`, independently.

    Parameters
    ----------
    shape : tuple of int
    p : float
        The probability of being dropped, in [0, 1).
    rng : numpy.random.Generator
        The only source of random numbers.

    Returns
    -------
    ndarray of bool, of the given shape
        True where the unit is kept.

    Raises
    ------
    ValueError
        If `p` is not in [0, 1).
    """
    _check_p(p)
    return rng.random(shape) >= p


@exercise("06-regularisation.dropout", points=4)
def dropout(x: np.ndarray, mask: np.ndarray, p: float = 0.5, training: bool = True) -> np.ndarray:
    r"""Drop units in training, and scale up the others; change nothing in evaluation.

    .. math:: y = \frac{m \cdot x}{1 - p}

    This is inverted dropout: kept units are scaled up, so that the expectation of :math:`y` is
    :math:`x`, and nothing changes at test time. Standard dropout does not scale in training, and
    multiplies by :math:`1 - p` at test time instead.

    Parameters
    ----------
    x : ndarray
        Any shape.
    mask : ndarray of bool, shape of `x`
        From `dropout_mask`: True where a unit is kept.
    p : float
        The probability of being dropped with which the mask was drawn.
    training : bool

    Returns
    -------
    ndarray, shape and dtype of `x`

    Raises
    ------
    ValueError
        If the shapes of `x` and `mask` differ, or `p` is not in [0, 1).

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov (2014), "Dropout: a simple way to
    prevent neural networks from overfitting"; *Deep Learning Practical Work 1-c and 1-d* (Cohen,
    Pot), section 3.4.
    """
    _check_p(p)
    if not training:
        return x
    if np.shape(mask) != np.shape(x):
        raise ValueError(f"mask {np.shape(mask)} must have the shape of x, {np.shape(x)}.")
    return x * mask / (1 - p)


@exercise("06-regularisation.dropout_backward", points=2)
def dropout_backward(
    grad_out: np.ndarray, x: np.ndarray, mask: np.ndarray, p: float = 0.5, training: bool = True
) -> np.ndarray:
    r"""Return the gradient with respect to `x`: :math:`g \cdot m / (1 - p)`, or :math:`g` itself
    when evaluating.

    Parameters
    ----------
    grad_out : ndarray, shape of `x`
        The gradient of the loss with respect to the output of `dropout`.
    x, mask, p, training
        As they were given to `dropout`: the mask is the one of the forward pass, not a new one.

    Returns
    -------
    ndarray, shape and dtype of `x`

    Raises
    ------
    ValueError
        As `dropout`, or if `grad_out` does not have the shape of `x`.
    """
    check_grad_out(grad_out, np.shape(x))
    return dropout(grad_out, mask, p, training)


def _check_p(p: float) -> None:
    if not 0 <= p < 1:
        raise ValueError(f"p must be a probability of at least 0 and less than 1, not {p}.")
