"""The gradients of a convolution of signals (chapter 4)."""

import numpy as np

from cnnlib.conv1d import conv1d
from cnnlib.conv_backward import conv2d_backward
from cnnlib.upstream import check_grad_out

__all__ = ["conv1d_backward"]


def conv1d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> tuple[np.ndarray, ...]:
    r"""Return the gradients of `conv1d` with respect to `x`, `weight` and, if given, `bias`.

    A signal is an image of height one; for the formulas see
    :func:`~cnnlib.conv_backward.conv2d_backward`.

    Parameters
    ----------
    grad_out : ndarray, shape (N, F, L_out)
    x : ndarray, shape (N, C, L)
    weight : ndarray, shape (F, C / groups, k)
    bias, stride, padding, dilation, groups
        As they were given to :func:`~cnnlib.conv1d.conv1d`.

    Returns
    -------
    tuple of ndarray, of the shapes of `x`, `weight` and, if there is a bias, `bias`

    Raises
    ------
    ValueError
        As `conv1d`, or if `grad_out` does not have the shape of its output.
    """
    # An empty batch costs nothing, but checks the arguments.
    no_signals = conv1d(x[:0], weight, bias, stride, padding, dilation, groups)
    check_grad_out(grad_out, (len(x), *no_signals.shape[1:]))
    grad_x, grad_weight, *grad_bias = conv2d_backward(
        grad_out[:, :, None],
        x[:, :, None],
        weight[:, :, None],
        bias,
        (1, stride),
        (0, padding),
        (1, dilation),
        groups,
    )
    return grad_x[:, :, 0], grad_weight[:, :, 0], *grad_bias
