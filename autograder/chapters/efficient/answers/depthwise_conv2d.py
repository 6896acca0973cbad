"""Answers to `depthwise_conv2d`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.im2col import im2col

EVERY_PART = (
    "channels",
    "square images",
    "bias",
    "stride",
    "padding",
    "dilation",
    "all together",
    "dtype and input",
)
WITH_BIAS = ("bias", "all together", "dtype and input")


@variant
def by_im2col(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    n, channels, h, w = x.shape
    kh, kw = weight.shape[2:]
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    cols = im2col(x, (kh, kw), stride, padding, dilation).reshape(n, channels, kh * kw, -1)
    out = (weight.reshape(channels, 1, kh * kw) @ cols).reshape(n, channels, h_out, w_out)
    return out if bias is None else out + bias[:, None, None]


@variant
def place_by_place(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    n, channels, h, w = x.shape
    kh, kw = weight.shape[2:]
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.zeros((n, channels, h + 2 * ph, w + 2 * pw), dtype=x.dtype)
    padded[:, :, ph : ph + h, pw : pw + w] = x
    out = np.empty((n, channels, h_out, w_out), dtype=x.dtype)
    for i in range(h_out):
        for j in range(w_out):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            out[:, :, i, j] = (padded[:, :, rows, columns] * weight[:, 0]).sum(axis=(2, 3))
    if bias is not None:
        out += bias.reshape(1, channels, 1, 1)
    return out


@variant
def channel_by_channel(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    maps = []
    for c, kernel in enumerate(weight[:, 0]):
        image = np.pad(x[:, c], ((0, 0), (ph, ph), (pw, pw)))
        reach = dh * (kernel.shape[0] - 1) + 1, dw * (kernel.shape[1] - 1) + 1
        windows = np.lib.stride_tricks.sliding_window_view(image, reach, axis=(1, 2))
        windows = windows[:, ::sh, ::sw, ::dh, ::dw]
        one = np.einsum("nijuv,uv->nij", windows, kernel)
        maps.append(one if bias is None else one + bias[c])
    return np.stack(maps, axis=1)


@misconception(
    "The channels are added up into one map. A depth-wise convolution keeps the channels separate: "
    "C in, C out.",
    loses=EVERY_PART,
)
def sums_over_the_channels(right, x, weight, *args, **given):
    return right(x, weight, *args, **given).sum(axis=1, keepdims=True)


@misconception(
    "Every channel is filtered with the kernel of the first one. Channel c has a kernel of its "
    "own, `weight[c, 0]`.",
    loses=EVERY_PART,
)
def uses_one_kernel_for_all(right, x, weight, *args, **given):
    return right(x, weight[:1].repeat(len(weight), axis=0), *args, **given)


@misconception(
    "The kernels are rotated by 180°. The layer cross-correlates: each kernel lies on its window "
    "as it is.",
    loses=EVERY_PART,
)
def flips_the_kernels(right, x, weight, *args, **given):
    return right(x, weight[:, :, ::-1, ::-1], *args, **given)


@misconception(
    "The bias is never added. Add one number to each output channel.",
    loses=WITH_BIAS,
)
def forgets_the_bias(right, x, weight, bias=None, *args, **given):
    return right(x, weight, None, *args, **given)


@misconception(
    "The bias is added for every weight of the kernel. Add it once, after the sum.",
    loses=WITH_BIAS,
)
def adds_the_bias_inside_the_sum(right, x, weight, bias=None, *args, **given):
    taps = weight[0, 0].size
    return right(x, weight, None if bias is None else taps * bias, *args, **given)


@misconception(
    "Stride makes no difference. The window (i, j) begins at pixel (s·i, s·j).",
    loses=("stride", "all together"),
)
def ignores_stride(right, x, weight, bias=None, stride=1, padding=0, dilation=1):
    return right(x, weight, bias, 1, padding, dilation)


@misconception(
    "Padding makes no difference. Add that many rows and columns of zeros on each side first.",
    loses=("padding", "all together"),
)
def ignores_padding(right, x, weight, bias=None, stride=1, padding=0, dilation=1):
    return right(x, weight, bias, stride, 0, dilation)


@misconception(
    "Dilation makes no difference. The weights of a dilated kernel lie d pixels apart.",
    loses=("dilation", "all together"),
)
def ignores_dilation(right, x, weight, bias=None, stride=1, padding=0, dilation=1):
    return right(x, weight, bias, stride, padding)


@misconception(
    "You return float64 for float32 images. `np.zeros` and `np.empty` make "
    "float64 unless you pass `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, **given):
    return right(*args, **given).astype(np.float64)


@misconception(
    "Each kernel is applied to all channels, and the results are added up. Kernel c filters "
    "channel c alone.",
    loses=EVERY_PART,
)
def applies_each_kernel_to_all_channels(right, x, weight, *args, **given):
    return right(
        np.repeat(x.sum(axis=1, keepdims=True), x.shape[1], axis=1), weight, *args, **given
    )


@misconception(
    "The filtered channels are added up, and every output map is this sum. Output map c is channel "
    "c, filtered, alone.",
    loses=EVERY_PART,
)
def adds_up_all_filtered_channels(right, x, weight, bias=None, *args, **given):
    out = right(x, weight, None, *args, **given)
    out = np.repeat(out.sum(axis=1, keepdims=True), out.shape[1], axis=1)
    return out if bias is None else out + bias[:, None, None]


@misconception(
    "The bias is added along the width: shape (C,) is broadcast over the last axis. Give it the "
    "shape (C, 1, 1).",
    loses=WITH_BIAS,
)
def adds_the_bias_along_the_width(right, x, weight, bias=None, *args, **given):
    out = right(x, weight, None, *args, **given)
    return out if bias is None else out + bias
