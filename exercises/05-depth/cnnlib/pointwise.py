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
    check_rank(x, 4, "x", "(N, C, H, W)")
    check_rank(weight, 4, "weight", "(F, C, 1, 1)")
    n, channels, h, w = x.shape
    filters = weight.shape[0]
    if weight.shape[1:] != (channels, 1, 1):
        raise ValueError(
            f"weight must have shape (F, {channels}, 1, 1) for x {x.shape}, not {weight.shape}."
        )
    if bias is not None and np.shape(bias) != (filters,):
        raise ValueError(f"bias must have shape ({filters},), not {np.shape(bias)}.")
    out = weight[:, :, 0, 0] @ x.reshape(n, channels, h * w)
    if bias is not None:
        out = out + np.reshape(bias, (filters, 1))
    return out.reshape(n, filters, h, w)
