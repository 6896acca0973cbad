"""Right answers to `conv_transpose2d` in other styles."""

import numpy as np

from autograder.checks.answers import FunctionAnswer
from cnnlib.arguments import pair
from cnnlib.geometry import conv_transpose_output_size

__all__ = ["VARIANTS"]


def _pixel_by_pixel(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    """Go through the pixels, the channels and the kernel; paint only what stays."""
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    oh, ow = pair(output_padding, "output_padding", 0)
    n, channels, h, w = x.shape
    _, per_group, kh, kw = weight.shape
    h_out = sh * (h - 1) + dh * (kh - 1) + 1 - 2 * ph + oh
    w_out = sw * (w - 1) + dw * (kw - 1) + 1 - 2 * pw + ow
    y = np.zeros((n, groups * per_group, h_out, w_out), dtype=x.dtype)
    if bias is not None:
        y += bias[:, None, None]
    for c in range(channels):
        group = c * groups // channels
        for i in range(h):
            for j in range(w):
                for u in range(kh):
                    for v in range(kw):
                        row, column = i * sh + u * dh - ph, j * sw + v * dw - pw
                        if 0 <= row < h_out and 0 <= column < w_out:
                            for f in range(per_group):
                                y[:, group * per_group + f, row, column] += (
                                    x[:, c, i, j] * weight[c, f, u, v]
                                )
    return y


def _as_a_convolution(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    """Spread the pixels out, pad, and cross-correlate with the flipped kernels."""
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    oh, ow = pair(output_padding, "output_padding", 0)
    n, channels, h, w = x.shape
    _, per_group, kh, kw = weight.shape
    h_out = conv_transpose_output_size(h, kh, sh, ph, oh, dh)
    w_out = conv_transpose_output_size(w, kw, sw, pw, ow, dw)
    spread = np.zeros((n, channels, (h - 1) * sh + 1, (w - 1) * sw + 1), dtype=x.dtype)
    spread[:, :, ::sh, ::sw] = x
    reach_h, reach_w = dh * (kh - 1), dw * (kw - 1)
    padded = np.pad(spread, ((0, 0), (0, 0), (reach_h, reach_h + oh), (reach_w, reach_w + ow)))
    windows = np.lib.stride_tricks.sliding_window_view(
        padded, (reach_h + 1, reach_w + 1), axis=(2, 3)
    )
    windows = windows[:, :, ph : ph + h_out, pw : pw + w_out, ::dh, ::dw]
    windows = windows.reshape(n, groups, channels // groups, *windows.shape[2:])
    kernels = weight[:, :, ::-1, ::-1].reshape(groups, channels // groups, per_group, kh, kw)
    y = np.einsum("ngcijuv,gcfuv->ngfij", windows, kernels)
    y = y.reshape(n, groups * per_group, h_out, w_out)
    return y if bias is None else y + bias.reshape(1, -1, 1, 1)


def _by_the_matrix(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    """Write the matrix of the convolution down, one group at a time, and transpose it."""
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    oh, ow = pair(output_padding, "output_padding", 0)
    n, channels, h, w = x.shape
    _, per_group, kh, kw = weight.shape
    h_out = conv_transpose_output_size(h, kh, sh, ph, oh, dh)
    w_out = conv_transpose_output_size(w, kw, sw, pw, ow, dw)
    maps = []
    for images, kernels in zip(np.split(x, groups, axis=1), np.split(weight, groups), strict=True):
        matrix = np.zeros(
            (channels // groups, h, w, per_group, h_out + 2 * ph, w_out + 2 * pw), dtype=x.dtype
        )
        for i in range(h):
            for j in range(w):
                for u in range(kh):
                    for v in range(kw):
                        matrix[:, i, j, :, i * sh + u * dh, j * sw + v * dw] = kernels[:, :, u, v]
        matrix = matrix[:, :, :, :, ph : ph + h_out, pw : pw + w_out]
        made = images.reshape(n, -1) @ matrix.reshape(images[0].size, -1)
        maps.append(made.reshape(n, per_group, h_out, w_out))
    y = np.concatenate(maps, axis=1)
    return y if bias is None else y + np.reshape(bias, (1, -1, 1, 1))


VARIANTS = (
    FunctionAnswer("pixel by pixel", _pixel_by_pixel),
    FunctionAnswer("as a convolution", _as_a_convolution),
    FunctionAnswer("by the matrix", _by_the_matrix),
)
