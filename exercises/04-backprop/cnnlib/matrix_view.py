"""A convolution written out as the matrix that it is (chapter 1)."""

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
    r"""Return the matrix that makes the output of a convolution, as one column, of its input.

    .. math:: \mathrm{vec}(\mathrm{conv2d}(x)) = M \, \mathrm{vec}(x)

    Most of it is zero (the connections are sparse), and each weight is in it many times (they are
    shared). Column by column, it is what the convolution makes of an image with a single 1. Its
    transpose is the transposed convolution, which also takes gradients back.

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
