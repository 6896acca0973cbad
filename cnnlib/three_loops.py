"""Convolution as three loops around the correlation of one image with one kernel (chapter 3)."""

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.conv import conv_output_size
from cnnlib.conv_arguments import read_conv2d_arguments
from cnnlib.exercise import exercise

__all__ = ["conv2d_correlate", "correlate2d"]


@exercise("03-im2col.correlate2d", points=9)
def correlate2d(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> np.ndarray:
    r"""Cross-correlate one image with one kernel.

    .. math:: y_{i,j} = \sum_{u,v} k_{u,v} \, \hat x_{si+du,\,sj+dv}

    with :math:`\hat x` the zero-padded image: for each weight of the kernel, one product with all
    the pixels that it multiplies.

    Parameters
    ----------
    image : ndarray, shape (H, W)
    kernel : ndarray, shape (kH, kW)
    stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).

    Returns
    -------
    ndarray, shape (H_out, W_out)
        Of the common dtype of the two.

    Raises
    ------
    ValueError
        If either does not have two axes, or the kernel is larger than the padded image.

    References
    ----------
    *MLP Coursework 2: Exploring Convolutional Networks*, sections 2.3 and 2.4; as
    ``scipy.signal.correlate2d`` with ``mode="valid"``.
    """
    check_rank(image, 2, "image", "(H, W)")
    check_rank(kernel, 2, "kernel", "(kH, kW)")
    (h, w), (kh, kw) = np.shape(image), np.shape(kernel)
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", minimum=0)
    h_out = conv_output_size(h, kh, sh, ph, dh)
    w_out = conv_output_size(w, kw, sw, pw, dw)

    padded = np.pad(image, ((ph, ph), (pw, pw)))
    out = np.zeros((h_out, w_out), dtype=np.result_type(image, kernel))
    for u in range(kh):
        rows = slice(u * dh, u * dh + sh * h_out, sh)
        for v in range(kw):
            columns = slice(v * dw, v * dw + sw * w_out, sw)
            out += kernel[u, v] * padded[rows, columns]
    return out


def conv2d_correlate(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> np.ndarray:
    r"""Cross-correlate a batch: loop over images, kernels and the channels of a kernel.

    .. math:: y_{n,f} = b_f + \sum_c \mathrm{correlate2d}(x_{n,c},\, w_{f,c})

    It needs hardly any memory beyond its result.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (F, C / groups, kH, kW)
    bias : ndarray, shape (F,), optional
    stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).
    groups : int
        Split the channels into this many independent convolutions.

    Returns
    -------
    ndarray, shape (N, F, H_out, W_out)

    Raises
    ------
    ValueError
        If ranks, channels or groups do not fit, or the kernel is larger than the padded input.

    References
    ----------
    *MLP Coursework 2: Exploring Convolutional Networks*, section 2.3.
    """
    args = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups)
    channels_per_group, filters_per_group = args.channels // groups, args.filters // groups
    out = np.zeros(args.output_shape, dtype=args.dtype)
    for n in range(args.batch):
        for f in range(args.filters):
            first = f // filters_per_group * channels_per_group
            for c in range(channels_per_group):
                image, kernel = x[n, first + c], weight[f, c]
                out[n, f] += correlate2d(image, kernel, stride, padding, dilation)
    if bias is not None:
        out += np.reshape(bias, (-1, 1, 1))
    return out
