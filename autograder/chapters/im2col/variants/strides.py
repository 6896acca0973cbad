"""``as_strided`` views: the windows, and the pixels that each position in the kernel touches."""

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size

__all__ = ["col2im", "conv2d_im2col", "im2col"]


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    n, c, h, w = x.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    image, channel, row, column = x.strides
    windows = np.lib.stride_tricks.as_strided(
        x,
        shape=(n, c, kh, kw, h_out, w_out),
        strides=(image, channel, dh * row, dw * column, sh * row, sw * column),
        writeable=False,
    )
    return windows.reshape(n, c * kh * kw, h_out * w_out)


def col2im(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    windows = cols.reshape(cols.shape[0], -1, kh * kw, h_out * w_out)
    padded = np.zeros((*windows.shape[:2], h + 2 * ph, w + 2 * pw), dtype=cols.dtype)
    image, channel, row, column = padded.strides
    for position in range(kh * kw):
        u, v = divmod(position, kw)
        touched = np.lib.stride_tricks.as_strided(
            padded[:, :, u * dh :, v * dw :],
            shape=(*windows.shape[:2], h_out, w_out),
            strides=(image, channel, sh * row, sw * column),
        )
        touched += windows[:, :, position].reshape(touched.shape)
    return padded[:, :, ph : ph + h, pw : pw + w]


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    h_out = conv_output_size(x.shape[2], weight.shape[2], sh, ph, dh)
    w_out = conv_output_size(x.shape[3], weight.shape[3], sw, pw, dw)
    cols = im2col(x, weight.shape[2:], stride, padding, dilation)
    out = np.tensordot(weight.reshape(len(weight), -1), cols, axes=(1, 1)).swapaxes(0, 1)
    out = out.reshape(len(x), len(weight), h_out, w_out)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)
