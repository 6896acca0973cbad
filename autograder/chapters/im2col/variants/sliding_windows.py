"""NumPy's own sliding windows, scattered back with ``np.add.at``, multiplied with ``np.einsum``."""

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size

__all__ = ["col2im", "conv2d_im2col", "im2col"]


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(x, extent, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    n, c, h_out, w_out, kh, kw = windows.shape
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, h_out * w_out)


def col2im(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    u, v, i, j = np.ogrid[:kh, :kw, :h_out, :w_out]
    windows = cols.reshape(len(cols), -1, kh, kw, h_out, w_out)
    padded = np.zeros((*windows.shape[:2], h + 2 * ph, w + 2 * pw), dtype=cols.dtype)
    np.add.at(padded, (..., i * sh + u * dh, j * sw + v * dw), windows)
    return padded[..., ph : ph + h, pw : pw + w]


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    h_out = conv_output_size(x.shape[2], weight.shape[2], sh, ph, dh)
    w_out = conv_output_size(x.shape[3], weight.shape[3], sw, pw, dw)
    cols = im2col(x, weight.shape[2:], stride, padding, dilation)
    out = np.einsum("fk,nkl->nfl", weight.reshape(len(weight), -1), cols)
    if bias is not None:
        out += bias[:, np.newaxis]
    return out.reshape(len(x), len(weight), h_out, w_out)
