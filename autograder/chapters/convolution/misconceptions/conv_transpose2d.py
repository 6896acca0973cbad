"""What students get wrong in `conv_transpose2d`."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.arguments import pair
from cnnlib.geometry import conv_transpose_output_size

__all__ = ["MISCONCEPTIONS"]

EVERY_PART = (
    "painting",
    "stride",
    "padding",
    "output padding",
    "dilation",
    "groups and bias",
    "dtype and input",
)


@misconception(
    "The kernels are turned by 180°. Painting needs no flip: weight (u, v) goes to the pixel that "
    "lies (u, v) further on. (Only the convolution that does the same flips them.)",
    loses=EVERY_PART,
)
def flips_the_kernels(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    (ph, pw), (oh, ow) = pair(padding, "", 0), pair(output_padding, "", 0)
    (n, channels, h, w), (_, per_group, kh, kw) = x.shape, weight.shape
    h_out = conv_transpose_output_size(h, kh, sh, ph, oh, dh)
    w_out = conv_transpose_output_size(w, kw, sw, pw, ow, dw)
    dtype = np.result_type(x, weight)
    canvas = np.zeros((n, groups * per_group, h_out + 2 * ph, w_out + 2 * pw), dtype=dtype)
    for c in range(channels):
        first = c // (channels // groups) * per_group
        for i, j in np.ndindex(h, w):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            painted = x[:, c, i, j, None, None, None] * weight[c, :, ::-1, ::-1]
            canvas[:, first : first + per_group, rows, columns] += painted
    out = canvas[:, :, ph : ph + h_out, pw : pw + w_out]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "Where two painted kernels overlap, the later one wipes out the earlier one. They add up: "
    "`+=`.",
    loses=EVERY_PART,
)
def paints_over(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    (ph, pw), (oh, ow) = pair(padding, "", 0), pair(output_padding, "", 0)
    (n, channels, h, w), (_, per_group, kh, kw) = x.shape, weight.shape
    h_out = conv_transpose_output_size(h, kh, sh, ph, oh, dh)
    w_out = conv_transpose_output_size(w, kw, sw, pw, ow, dw)
    dtype = np.result_type(x, weight)
    canvas = np.zeros((n, groups * per_group, h_out + 2 * ph, w_out + 2 * pw), dtype=dtype)
    for c in range(channels):
        first = c // (channels // groups) * per_group
        for i, j in np.ndindex(h, w):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            painted = x[:, c, i, j, None, None, None] * weight[c]
            canvas[:, first : first + per_group, rows, columns] = painted
    out = canvas[:, :, ph : ph + h_out, pw : pw + w_out]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "The padding is left on. It is the convolution's, whose output this goes back from: what is "
    "painted on it is cut off in the end.",
    loses=("padding", "output padding"),
)
def leaves_the_padding_on(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    oh, ow = pair(output_padding, "", 0)
    (n, channels, h, w), (_, per_group, kh, kw) = x.shape, weight.shape
    h_out = conv_transpose_output_size(h, kh, sh, 0, oh, dh)
    w_out = conv_transpose_output_size(w, kw, sw, 0, ow, dw)
    out = np.zeros((n, groups * per_group, h_out, w_out), dtype=np.result_type(x, weight))
    for c in range(channels):
        first = c // (channels // groups) * per_group
        for i, j in np.ndindex(h, w):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            painted = x[:, c, i, j, None, None, None] * weight[c]
            out[:, first : first + per_group, rows, columns] += painted
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "The padding is cut off at the bottom and on the right only. It lies on all four sides: the "
    "output begins `padding` rows and columns in.",
    loses=("padding", "output padding"),
)
def cuts_one_side(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    (ph, pw), (oh, ow) = pair(padding, "", 0), pair(output_padding, "", 0)
    (n, channels, h, w), (_, per_group, kh, kw) = x.shape, weight.shape
    h_out = conv_transpose_output_size(h, kh, sh, ph, oh, dh)
    w_out = conv_transpose_output_size(w, kw, sw, pw, ow, dw)
    dtype = np.result_type(x, weight)
    canvas = np.zeros((n, groups * per_group, h_out + 2 * ph, w_out + 2 * pw), dtype=dtype)
    for c in range(channels):
        first = c // (channels // groups) * per_group
        for i, j in np.ndindex(h, w):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            painted = x[:, c, i, j, None, None, None] * weight[c]
            canvas[:, first : first + per_group, rows, columns] += painted
    out = canvas[:, :, :h_out, :w_out]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "The output padding is on the wrong side. It makes the output longer at the bottom and on the "
    "right, by pixels that the convolution left over; the top left corner stays where it is.",
    loses=("output padding",),
)
def pads_the_output_in_front(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    (ph, pw), (oh, ow) = pair(padding, "", 0), pair(output_padding, "", 0)
    (n, channels, h, w), (_, per_group, kh, kw) = x.shape, weight.shape
    h_out = conv_transpose_output_size(h, kh, sh, ph, oh, dh)
    w_out = conv_transpose_output_size(w, kw, sw, pw, ow, dw)
    dtype = np.result_type(x, weight)
    canvas = np.zeros((n, groups * per_group, h_out + 2 * ph, w_out + 2 * pw), dtype=dtype)
    for c in range(channels):
        first = c // (channels // groups) * per_group
        for i, j in np.ndindex(h, w):
            rows = slice(oh + i * sh, oh + i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(ow + j * sw, ow + j * sw + dw * (kw - 1) + 1, dw)
            painted = x[:, c, i, j, None, None, None] * weight[c]
            canvas[:, first : first + per_group, rows, columns] += painted
    out = canvas[:, :, ph : ph + h_out, pw : pw + w_out]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "The output padding fills up with zeros. It is part of the canvas like any other pixel: "
    "kernels may reach into it, and only the padding beyond is cut off.",
    loses=("output padding",),
)
def adds_zeros_in_the_end(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    (ph, pw), (oh, ow) = pair(padding, "", 0), pair(output_padding, "", 0)
    (n, channels, h, w), (_, per_group, kh, kw) = x.shape, weight.shape
    h_out = conv_transpose_output_size(h, kh, sh, ph, 0, dh)
    w_out = conv_transpose_output_size(w, kw, sw, pw, 0, dw)
    dtype = np.result_type(x, weight)
    canvas = np.zeros((n, groups * per_group, h_out + 2 * ph, w_out + 2 * pw), dtype=dtype)
    for c in range(channels):
        first = c // (channels // groups) * per_group
        for i, j in np.ndindex(h, w):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            painted = x[:, c, i, j, None, None, None] * weight[c]
            canvas[:, first : first + per_group, rows, columns] += painted
    out = canvas[:, :, ph : ph + h_out, pw : pw + w_out]
    out = np.pad(out, ((0, 0), (0, 0), (0, oh), (0, ow)))
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "The stride puts too many zeros between the pixels: neighbours lie `stride` apart, which "
    "leaves room for stride - 1 zeros.",
    loses=("stride", "output padding"),
)
def steps_too_far(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    (ph, pw), (oh, ow) = pair(padding, "", 0), pair(output_padding, "", 0)
    sh, sw = (s + 1 if s > 1 else 1 for s in (sh, sw))
    (n, channels, h, w), (_, per_group, kh, kw) = x.shape, weight.shape
    h_out = conv_transpose_output_size(h, kh, sh, ph, oh, dh)
    w_out = conv_transpose_output_size(w, kw, sw, pw, ow, dw)
    dtype = np.result_type(x, weight)
    canvas = np.zeros((n, groups * per_group, h_out + 2 * ph, w_out + 2 * pw), dtype=dtype)
    for c in range(channels):
        first = c // (channels // groups) * per_group
        for i, j in np.ndindex(h, w):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            painted = x[:, c, i, j, None, None, None] * weight[c]
            canvas[:, first : first + per_group, rows, columns] += painted
    out = canvas[:, :, ph : ph + h_out, pw : pw + w_out]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "The dilation makes no difference: the kernels are painted on pixels side by side, where they "
    "should lie `dilation` apart.",
    loses=("dilation",),
)
def ignores_dilation(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    sh, sw = pair(stride, "stride")
    (ph, pw), (oh, ow) = pair(padding, "", 0), pair(output_padding, "", 0)
    (n, channels, h, w), (_, per_group, kh, kw) = x.shape, weight.shape
    h_out = conv_transpose_output_size(h, kh, sh, ph, oh)
    w_out = conv_transpose_output_size(w, kw, sw, pw, ow)
    dtype = np.result_type(x, weight)
    canvas = np.zeros((n, groups * per_group, h_out + 2 * ph, w_out + 2 * pw), dtype=dtype)
    for c in range(channels):
        first = c // (channels // groups) * per_group
        for i, j in np.ndindex(h, w):
            painted = x[:, c, i, j, None, None, None] * weight[c]
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            canvas[:, first : first + per_group, rows, columns] += painted
    out = canvas[:, :, ph : ph + h_out, pw : pw + w_out]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "Every pixel brings the bias along, so that it piles up where kernels overlap. It is added "
    "once to each number of the output.",
    loses=("groups and bias", "dtype and input"),
)
def paints_the_bias(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    (ph, pw), (oh, ow) = pair(padding, "", 0), pair(output_padding, "", 0)
    (n, channels, h, w), (_, per_group, kh, kw) = x.shape, weight.shape
    h_out = conv_transpose_output_size(h, kh, sh, ph, oh, dh)
    w_out = conv_transpose_output_size(w, kw, sw, pw, ow, dw)
    dtype = np.result_type(x, weight)
    offsets = np.zeros(groups * per_group, dtype) if bias is None else bias
    canvas = np.zeros((n, groups * per_group, h_out + 2 * ph, w_out + 2 * pw), dtype=dtype)
    for c in range(channels):
        first = c // (channels // groups) * per_group
        for i, j in np.ndindex(h, w):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            painted = x[:, c, i, j, None, None, None] * weight[c]
            painted = painted + offsets[first : first + per_group, None, None]
            canvas[:, first : first + per_group, rows, columns] += painted
    return canvas[:, :, ph : ph + h_out, pw : pw + w_out]


@misconception(
    "The values are right, but float32 maps come back as float64. `np.zeros` makes float64 unless "
    "you say `dtype=...`.",
    loses=("dtype and input",),
)
def loses_the_dtype(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    (ph, pw), (oh, ow) = pair(padding, "", 0), pair(output_padding, "", 0)
    (n, channels, h, w), (_, per_group, kh, kw) = x.shape, weight.shape
    h_out = conv_transpose_output_size(h, kh, sh, ph, oh, dh)
    w_out = conv_transpose_output_size(w, kw, sw, pw, ow, dw)
    canvas = np.zeros((n, groups * per_group, h_out + 2 * ph, w_out + 2 * pw))
    for c in range(channels):
        first = c // (channels // groups) * per_group
        for i, j in np.ndindex(h, w):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            painted = x[:, c, i, j, None, None, None] * weight[c]
            canvas[:, first : first + per_group, rows, columns] += painted
    out = canvas[:, :, ph : ph + h_out, pw : pw + w_out]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


MISCONCEPTIONS = (
    flips_the_kernels,
    paints_over,
    leaves_the_padding_on,
    cuts_one_side,
    pads_the_output_in_front,
    adds_zeros_in_the_end,
    steps_too_far,
    ignores_dilation,
    paints_the_bias,
    loses_the_dtype,
)
