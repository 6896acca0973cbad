"""Answers to `conv2d_im2col`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.im2col import im2col

EVERY_PART = (
    "products",
    "square images",
    "bias",
    "stride",
    "padding",
    "dilation",
    "all together",
    "dtype and input",
)


@variant
def loops(x, weight, bias=None, stride=1, padding=0, dilation=1):
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


@variant
def sliding_windows(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    h_out = conv_output_size(x.shape[2], weight.shape[2], sh, ph, dh)
    w_out = conv_output_size(x.shape[3], weight.shape[3], sw, pw, dw)
    cols = im2col(x, weight.shape[2:], stride, padding, dilation)
    out = np.einsum("fk,nkl->nfl", weight.reshape(len(weight), -1), cols)
    if bias is not None:
        out += bias[:, np.newaxis]
    return out.reshape(len(x), len(weight), h_out, w_out)


@variant
def fancy_indexing(x, weight, bias=None, stride=1, padding=0, dilation=1):
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


@variant
def strides(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    h_out = conv_output_size(x.shape[2], weight.shape[2], sh, ph, dh)
    w_out = conv_output_size(x.shape[3], weight.shape[3], sw, pw, dw)
    cols = im2col(x, weight.shape[2:], stride, padding, dilation)
    out = np.tensordot(weight.reshape(len(weight), -1), cols, axes=(1, 1)).swapaxes(0, 1)
    out = out.reshape(len(x), len(weight), h_out, w_out)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "The kernels are rotated by 180°. A convolutional layer cross-correlates: it does not rotate "
    "them.",
    loses=EVERY_PART,
)
def flips_the_kernels(right, x, weight, *args, **given):
    return right(x, weight[:, :, ::-1, ::-1], *args, **given)


@misconception(
    "The bias is never added. Add one number to the whole map of each kernel.",
    loses=("bias", "all together"),
)
def forgets_the_bias(right, x, weight, bias=None, *args, **given):
    return right(x, weight, None, *args, **given)


@misconception(
    "The bias is added along the width, because NumPy broadcasts from the last axis. It belongs "
    "to the kernels, axis 1 of the result: `bias.reshape(1, -1, 1, 1)`.",
    loses=("bias", "all together"),
)
def adds_bias_along_the_width(right, x, weight, bias=None, *args, **given):
    out = right(x, weight, None, *args, **given)
    return out if bias is None else out + bias


@misconception(
    "The images of the batch are mixed up. One product for the whole batch gives kernels before "
    "images: reshape to (F, N, H_out, W_out) first, then swap the first two axes. Or let `@` "
    "multiply image by image.",
    loses=EVERY_PART,
)
def reshapes_without_transposing(right, *args, **given):
    out = right(*args, **given)
    return out.swapaxes(0, 1).reshape(out.shape)


@misconception(
    "Height and width of the result are swapped. The columns of the matrix go along the output "
    "rows, so the shape is (N, F, H_out, W_out).",
    loses=tuple(part for part in EVERY_PART if part != "square images"),
)
def swaps_height_and_width(right, *args, **given):
    out = right(*args, **given)
    n, filters, h_out, w_out = out.shape
    return out.reshape(n, filters, w_out, h_out)


@misconception(
    "The kernels are flattened with the channels last. The order of the rows of the matrix is "
    "channel, kernel row, kernel column: `weight.reshape(F, -1)` has that order already.",
    loses=EVERY_PART,
)
def flattens_channels_last(right, x, weight, *args, **given):
    return right(x, weight.transpose(0, 2, 3, 1).reshape(weight.shape), *args, **given)


@misconception(
    "Stride makes no difference: pass it to `im2col`, and use it for the output size.",
    loses=("stride", "all together"),
)
def ignores_stride(right, x, weight, bias=None, stride=1, padding=0, dilation=1):
    return right(x, weight, bias, 1, padding, dilation)


@misconception(
    "Padding makes no difference: pass it to `im2col`, and use it for the output size.",
    loses=("padding", "all together"),
)
def ignores_padding(right, x, weight, bias=None, stride=1, padding=0, dilation=1):
    return right(x, weight, bias, stride, 0, dilation)


@misconception(
    "Dilation makes no difference: pass it to `im2col`, and use it for the output size.",
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
    "`weight.reshape(-1, F)` mixes up the numbers of the kernels: the last axis changes fastest. "
    "Every row of `weight.reshape(F, -1)` is one kernel.",
    loses=EVERY_PART,
)
def reshapes_the_kernels_to_columns(right, x, weight, *args, **given):
    mixed = weight.reshape(-1, len(weight)).T.reshape(weight.shape)
    return right(x, mixed, *args, **given)


@misconception(
    'The kernels are flattened with the first axis changing fastest (`order="F"`). The last one '
    "does in the rows of the matrix, as in `weight.reshape(F, -1)`.",
    loses=EVERY_PART,
)
def flattens_the_first_axis_fastest(right, x, weight, *args, **given):
    return right(x, weight.transpose(0, 3, 2, 1).reshape(weight.shape), *args, **given)
