"""The gradients of a transposed convolution (chapter 4)."""

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv_transpose import conv_transpose2d
from cnnlib.im2col import im2col
from cnnlib.upstream import check_grad_out

__all__ = ["conv_transpose2d_backward"]


def conv_transpose2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    output_padding: int | tuple[int, int] = 0,
    groups: int = 1,
    dilation: int | tuple[int, int] = 1,
) -> tuple[np.ndarray, ...]:
    r"""Return the gradients of `conv_transpose2d` with respect to `x`, `weight` and any `bias`.

    The transpose of the transpose is the convolution: with :math:`A_n` the columns of the upstream
    gradient :math:`g_n`, and for each group of channels,

    .. math::
        \nabla_{x_n} = W A_n, \qquad \nabla_W = \sum_n x_n A_n^\top, \qquad
        \nabla_b = \sum_{n,\,p} g_{n,\cdot,p}

    Parameters
    ----------
    grad_out : ndarray, shape (N, F, H_out, W_out)
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (C, F / groups, kH, kW)
    bias, stride, padding, output_padding, groups, dilation
        As they were given to :func:`~cnnlib.conv_transpose.conv_transpose2d`.

    Returns
    -------
    tuple of ndarray, of the shapes of `x`, `weight` and, if there is a bias, `bias`

    Raises
    ------
    ValueError
        As `conv_transpose2d`, or if `grad_out` does not have the shape of its output.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic for deep learning", chapter 4.
    """
    # An empty batch costs nothing, but checks the arguments.
    no_images = conv_transpose2d(
        x[:0], weight, bias, stride, padding, output_padding, groups, dilation
    )
    check_grad_out(grad_out, (len(x), *no_images.shape[1:]))
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", minimum=0)
    n, channels, h, w = x.shape
    kh, kw = weight.shape[2:]

    padded = np.pad(grad_out, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    # No kernel reaches the rows and columns that output_padding added.
    painted = padded[:, :, : sh * (h - 1) + dh * (kh - 1) + 1, : sw * (w - 1) + dw * (kw - 1) + 1]
    cols = im2col(painted, (kh, kw), stride, 0, dilation).reshape(n, groups, -1, h * w)
    kernels = weight.reshape(groups, channels // groups, -1)
    numbers = x.reshape(n, groups, channels // groups, h * w)

    grad_x = (kernels @ cols).reshape(x.shape)
    grad_weight = (numbers @ cols.swapaxes(-1, -2)).sum(axis=0).reshape(weight.shape)
    if bias is None:
        return grad_x, grad_weight
    return grad_x, grad_weight, grad_out.sum(axis=(0, 2, 3))
