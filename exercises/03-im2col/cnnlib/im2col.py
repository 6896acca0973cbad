"""Convolution as one matrix product: unfold the windows, multiply, fold back (chapter 3)."""

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.conv import conv_output_size
from cnnlib.exercise import exercise

__all__ = ["col2im", "conv2d_im2col", "im2col"]


@exercise("03-im2col.im2col", points=20)
def im2col(
    x: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> np.ndarray:
    r"""Copy every window of every image into a column.

    .. math:: A_{n,\;(c,u,v),\;(i,j)} = \hat x_{n,\,c,\,si+du,\,sj+dv}

    with :math:`\hat x` the zero-padded input. The order of the rows is channel, kernel row, kernel
    column, and that of the columns output row, output column; the last index changes fastest, as in
    ``torch.nn.functional.unfold``.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    kernel_size, stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).

    Returns
    -------
    ndarray, shape (N, C * kH * kW, H_out * W_out)
        Of the same dtype as `x`.

    Raises
    ------
    ValueError
        If `x` does not have four axes, or the kernel is larger than the padded input.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), section 4; Chellapilla, Puri & Simard (2006).
    """
    raise NotImplementedError("03-im2col.im2col: replace this line with your code")


@exercise("03-im2col.col2im", points=20)
def col2im(
    cols: np.ndarray,
    output_size: tuple[int, int],
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> np.ndarray:
    r"""Add every column back to the pixels that `im2col` copied it from.

    This is the adjoint (the transpose) of `im2col`, not its inverse: a pixel that was copied
    into three windows receives the sum of three numbers. Numbers that fall on the padding are
    dropped.

    .. math:: \langle \mathrm{im2col}(x),\, y \rangle = \langle x,\, \mathrm{col2im}(y) \rangle

    Parameters
    ----------
    cols : ndarray, shape (N, C * kH * kW, H_out * W_out)
    output_size : (int, int)
        Height and width of the image to build, without padding.
    kernel_size, stride, padding, dilation : int or (int, int)
        As they were given to `im2col`.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        Of the same dtype as `cols`.

    Raises
    ------
    ValueError
        If the shape of `cols` does not follow from the other arguments.

    References
    ----------
    ``torch.nn.functional.fold``; *MLP Coursework 2: Exploring Convolutional Networks*, section 2.4,
    for the forward direction.
    """
    raise NotImplementedError("03-im2col.col2im: replace this line with your code")


@exercise("03-im2col.conv2d_im2col", points=20)
def conv2d_im2col(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> np.ndarray:
    r"""Cross-correlate as one matrix product per image.

    .. math:: Y_n = W A_n + b

    with :math:`A_n` the columns of image :math:`n` and :math:`W` the kernels, one per row.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (F, C, kH, kW)
    bias : ndarray, shape (F,), optional
    stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).

    Returns
    -------
    ndarray, shape (N, F, H_out, W_out)

    Raises
    ------
    ValueError
        If the channels of `x` and `weight` differ, `bias` does not have one number per kernel, or
        the kernel is larger than the padded input.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), section 4.
    """
    raise NotImplementedError("03-im2col.conv2d_im2col: replace this line with your code")
