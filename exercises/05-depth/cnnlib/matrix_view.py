"""A convolution as a matrix (chapter 1)."""

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.conv import conv2d

__all__ = ["conv2d_matrix"]


def conv2d_matrix(
    weight: np.ndarray,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> np.ndarray:
    r"""Return the matrix :math:`M` that maps the input of a convolution to its output.

    .. math:: \mathrm{vec}(\mathrm{conv2d}(x)) = M \, \mathrm{vec}(x)

    Most of it is zero (connections are sparse), and each weight occurs many times (weights are
    shared). Each column is the output for an image with a single 1. Its transpose is the
    transposed convolution, which also propagates gradients backwards.

    Parameters
    ----------
    weight : ndarray, shape (F, C / groups, kH, kW)
    input_size : int or (int, int)
        Height and width of the images.
    stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).
    groups : int

    Returns
    -------
    ndarray, shape (F * H_out * W_out, C * H * W)
        For small images only: the 9 weights of one 3x3 kernel on 28x28 pixels become 529 984.

    Raises
    ------
    ValueError
        As :func:`~cnnlib.conv.conv2d`.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic for deep learning", section 4.1.
    """
    check_rank(weight, 4, "weight", "(F, C / groups, kH, kW)")
    h, w = pair(input_size, "input_size")
    if groups < 1:
        raise ValueError(f"groups={groups} must be at least 1, for weight {weight.shape}.")
    channels = groups * weight.shape[1]
    pixels = channels * h * w
    single_ones = np.eye(pixels, dtype=weight.dtype).reshape(pixels, channels, h, w)
    out = conv2d(single_ones, weight, None, stride, padding, dilation, groups)
    return out.reshape(pixels, -1).T
