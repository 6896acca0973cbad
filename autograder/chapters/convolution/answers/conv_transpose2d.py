"""Answers to `conv_transpose2d`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.geometry import conv_transpose_output_size

EVERY_PART = (
    "painting",
    "stride",
    "padding",
    "output padding",
    "dilation",
    "groups and bias",
    "dtype and input",
)


@variant
def pixel_by_pixel(
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


@variant
def as_a_convolution(
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


@variant
def by_the_matrix(
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
