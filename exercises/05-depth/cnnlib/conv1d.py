"""Convolution of signals: one axis to slide along (chapter 1)."""

import numpy as np

from cnnlib.arguments import check_rank
from cnnlib.conv import conv_output_size

__all__ = ["conv1d"]


def conv1d(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> np.ndarray:
    r"""Cross-correlate a batch of signals with a bank of kernels, one output number at a time.

    .. math:: y_{n,f,i} = b_f + \sum_{c,u} w_{f,c,u} \, \hat x_{n,\,c,\,si+du}

    with :math:`\hat x` the zero-padded input.

    Parameters
    ----------
    x : ndarray, shape (N, C, L)
    weight : ndarray, shape (F, C / groups, k)
    bias : ndarray, shape (F,), optional
    stride, padding, dilation : int
    groups : int
        Split the channels into this many independent convolutions.

    Returns
    -------
    ndarray, shape (N, F, L_out)

    Raises
    ------
    ValueError
        If ranks, channels or groups do not fit, or the kernel is larger than the padded input.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), section 2.1.
    """
    check_rank(x, 3, "x", "(N, C, L)")
    check_rank(weight, 3, "weight", "(F, C / groups, k)")
    n, channels, length = x.shape
    filters, channels_per_group, k = weight.shape
    if groups < 1 or filters % groups or channels != groups * channels_per_group:
        raise ValueError(
            f"x {x.shape} has {channels} channels and weight {weight.shape} takes "
            f"{channels_per_group} in each of groups={groups}; they do not fit."
        )
    if bias is not None and np.shape(bias) != (filters,):
        raise ValueError(f"bias must have shape ({filters},), not {np.shape(bias)}.")
    length_out = conv_output_size(length, k, stride, padding, dilation)

    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    dtype = np.result_type(x, weight) if bias is None else np.result_type(x, weight, bias)
    out = np.empty((n, filters, length_out), dtype=dtype)
    for f in range(filters):
        first = f // (filters // groups) * channels_per_group
        group = padded[:, first : first + channels_per_group]
        for i in range(length_out):
            window = group[:, :, i * stride : i * stride + dilation * (k - 1) + 1 : dilation]
            out[:, f, i] = (window * weight[f]).sum(axis=(1, 2))
    if bias is not None:
        out += np.reshape(bias, (1, filters, 1))
    return out
