"""Arrays of row and column numbers that pick out, or add to, all windows at once."""

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size

__all__ = ["col2im", "conv2d_im2col", "im2col"]


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = pair(stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    dh, dw = pair(dilation, "dilation")
    _, c, h, w = x.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    channel = np.repeat(np.arange(c), kh * kw)[:, None]
    row_in_window = np.tile(np.repeat(dh * np.arange(kh), kw), c)[:, None]
    column_in_window = np.tile(dw * np.arange(kw), c * kh)[:, None]
    row = row_in_window + np.repeat(sh * np.arange(h_out), w_out)
    column = column_in_window + np.tile(sw * np.arange(w_out), h_out)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return padded[:, channel, row, column]


def col2im(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = pair(stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    dh, dw = pair(dilation, "dilation")
    h, w = output_size
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    c = cols.shape[1] // (kh * kw)
    channel = np.repeat(np.arange(c), kh * kw)[:, None]
    row_in_window = np.tile(np.repeat(dh * np.arange(kh), kw), c)[:, None]
    column_in_window = np.tile(dw * np.arange(kw), c * kh)[:, None]
    row = row_in_window + np.repeat(sh * np.arange(h_out), w_out)
    column = column_in_window + np.tile(sw * np.arange(w_out), h_out)
    padded = np.zeros((cols.shape[0], c, h + 2 * ph, w + 2 * pw), dtype=cols.dtype)
    np.add.at(padded, (slice(None), channel, row, column), cols)
    return padded[:, :, ph : h + ph, pw : w + pw]


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    n, _, h, w = x.shape
    filters, _, kh, kw = weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    whole_batch = cols.transpose(1, 0, 2).reshape(cols.shape[1], -1)
    out = weight.reshape(filters, -1) @ whole_batch
    if bias is not None:
        out = out + bias.reshape(-1, 1)
    return out.reshape(filters, n, h_out, w_out).transpose(1, 0, 2, 3)
