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
    check_rank(x, 4, "x", "(N, C, H, W)")
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", minimum=0), pair(dilation, "dilation")
    n, c, h, w = x.shape
    h_out = conv_output_size(h, kh, sh, ph, dh)
    w_out = conv_output_size(w, kw, sw, pw, dw)

    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    cols = np.empty((n, c, kh, kw, h_out, w_out), dtype=x.dtype)
    for u in range(kh):
        rows = slice(u * dh, u * dh + sh * h_out, sh)
        for v in range(kw):
            columns = slice(v * dw, v * dw + sw * w_out, sw)
            cols[:, :, u, v] = padded[:, :, rows, columns]
    return cols.reshape(n, c * kh * kw, h_out * w_out)


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
    check_rank(cols, 3, "cols", "(N, C * kH * kW, H_out * W_out)")
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", minimum=0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out = conv_output_size(h, kh, sh, ph, dh)
    w_out = conv_output_size(w, kw, sw, pw, dw)
    n, rows_of_cols, places = cols.shape
    if rows_of_cols % (kh * kw) or places != h_out * w_out:
        raise ValueError(
            f"cols {cols.shape} does not come from images of {h}x{w}: a {kh}x{kw} kernel needs a "
            f"multiple of {kh * kw} rows and {h_out}x{w_out} = {h_out * w_out} columns."
        )
    c = rows_of_cols // (kh * kw)

    windows = cols.reshape(n, c, kh, kw, h_out, w_out)
    padded = np.zeros((n, c, h + 2 * ph, w + 2 * pw), dtype=cols.dtype)
    for u in range(kh):
        rows = slice(u * dh, u * dh + sh * h_out, sh)
        for v in range(kw):
            columns = slice(v * dw, v * dw + sw * w_out, sw)
            padded[:, :, rows, columns] += windows[:, :, u, v]
    return padded[:, :, ph : ph + h, pw : pw + w]


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
    check_rank(x, 4, "x", "(N, C, H, W)")
    check_rank(weight, 4, "weight", "(F, C, kH, kW)")
    n, channels, h, w = x.shape
    filters, kernel_channels, kh, kw = weight.shape
    if channels != kernel_channels:
        raise ValueError(f"x {x.shape} and weight {weight.shape} differ in channels (axis 1).")
    if bias is not None and np.shape(bias) != (filters,):
        raise ValueError(f"bias must have shape ({filters},), not {np.shape(bias)}.")
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", minimum=0)

    cols = im2col(x, (kh, kw), stride, padding, dilation)
    out = weight.reshape(filters, -1) @ cols
    if bias is not None:
        out = out + np.reshape(bias, (filters, 1))
    h_out = conv_output_size(h, kh, sh, ph, dh)
    w_out = conv_output_size(w, kw, sw, pw, dw)
    return out.reshape(n, filters, h_out, w_out)
