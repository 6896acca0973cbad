"""The transpose of a convolution: every number adds a kernel to the output (chapter 1)."""

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.exercise import exercise
from cnnlib.geometry import conv_transpose_output_size

__all__ = ["conv_transpose2d"]


@exercise("01-convolution.conv_transpose2d", points=10)
def conv_transpose2d(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    output_padding: int | tuple[int, int] = 0,
    groups: int = 1,
    dilation: int | tuple[int, int] = 1,
) -> np.ndarray:
    r"""Multiply by the transpose of the matrix of :func:`~cnnlib.conv.conv2d`, and add a bias.

    .. math:: \hat y_{n,\,f,\,si+du,\,sj+dv} \mathrel{+}= w_{c,f,u,v} \, x_{n,c,i,j}

    with :math:`\hat y` the output with its padding, which is cut off at the end. A convolution
    gathers a window into one number; this spreads one number over a window, so that

    .. math:: \langle \mathrm{conv}(x),\, y \rangle = \langle x,\, \mathrm{conv}^T(y) \rangle

    It is not the inverse.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (C, F / groups, kH, kW)
        The same array that the convolution from F to C channels has.
    bias : ndarray, shape (F,), optional
    stride, padding, dilation : int or (int, int)
        Those of the convolution, in pixels; a pair is (vertical, horizontal).
    output_padding : int or (int, int)
        Rows and columns to add to the smallest possible output.
    groups : int
        Split input and output channels into this many independent convolutions: the first
        ``C / groups`` make the first ``F / groups``, and so on.

    Returns
    -------
    ndarray, shape (N, F, H_out, W_out)
        Of the common dtype of the arrays.

    Raises
    ------
    ValueError
        If ranks, channels or groups do not fit, the padding leaves nothing, or `output_padding` is
        larger than both stride and dilation allow.

    References
    ----------
    *Convolutional Neural Networks* (De Silva), "Transpose convolution operation"; Dumoulin & Visin
    (2016), "A guide to convolution arithmetic for deep learning", chapter 4.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    check_rank(weight, 4, "weight", "(C, F / groups, kH, kW)")
    n, channels, h, w = x.shape
    weight_channels, filters_per_group, kh, kw = weight.shape
    if groups < 1 or channels % groups or channels != weight_channels:
        raise ValueError(
            f"x {x.shape} has {channels} channels and weight {weight.shape} takes "
            f"{weight_channels} in groups={groups}; they do not fit."
        )
    filters = groups * filters_per_group
    if bias is not None and np.shape(bias) != (filters,):
        raise ValueError(f"bias must have shape ({filters},), not {np.shape(bias)}.")
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", minimum=0)
    oh, ow = pair(output_padding, "output_padding", minimum=0)
    h_out = conv_transpose_output_size(h, kh, sh, ph, oh, dh)
    w_out = conv_transpose_output_size(w, kw, sw, pw, ow, dw)

    x = x.reshape(n, groups, channels // groups, h, w)
    weight = weight.reshape(groups, channels // groups, filters_per_group, kh, kw)
    dtype = np.result_type(x, weight) if bias is None else np.result_type(x, weight, bias)
    padded = np.zeros((n, filters, h_out + 2 * ph, w_out + 2 * pw), dtype=dtype)
    for u in range(kh):
        rows = slice(u * dh, u * dh + sh * (h - 1) + 1, sh)
        for v in range(kw):
            columns = slice(v * dw, v * dw + sw * (w - 1) + 1, sw)
            painted = np.einsum("gcf,ngcij->ngfij", weight[..., u, v], x)
            padded[:, :, rows, columns] += painted.reshape(n, filters, h, w)
    out = padded[:, :, ph : ph + h_out, pw : pw + w_out]
    return out if bias is None else out + np.reshape(bias, (1, filters, 1, 1))
