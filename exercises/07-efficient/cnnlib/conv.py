"""Convolution by its definition: a window slides, multiplies and sums (chapter 1)."""

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.exercise import exercise

__all__ = ["conv2d", "conv_output_size"]


@exercise("01-convolution.conv_output_size", points=6)
def conv_output_size(
    input_size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    r"""Count the positions of a window along one axis.

    .. math:: \#\{ i \ge 0 : s i + d (k - 1) \le n + 2p - 1 \}

    Window :math:`i` begins at pixel :math:`s i` of the padded input and ends
    :math:`d (k - 1)` pixels further on, which must still be inside it.

    Parameters
    ----------
    input_size, kernel_size, stride, padding, dilation : int
        :math:`n, k, s, p, d`, in pixels; zeros are added on both sides.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the dilated kernel is larger than the padded input, or a number is out of range.

    References
    ----------
    Dumoulin & Visin (2016), "A guide to convolution arithmetic for deep learning", relationship 6
    and section 5.1.
    """
    for name, value, minimum in (
        ("kernel_size", kernel_size, 1),
        ("stride", stride, 1),
        ("padding", padding, 0),
        ("dilation", dilation, 1),
    ):
        if value < minimum:
            raise ValueError(f"{name} must be at least {minimum}, not {value}.")
    padded = input_size + 2 * padding
    extent = dilation * (kernel_size - 1) + 1
    if extent > padded:
        raise ValueError(
            f"A kernel of {kernel_size} with dilation {dilation} covers {extent} pixels, more than "
            f"the {padded} of an input of {input_size} padded by {padding} on both sides."
        )
    return (padded - extent) // stride + 1


@exercise("01-convolution.conv2d", points=16)
def conv2d(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> np.ndarray:
    r"""Cross-correlate a batch of images with a bank of kernels, one output number at a time.

    .. math:: y_{n,f,i,j} = b_f + \sum_{c,u,v} w_{f,c,u,v} \, \hat x_{n,\,c,\,si+du,\,sj+dv}

    with :math:`\hat x` the zero-padded input.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (F, C / groups, kH, kW)
    bias : ndarray, shape (F,), optional
    stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).
    groups : int
        Split channels and kernels into this many independent convolutions: the first ``F / groups``
        kernels read the first ``C / groups`` channels, and so on.

    Returns
    -------
    ndarray, shape (N, F, H_out, W_out)
        Of the common dtype of the arrays.

    Raises
    ------
    ValueError
        If ranks, channels or groups do not fit, or the kernel is larger than the padded input.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), section 4.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    check_rank(weight, 4, "weight", "(F, C / groups, kH, kW)")
    n, channels, h, w = x.shape
    filters, channels_per_group, kh, kw = weight.shape
    if groups < 1 or filters % groups or channels != groups * channels_per_group:
        raise ValueError(
            f"x {x.shape} has {channels} channels and weight {weight.shape} takes "
            f"{channels_per_group} in each of groups={groups}; they do not fit."
        )
    if bias is not None and np.shape(bias) != (filters,):
        raise ValueError(f"bias must have shape ({filters},), not {np.shape(bias)}.")
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", minimum=0)
    h_out = conv_output_size(h, kh, sh, ph, dh)
    w_out = conv_output_size(w, kw, sw, pw, dw)

    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dtype = np.result_type(x, weight) if bias is None else np.result_type(x, weight, bias)
    out = np.empty((n, filters, h_out, w_out), dtype=dtype)
    for f in range(filters):
        first = f // (filters // groups) * channels_per_group
        group = padded[:, first : first + channels_per_group]
        for i in range(h_out):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            for j in range(w_out):
                columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
                window = group[:, :, rows, columns]
                out[:, f, i, j] = (window * weight[f]).sum(axis=(1, 2, 3))
    if bias is not None:
        out += np.reshape(bias, (1, filters, 1, 1))
    return out
