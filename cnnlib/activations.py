"""Activation functions and their derivatives (chapter 4)."""

import numpy as np

from cnnlib.exercise import exercise
from cnnlib.upstream import check_grad_out

__all__ = [
    "leaky_relu",
    "leaky_relu_backward",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
]


def relu(x: np.ndarray) -> np.ndarray:
    r"""Set negative numbers to 0: :math:`\max(x, 0)`, for an array of any shape.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), section 3.
    """
    return np.maximum(x, 0)


@exercise("04-backprop.relu_backward", points=2)
def relu_backward(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    r"""Return the gradient of `relu` with respect to `x`: :math:`g \cdot [x > 0]`.

    The derivative does not exist at 0; 0 is taken there, as in PyTorch.

    Parameters
    ----------
    grad_out : ndarray
        :math:`g`, the gradient of the loss with respect to ``relu(x)``.
    x : ndarray
        The input of `relu`; of any shape, the same as that of `grad_out`.

    Returns
    -------
    ndarray, shape of `x`
        A new array, of the same dtype as `grad_out`.

    Raises
    ------
    ValueError
        If `grad_out` and `x` differ in shape.
    """
    check_grad_out(grad_out, np.shape(x))
    return grad_out * (x > 0)


def leaky_relu(x: np.ndarray, negative_slope: float = 0.01) -> np.ndarray:
    r"""Return :math:`x` where it is positive and :math:`a x` elsewhere, for an array of any shape.

    Parameters
    ----------
    x : ndarray
    negative_slope : float
        :math:`a`. A negative input keeps a gradient, so the unit can recover.

    References
    ----------
    Maas, Hannun & Ng (2013), "Rectifier nonlinearities improve neural network acoustic models".
    """
    return np.where(x > 0, x, negative_slope * x)


@exercise("04-backprop.leaky_relu_backward", points=3)
def leaky_relu_backward(
    grad_out: np.ndarray, x: np.ndarray, negative_slope: float = 0.01
) -> np.ndarray:
    r"""Return :math:`g` where `x` is positive and :math:`a g` elsewhere, 0 included.

    Parameters
    ----------
    grad_out : ndarray
        :math:`g`, the gradient of the loss with respect to ``leaky_relu(x, negative_slope)``.
    x, negative_slope
        As they were given to `leaky_relu`; :math:`a` is the slope.

    Returns
    -------
    ndarray, shape of `x`
        A new array, of the same dtype as `grad_out`.

    Raises
    ------
    ValueError
        If `grad_out` and `x` differ in shape.
    """
    check_grad_out(grad_out, np.shape(x))
    return np.where(x > 0, grad_out, negative_slope * grad_out)


def sigmoid(x: np.ndarray) -> np.ndarray:
    r"""Squash to the interval (0, 1), for an array of any shape.

    .. math:: \sigma(x) = \frac{1}{1 + e^{-x}} = \frac{e^x}{1 + e^x}

    Of the two forms, each element uses the one whose exponential cannot overflow.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), section 3.
    """
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


@exercise("04-backprop.sigmoid_backward", points=3)
def sigmoid_backward(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    r"""Return the gradient of `sigmoid` with respect to `x`: :math:`g \, \sigma(x)(1 - \sigma(x))`.

    The derivative is at most 1/4. A gradient that passes back through many layers is multiplied by
    one such factor in each, so it vanishes.

    Parameters
    ----------
    grad_out : ndarray
        :math:`g`, the gradient of the loss with respect to ``sigmoid(x)``.
    x : ndarray
        The input of `sigmoid`, not its output; however large it is, the result is finite.

    Returns
    -------
    ndarray, shape of `x`
        A new array, of the same dtype as `grad_out`.

    Raises
    ------
    ValueError
        If `grad_out` and `x` differ in shape.
    """
    check_grad_out(grad_out, np.shape(x))
    s = sigmoid(x)
    return grad_out * s * (1 - s)
