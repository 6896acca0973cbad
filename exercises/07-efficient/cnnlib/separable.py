"""Depth-wise separable convolution and its gradients, in NumPy (chapter 7)."""

import numpy as np

from cnnlib.depthwise import depthwise_conv2d
from cnnlib.depthwise_backward import depthwise_conv2d_backward
from cnnlib.exercise import exercise
from cnnlib.pointwise import conv1x1
from cnnlib.upstream import check_grad_out

__all__ = ["separable_conv2d", "separable_conv2d_backward"]


@exercise("07-efficient.separable_conv2d", points=4)
def separable_conv2d(
    x: np.ndarray,
    depthwise: np.ndarray,
    pointwise: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    r"""Filter each channel separately, then mix the channels at every pixel.

    .. math:: z = \mathrm{depthwise\_conv2d}(x, w_d), \qquad
        y_{n,f,i,j} = b_f + \sum_c w_{f,c} \, z_{n,c,i,j}

    There is nothing between the two: no bias, no normalisation, no ReLU.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    depthwise : ndarray, shape (C, 1, kH, kW)
        :math:`w_d`, a kernel for each channel.
    pointwise : ndarray, shape (F, C, 1, 1)
        :math:`w`, the kernels of the 1x1 convolution.
    bias : ndarray, shape (F,), optional
        Of the 1x1 convolution.
    stride, padding : int or (int, int)
        Of the depth-wise convolution; a pair is (vertical, horizontal).

    Returns
    -------
    ndarray, shape (N, F, H_out, W_out)
        Of the dtype of the arguments.

    Raises
    ------
    ValueError
        If the shapes do not fit, or the kernel is larger than the padded input.

    References
    ----------
    Howard et al. (2017), "MobileNets", section 3.1; *Convolutional Neural Networks* (De Silva),
    "Depthwise Separable Convolution".
    """
    raise NotImplementedError("07-efficient.separable_conv2d: replace this line with your code")


@exercise("07-efficient.separable_conv2d_backward", points=6)
def separable_conv2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    depthwise: np.ndarray,
    pointwise: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> tuple[np.ndarray, ...]:
    r"""Return the gradients of `separable_conv2d` with respect to its arrays.

    Backwards through the 1x1 convolution first,

    .. math:: \nabla_{w_{f,c}} = \sum_{n,i,j} g_{n,f,i,j} \, z_{n,c,i,j}, \qquad
        \nabla_{z_{n,c,i,j}} = \sum_f w_{f,c} \, g_{n,f,i,j},

    then through the depth-wise one. The middle, :math:`z`, is not an argument: compute it again.

    Parameters
    ----------
    grad_out : ndarray, shape (N, F, H_out, W_out)
    x : ndarray, shape (N, C, H, W)
    depthwise : ndarray, shape (C, 1, kH, kW)
    pointwise : ndarray, shape (F, C, 1, 1)
    bias, stride, padding
        As they were given to `separable_conv2d`.

    Returns
    -------
    tuple of ndarray, of the shapes of `x`, `depthwise`, `pointwise` and, if there is one, `bias`
        Of the dtype of the arguments.

    Raises
    ------
    ValueError
        If the shapes do not fit, or the kernel is larger than the padded input.
    """
    raise NotImplementedError("07-efficient.separable_conv2d_backward: replace this line with your code")
