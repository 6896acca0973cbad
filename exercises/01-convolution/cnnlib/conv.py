"""Convolution by its definition: a window slides, multiplies and sums (chapter 1)."""

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.exercise import exercise

__all__ = ["conv2d", "conv_output_size"]


@exercise("01-convolution.conv_output_size", points=6)
def conv_output_size(
    input_size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    r"""Count the positions of a window along one axis.

    .. math:: \#\{ i \ge 0 : s i + d (k - 1) \le n + 2p - 1 \}

    Window :math:`i` begins at pixel :math:`s i` of the padded input and ends
    :math:`d (k - 1)` pixels further on, which must still be inside it.

    Parameters
    ----------
    input_size, kernel_size, stride, padding, dilation : int
        :math:`n, k, s, p, d`, in pixels; zeros are added on both sides.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the dilated kernel is larger than the padded input, or a number is out of range.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic for deep learning", relationship 6
    and section 5.1.
    """
    raise NotImplementedError("01-convolution.conv_output_size: replace this line with your code")


@exercise("01-convolution.conv2d", points=16)
def conv2d(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> np.ndarray:
    r"""Cross-correlate a batch of images with a bank of kernels, one output number at a time.

    .. math:: y_{n,f,i,j} = b_f + \sum_{c,u,v} w_{f,c,u,v} \, \hat x_{n,\,c,\,si+du,\,sj+dv}

    with :math:`\hat x` the zero-padded input.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (F, C / groups, kH, kW)
    bias : ndarray, shape (F,), optional
    stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).
    groups : int
        Split channels and kernels into this many independent convolutions: the first ``F / groups``
        kernels read the first ``C / groups`` channels, and so on.

    Returns
    -------
    ndarray, shape (N, F, H_out, W_out)
        Of the common dtype of the arrays.

    Raises
    ------
    ValueError
        If ranks, channels or groups do not fit, or the kernel is larger than the padded input.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), section 4.
    """
    raise NotImplementedError("01-convolution.conv2d: replace this line with your code")
