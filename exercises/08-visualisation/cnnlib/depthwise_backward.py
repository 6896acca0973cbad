"""The gradients of a depth-wise convolution (chapter 7)."""

import numpy as np

from cnnlib.conv_arguments import read_conv2d_arguments
from cnnlib.exercise import exercise

__all__ = ["depthwise_conv2d_backward"]


@exercise("07-efficient.depthwise_conv2d_backward", points=9)
def depthwise_conv2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> tuple[np.ndarray, ...]:
    r"""Return the gradients of `depthwise_conv2d` with respect to `x`, `weight` and any `bias`.

    With :math:`g` the upstream gradient, for each channel separately:

    .. math::
        \nabla_{w_{c,0,u,v}} = \sum_{n,i,j} g_{n,c,i,j} \, \hat x_{n,c,\,s i + d u,\, s j + d v},
        \qquad \nabla_{b_c} = \sum_{n,i,j} g_{n,c,i,j}

    and every :math:`g_{n,c,i,j}` adds :math:`w_{c,0,u,v} \, g_{n,c,i,j}` to the gradient of the
    pixel that it multiplied. Gradients on the padding are dropped. No gradient goes from one
    channel to another.

    Parameters
    ----------
    grad_out : ndarray, shape (N, C, H_out, W_out)
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (C, 1, kH, kW)
    bias, stride, padding, dilation
        As they were given to `depthwise_conv2d`.

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
    *Convolutional Neural Networks* (Patel, 2017), section 5, for one channel.
    """
    a = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, len(weight), grad_out)
    (sh, sw), (dh, dw), (ph, pw) = a.stride, a.dilation, a.padding
    (h, w), (h_out, w_out) = a.input_size, a.output_size
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    grad_padded = np.zeros_like(padded, dtype=a.dtype)
    grad_weight = np.zeros_like(weight, dtype=a.dtype)
    for u, v in np.ndindex(a.kernel_size):
        rows = slice(u * dh, u * dh + sh * h_out, sh)
        columns = slice(v * dw, v * dw + sw * w_out, sw)
        grad_weight[:, 0, u, v] = (grad_out * padded[:, :, rows, columns]).sum(axis=(0, 2, 3))
        grad_padded[:, :, rows, columns] += weight[:, 0, u, v].reshape(-1, 1, 1) * grad_out
    grad_x = grad_padded[:, :, ph : ph + h, pw : pw + w]
    if bias is None:
        return grad_x, grad_weight
    return grad_x, grad_weight, grad_out.sum(axis=(0, 2, 3))
