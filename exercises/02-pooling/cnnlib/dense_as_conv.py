"""A dense layer as a convolution, so that it takes larger images (chapter 1)."""

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.conv import conv2d
from cnnlib.exercise import exercise

__all__ = ["linear_as_conv2d"]


@exercise("01-convolution.linear_as_conv2d", points=5)
def linear_as_conv2d(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    *,
    input_size: int | tuple[int, int],
) -> np.ndarray:
    r"""Apply a dense layer to every window of its input size.

    .. math:: y_{n,f,i,j} = b_f + \sum_{c,u,v} W_{f,\,(c,u,v)} \, x_{n,\,c,\,i+u,\,j+v}

    A row of :math:`W`, reshaped to an image, is a kernel as large as the image. On images of
    `input_size` it fits only once, and the result is that of the dense layer; on larger ones it
    slides, and the result is a map of the layer's outputs for all windows.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (F, C * kH * kW)
        The weights of the dense layer, which reads an image of `input_size` as one row.
    bias : ndarray, shape (F,), optional
    input_size : int or (int, int)
        (kH, kW), the size of the images that the dense layer was made for.

    Returns
    -------
    ndarray, shape (N, F, H - kH + 1, W - kW + 1)
        Of the common dtype of the arrays.

    Raises
    ------
    ValueError
        If `weight` does not have one column for each number in an image of `input_size`, the images
        are smaller, or ranks do not fit.

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d* (Cohen, Pot), questions 4 to 6; Long, Shelhamer &
    Darrell (2015), "Fully convolutional networks for semantic segmentation", section 3.1.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    check_rank(weight, 2, "weight", "(F, C * kH * kW)")
    kh, kw = pair(input_size, "input_size")
    channels, (filters, columns) = x.shape[1], weight.shape
    if columns != channels * kh * kw:
        raise ValueError(
            f"weight {weight.shape} must have {channels} * {kh} * {kw} = {channels * kh * kw} "
            f"columns for x {x.shape} and images of {kh}x{kw}."
        )
    return conv2d(x, weight.reshape(filters, channels, kh, kw), bias)
