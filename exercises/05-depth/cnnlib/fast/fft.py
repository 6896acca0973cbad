"""Convolution as a product of Fourier transforms (chapter 3)."""

import numpy as np

from cnnlib.conv_arguments import read_conv2d_arguments

__all__ = ["conv2d_fft"]


def conv2d_fft(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> np.ndarray:
    r"""Cross-correlate in the frequency domain, where a kernel of any size costs the same.

    .. math:: y_{n,f} = b_f + F^{-1} \Bigl( \sum_c F(\hat x_{n,c}) \, \overline{F(\hat w_{f,c})}
              \Bigr)

    with :math:`F` the discrete Fourier transform and :math:`\hat w` the kernel filled with zeros to
    the size of the padded input :math:`\hat x`. The product is a circular correlation; the places
    where the window does not wrap around are kept, and of those every :math:`s`-th.

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
        Of the dtype of the arguments; whole numbers come back as floats.

    Raises
    ------
    ValueError
        If ranks, channels or groups do not fit, or the kernel is larger than the padded input.

    References
    ----------
    *MLP Coursework 2: Exploring Convolutional Networks*, section 2.4; Mathieu, Henaff & LeCun
    (2013), "Fast training of convolutional networks through FFTs".
    """
    args = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups)
    (sh, sw), (dh, dw), (ph, pw) = args.stride, args.dilation, args.padding
    (kh, kw), (h_out, w_out) = args.kernel_size, args.output_size
    size = args.padded_size

    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kernels = np.zeros((*np.shape(weight)[:2], *size), dtype=np.result_type(weight))
    kernels[..., : dh * kh : dh, : dw * kw : dw] = weight

    # For each frequency, one matrix product adds up the channels.
    frequencies = size[0] * (size[1] // 2 + 1)
    x_hat = np.fft.rfft2(padded)
    x_hat = x_hat.reshape(args.batch, groups, args.channels // groups, frequencies)
    w_hat = np.fft.rfft2(kernels).conj()
    w_hat = w_hat.reshape(groups, args.filters // groups, -1, frequencies)
    images = np.ascontiguousarray(x_hat.transpose(1, 3, 0, 2))
    filters = np.ascontiguousarray(w_hat.transpose(0, 3, 2, 1))
    y_hat = (images @ filters).transpose(2, 0, 3, 1)

    y_hat = y_hat.reshape(args.batch, args.filters, size[0], size[1] // 2 + 1)
    every = np.fft.irfft2(y_hat, s=size)
    out = every[:, :, : sh * h_out : sh, : sw * w_out : sw]
    out = out.astype(np.result_type(args.dtype, np.float16))
    if bias is not None:
        out += np.reshape(bias, (-1, 1, 1))
    return out
