"""What students get wrong in `conv2d_im2col`."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.im2col import im2col

__all__ = ["MISCONCEPTIONS"]

EVERY_PART = (
    "products",
    "bias",
    "stride",
    "padding",
    "dilation",
    "all together",
    "dtype and input",
)


@misconception(
    "The kernels are turned by 180°. A convolutional layer cross-correlates: each kernel lies on "
    "the window as it is.",
    loses=EVERY_PART,
)
def flips_the_kernels(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, filters, (kh, kw) = len(x), len(weight), weight.shape[2:]
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    h_out = conv_output_size(x.shape[2], kh, sh, ph, dh)
    w_out = conv_output_size(x.shape[3], kw, sw, pw, dw)
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    out = weight[:, :, ::-1, ::-1].reshape(filters, -1) @ cols
    if bias is not None:
        out = out + bias.reshape(filters, 1)
    return out.reshape(n, filters, h_out, w_out)


@misconception(
    "The bias is never added. Add one number to the whole image that each kernel makes.",
    loses=("bias", "all together"),
)
def forgets_the_bias(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, filters, (kh, kw) = len(x), len(weight), weight.shape[2:]
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    h_out = conv_output_size(x.shape[2], kh, sh, ph, dh)
    w_out = conv_output_size(x.shape[3], kw, sw, pw, dw)
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    out = weight.reshape(filters, -1) @ cols
    return out.reshape(n, filters, h_out, w_out)


@misconception(
    "The bias is added along the width: NumPy lines shapes up from the right. It belongs to the "
    "kernels, axis 1 of the result: `bias.reshape(1, -1, 1, 1)`.",
    loses=("bias", "all together"),
)
def adds_bias_along_the_width(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, filters, (kh, kw) = len(x), len(weight), weight.shape[2:]
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    h_out = conv_output_size(x.shape[2], kh, sh, ph, dh)
    w_out = conv_output_size(x.shape[3], kw, sw, pw, dw)
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    out = (weight.reshape(filters, -1) @ cols).reshape(n, filters, h_out, w_out)
    if bias is not None:
        out = out + bias
    return out


@misconception(
    "The images of the batch are mixed up. One product for the whole batch gives kernels before "
    "images: reshape to (F, N, H_out, W_out) first, then swap the first two axes. Or let `@` "
    "multiply image by image.",
    loses=EVERY_PART,
)
def reshapes_without_transposing(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, filters, (kh, kw) = len(x), len(weight), weight.shape[2:]
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    h_out = conv_output_size(x.shape[2], kh, sh, ph, dh)
    w_out = conv_output_size(x.shape[3], kw, sw, pw, dw)
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    out = weight.reshape(filters, -1) @ cols.transpose(1, 0, 2).reshape(cols.shape[1], -1)
    if bias is not None:
        out = out + bias.reshape(filters, 1)
    return out.reshape(n, filters, h_out, w_out)


@misconception(
    "Height and width of the result are swapped. The columns of the matrix run along the first row "
    "of places, so the shape is (N, F, H_out, W_out).",
    loses=EVERY_PART,
)
def swaps_height_and_width(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, filters, (kh, kw) = len(x), len(weight), weight.shape[2:]
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    h_out = conv_output_size(x.shape[2], kh, sh, ph, dh)
    w_out = conv_output_size(x.shape[3], kw, sw, pw, dw)
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    out = weight.reshape(filters, -1) @ cols
    if bias is not None:
        out = out + bias.reshape(filters, 1)
    return out.reshape(n, filters, w_out, h_out)


@misconception(
    "The kernels are flattened with the channels last. The rows of the matrix run through channel, "
    "kernel row, kernel column: `weight.reshape(F, -1)` has that order already.",
    loses=EVERY_PART,
)
def flattens_channels_last(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, filters, (kh, kw) = len(x), len(weight), weight.shape[2:]
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    h_out = conv_output_size(x.shape[2], kh, sh, ph, dh)
    w_out = conv_output_size(x.shape[3], kw, sw, pw, dw)
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    out = weight.transpose(0, 2, 3, 1).reshape(filters, -1) @ cols
    if bias is not None:
        out = out + bias.reshape(filters, 1)
    return out.reshape(n, filters, h_out, w_out)


@misconception(
    "Stride makes no difference: it has to be handed on to `im2col`, and to the output size.",
    loses=("stride", "all together"),
)
def ignores_stride(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, filters, (kh, kw) = len(x), len(weight), weight.shape[2:]
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h_out = conv_output_size(x.shape[2], kh, 1, ph, dh)
    w_out = conv_output_size(x.shape[3], kw, 1, pw, dw)
    cols = im2col(x, (kh, kw), 1, padding, dilation)
    out = weight.reshape(filters, -1) @ cols
    if bias is not None:
        out = out + bias.reshape(filters, 1)
    return out.reshape(n, filters, h_out, w_out)


@misconception(
    "Padding makes no difference: it has to be handed on to `im2col`, and to the output size.",
    loses=("padding", "all together"),
)
def ignores_padding(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, filters, (kh, kw) = len(x), len(weight), weight.shape[2:]
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    h_out = conv_output_size(x.shape[2], kh, sh, 0, dh)
    w_out = conv_output_size(x.shape[3], kw, sw, 0, dw)
    cols = im2col(x, (kh, kw), stride, 0, dilation)
    out = weight.reshape(filters, -1) @ cols
    if bias is not None:
        out = out + bias.reshape(filters, 1)
    return out.reshape(n, filters, h_out, w_out)


@misconception(
    "Dilation makes no difference: it has to be handed on to `im2col`, and to the output size.",
    loses=("dilation", "all together"),
)
def ignores_dilation(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, filters, (kh, kw) = len(x), len(weight), weight.shape[2:]
    (sh, sw), (ph, pw) = pair(stride, "stride"), pair(padding, "padding", 0)
    h_out = conv_output_size(x.shape[2], kh, sh, ph)
    w_out = conv_output_size(x.shape[3], kw, sw, pw)
    cols = im2col(x, (kh, kw), stride, padding)
    out = weight.reshape(filters, -1) @ cols
    if bias is not None:
        out = out + bias.reshape(filters, 1)
    return out.reshape(n, filters, h_out, w_out)


@misconception(
    "The values are right, but float32 images come back as float64. `np.zeros` and `np.empty` make "
    "float64 unless you say `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, filters, (kh, kw) = len(x), len(weight), weight.shape[2:]
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    h_out = conv_output_size(x.shape[2], kh, sh, ph, dh)
    w_out = conv_output_size(x.shape[3], kw, sw, pw, dw)
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    out = np.zeros((n, filters, h_out * w_out))
    for image in range(n):
        out[image] = weight.reshape(filters, -1) @ cols[image]
    if bias is not None:
        out = out + bias.reshape(filters, 1)
    return out.reshape(n, filters, h_out, w_out)


MISCONCEPTIONS = (
    flips_the_kernels,
    forgets_the_bias,
    adds_bias_along_the_width,
    reshapes_without_transposing,
    swaps_height_and_width,
    flattens_channels_last,
    ignores_stride,
    ignores_padding,
    ignores_dilation,
    loses_the_dtype,
)
