"""Convolve each channel with its own kernel (chapter 7)."""

import numpy as np

from cnnlib.conv_arguments import read_conv2d_arguments
from cnnlib.exercise import exercise

__all__ = ["depthwise_conv2d"]


@exercise("07-efficient.depthwise_conv2d", points=7)
def depthwise_conv2d(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> np.ndarray:
    r"""Cross-correlate every channel with its own kernel; no two channels are mixed.

    .. math:: y_{n,c,i,j} = b_c + \sum_{u,v} w_{c,0,u,v} \, \hat x_{n,c,\,s i + d u,\, s j + d v}

    where :math:`\hat x` is `x` with zeros around it, :math:`s` the stride and :math:`d` the
    dilation.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (C, 1, kH, kW)
        As torch stores the weights of a convolution in C groups.
    bias : ndarray, shape (C,), optional
    stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).

    Returns
    -------
    ndarray, shape (N, C, H_out, W_out)
        Of the dtype of the arguments.

    Raises
    ------
    ValueError
        If the shapes do not fit, or the kernel is larger than the padded input.

    References
    ----------
    Howard et al. (2017), "MobileNets", equation 3; *Convolutional Neural Networks* (De Silva),
    exercise 2.
    """
    a = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups=len(weight))
    (sh, sw), (dh, dw), (ph, pw) = a.stride, a.dilation, a.padding
    h_out, w_out = a.output_size
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros(a.output_shape, dtype=a.dtype)
    for u, v in np.ndindex(a.kernel_size):
        seen = padded[:, :, u * dh : u * dh + sh * h_out : sh, v * dw : v * dw + sw * w_out : sw]
        out += weight[:, 0, u, v].reshape(-1, 1, 1) * seen
    return out if bias is None else out + bias.reshape(-1, 1, 1)
