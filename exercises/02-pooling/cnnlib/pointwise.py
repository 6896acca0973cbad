"""Mix the channels of each pixel: depth-wise pooling, the 1x1 convolution (chapter 2)."""

import numpy as np

from cnnlib.arguments import check_rank
from cnnlib.exercise import exercise

__all__ = ["conv1x1"]


@exercise("02-pooling.conv1x1", points=8)
def conv1x1(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    r"""Convolve with kernels of one pixel: the same dense layer over the channels at every pixel.

    .. math:: y_{n,f,i,j} = b_f + \sum_c w_{f,c} \, x_{n,c,i,j}

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (F, C, 1, 1)
        As :func:`~cnnlib.conv.conv2d` takes it.
    bias : ndarray, shape (F,), optional

    Returns
    -------
    ndarray, shape (N, F, H, W)

    Raises
    ------
    ValueError
        If ranks or channels do not fit, or the kernels are larger than one pixel.

    References
    ----------
    *Convolutional Neural Networks* (De Silva), "Depth-wise pooling operation"; Lin, Chen & Yan
    (2014), "Network in network".
    """
    raise NotImplementedError("02-pooling.conv1x1: replace this line with your code")
