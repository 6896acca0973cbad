"""Right answers to `conv2d` in other styles."""

import numpy as np

from autograder.checks.answers import FunctionAnswer
from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size

__all__ = ["VARIANTS"]


def _seven_loops(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Skip the zeros instead of storing them."""
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    dh, dw = (dilation, dilation) if isinstance(dilation, int) else dilation
    n_images, _, h, w = x.shape
    filters, per_group, kh, kw = weight.shape
    h_out = conv_output_size(h, kh, sh, ph, dh)
    w_out = conv_output_size(w, kw, sw, pw, dw)
    y = np.zeros((n_images, filters, h_out, w_out), dtype=x.dtype)
    for n in range(n_images):
        for f in range(filters):
            group = f // (filters // groups)
            for i in range(h_out):
                for j in range(w_out):
                    total = 0.0 if bias is None else bias[f]
                    for c in range(per_group):
                        for u in range(kh):
                            row = i * sh + u * dh - ph
                            if not 0 <= row < h:
                                continue
                            for v in range(kw):
                                column = j * sw + v * dw - pw
                                if 0 <= column < w:
                                    pixel = x[n, group * per_group + c, row, column]
                                    total += weight[f, c, u, v] * pixel
                    y[n, f, i, j] = total
    return y


def _shift_and_add(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Loop over the numbers of the kernel, each of which reads a strided image."""
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    n, channels, h, w = x.shape
    _, per_group, kh, kw = weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.zeros((n, channels, h + 2 * ph, w + 2 * pw), dtype=x.dtype)
    padded[:, :, ph : ph + h, pw : pw + w] = x
    maps = []
    for group in range(groups):
        images = padded[:, group * per_group : (group + 1) * per_group]
        kernels = np.split(weight, groups)[group]
        total = np.zeros((n, len(kernels), h_out, w_out), dtype=x.dtype)
        for u in range(kh):
            for v in range(kw):
                shifted = images[:, :, u * dh :, v * dw :][:, :, ::sh, ::sw]
                shifted = shifted[:, :, :h_out, :w_out]
                total += np.einsum("fc,ncij->nfij", kernels[:, :, u, v], shifted)
        maps.append(total)
    y = np.concatenate(maps, axis=1)
    if bias is not None:
        y += bias[:, None, None]
    return y


def _sliding_windows(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    n, channels = x.shape[:2]
    filters, per_group, kh, kw = weight.shape
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    windows = windows.reshape(n, groups, channels // groups, *windows.shape[2:])
    kernels = weight.reshape(groups, filters // groups, per_group, kh, kw)
    y = np.einsum("ngcijuv,gfcuv->ngfij", windows, kernels)
    y = y.reshape(n, filters, *y.shape[3:])
    return y if bias is None else y + bias.reshape(1, filters, 1, 1)


VARIANTS = (
    FunctionAnswer("seven loops", _seven_loops),
    FunctionAnswer("shift and add", _shift_and_add),
    FunctionAnswer("sliding windows", _sliding_windows),
)
