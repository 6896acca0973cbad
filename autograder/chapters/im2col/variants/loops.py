"""Plain loops over the places of the window."""

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size

__all__ = ["col2im", "conv2d_im2col", "im2col"]


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    n, c, h, w = x.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.zeros((n, c, h + 2 * ph, w + 2 * pw), dtype=x.dtype)
    padded[:, :, ph : ph + h, pw : pw + w] = x
    cols = np.zeros((n, c * kh * kw, h_out * w_out), dtype=x.dtype)
    for i in range(h_out):
        for j in range(w_out):
            top, left = i * sh, j * sw
            window = padded[:, :, top : top + dh * kh : dh, left : left + dw * kw : dw]
            cols[:, :, i * w_out + j] = window.reshape(n, -1)
    return cols


def col2im(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = output_size
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    n, c = cols.shape[0], cols.shape[1] // (kh * kw)
    padded = np.zeros((n, c, h + 2 * ph, w + 2 * pw), dtype=cols.dtype)
    for place in range(h_out * w_out):
        i, j = divmod(place, w_out)
        window = cols[:, :, place].reshape(n, c, kh, kw)
        for u in range(kh):
            for v in range(kw):
                padded[:, :, i * sh + u * dh, j * sw + v * dw] += window[:, :, u, v]
    return padded[:, :, ph : ph + h, pw : pw + w]


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    filters, _, kh, kw = weight.shape
    h_out = conv_output_size(x.shape[2], kh, sh, ph, dh)
    w_out = conv_output_size(x.shape[3], kw, sw, pw, dw)
    kernels = weight.reshape(filters, -1)
    images = []
    for columns in im2col(x, (kh, kw), stride, padding, dilation):
        image = np.dot(kernels, columns)
        if bias is not None:
            for f in range(filters):
                image[f] += bias[f]
        images.append(image.reshape(filters, h_out, w_out))
    return np.stack(images)
