"""The gradients of a convolution, from its matrix form (chapter 4)."""

import numpy as np

from cnnlib.conv_arguments import read_conv2d_arguments
from cnnlib.exercise import exercise
from cnnlib.im2col import col2im, im2col

__all__ = ["conv2d_backward"]


@exercise("04-backprop.conv2d_backward", points=15)
def conv2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> tuple[np.ndarray, ...]:
    r"""Return the gradients of `conv2d` with respect to `x`, `weight` and, if given, `bias`.

    With :math:`A_n = \mathrm{im2col}(x_n)`, the convolution is :math:`Y_n = W A_n + b`, and with
    :math:`G_n` the upstream gradient, one row per filter:

    .. math::
        \nabla_{W} = \sum_n G_n A_n^\top, \qquad
        \nabla_{x_n} = \mathrm{col2im}(W^\top G_n), \qquad
        \nabla_b = \sum_{n,\,p} G_{n,\cdot,p}

    Each group of channels has its own product. Only `im2col` and its adjoint handle stride,
    padding and dilation; the rule that rotates the kernel by 180 degrees holds for stride 1 only.
    The gradients of the images of a batch are added up.

    Parameters
    ----------
    grad_out : ndarray, shape (N, F, H_out, W_out)
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (F, C / groups, kH, kW)
    bias, stride, padding, dilation, groups
        As they were given to `conv2d`.

    Returns
    -------
    tuple of ndarray, of the shapes of `x`, `weight` and, if there is a bias, `bias`
        Of the dtype of the arguments.

    Raises
    ------
    ValueError
        If the shapes do not fit, or the kernel is larger than the padded input.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), section 5; Chellapilla, Puri & Simard (2006).
    """
    a = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups, grad_out)
    n, places = a.batch, a.output_size[0] * a.output_size[1]
    kernels = weight.reshape(groups, a.filters // groups, -1)
    taps = kernels.shape[-1]
    cols = im2col(x, a.kernel_size, stride, padding, dilation).reshape(n, groups, taps, places)
    g = grad_out.reshape(n, groups, a.filters // groups, places)

    grad_weight = (g @ cols.swapaxes(-1, -2)).sum(axis=0).reshape(weight.shape)
    grad_cols = (kernels.swapaxes(-1, -2) @ g).reshape(n, groups * taps, places)
    grad_x = col2im(grad_cols, a.input_size, a.kernel_size, stride, padding, dilation)
    if bias is None:
        return grad_x, grad_weight
    return grad_x, grad_weight, grad_out.sum(axis=(0, 2, 3))
