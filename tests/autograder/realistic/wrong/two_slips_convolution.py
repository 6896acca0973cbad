"""Wrong solutions, many with two slips at once: a convolution, its costs and its columns."""

# ruff: noqa: N806, SIM - as students write

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.costs import LayerCost
from tests.autograder.realistic.marking import wrong


@wrong("01-convolution.conv2d_cost", "adds_within_all_channels")
def all_channels_within(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
):
    (h, w), (kh, kw), (sh, sw), (ph, pw), (dh, dw) = (
        pair(input_size, "i"),
        pair(kernel_size, "k"),
        pair(stride, "s"),
        pair(padding, "p", 0),
        pair(dilation, "d"),
    )
    oh, ow = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    n_out = oh * ow * out_channels
    per = kh * kw * in_channels // groups
    return LayerCost(
        per * out_channels + (out_channels if bias else 0),
        n_out * per,
        n_out * (per - 1),
        n_out * (kh * kw - 1) * in_channels,
        n_out if bias else 0,
    )


@wrong("03-im2col.col2im", "adds_once_where_indices_repeat", "ignores_dilation")
def overwritten_and_close(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = (
        pair(kernel_size, "k"),
        pair(stride, "s"),
        pair(padding, "p", 0),
        pair(dilation, "d"),
    )
    H, W = output_size
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    N = cols.shape[0]
    C = cols.shape[1] // (kh * kw)
    c = cols.reshape(N, C, kh, kw, Ho, Wo)
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), cols.dtype)
    for u in range(kh):
        for v in range(kw):
            out[:, :, u : u + sh * Ho : sh, v : v + sw * Wo : sw] = c[:, :, u, v]
    return out[:, :, ph : ph + H, pw : pw + W]


@wrong("03-im2col.correlate2d", "some rows or columns from where they should be")
def all_zeros_above(image, kernel, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride, "s"), pair(padding, "p", 0), pair(dilation, "d")
    (H, W), (kh, kw) = image.shape, kernel.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.zeros((H + 2 * ph, W + 2 * pw), image.dtype)
    padded[2 * ph :, 2 * pw :] = image
    out = np.zeros((Ho, Wo), np.result_type(image, kernel))
    for u in range(kh):
        for v in range(kw):
            out += (
                kernel[u, v]
                * padded[u * dh : u * dh + sh * Ho : sh, v * dw : v * dw + sw * Wo : sw]
            )
    return out
