"""Answers to `conv_transpose2d`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.geometry import conv_transpose_output_size

EVERY_PART = (
    "painting",
    "square images",
    "stride",
    "padding",
    "output padding",
    "dilation",
    "groups and bias",
    "all together",
    "dtype and input",
)


@variant
def pixel_by_pixel(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    """Loop over the pixels, the channels and the kernel; skip what would be cut off."""
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
    """Put zeros between the pixels, pad, and cross-correlate with the flipped kernels."""
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
    """Build the matrix of the convolution, one group at a time, and transpose it."""
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
    "The kernels are rotated by 180°. Painting needs no flip: weight (u, v) is added to the pixel "
    "at an offset of (u, v). (Only an equivalent convolution would flip the kernels.)",
    loses=EVERY_PART,
)
def flips_the_kernels(right, x, weight, *args, **given):
    return right(x, weight[:, :, ::-1, ::-1], *args, **given)


@misconception(
    "Where two painted kernels overlap, the later one overwrites the earlier one. They add up: "
    "`+=`.",
    loses=EVERY_PART,
)
def paints_over(
    right, x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    options = (stride, padding, output_padding, groups, dilation)
    per_group = len(weight) // groups
    x = x * (np.arange(len(weight)) % per_group == per_group - 1)[:, None, None]
    places = np.eye(x[0, 0].size, dtype=x.dtype).reshape(-1, 1, 1, *x.shape[2:])
    painted = right((places * x).reshape(-1, *x.shape[1:]), weight, None, *options)
    painted = painted.reshape(-1, len(x), *painted.shape[1:])
    touched = right((places * np.ones_like(x[:1]))[:, 0], np.ones_like(weight), None, *options) > 0
    out = np.zeros_like(painted[0])
    for new, here in zip(painted, touched, strict=True):
        out = np.where(here, new, out)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "Where two windows overlap, the later one overwrites the earlier one: `y[...] = ...`. They add "
    "up: `+=`.",
    loses=EVERY_PART,
)
def paints_windows_over(
    right, x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    options = (stride, padding, output_padding, groups, dilation)
    places = np.eye(x[0, 0].size, dtype=x.dtype).reshape(-1, 1, 1, *x.shape[2:])
    painted = right((places * x).reshape(-1, *x.shape[1:]), weight, None, *options)
    painted = painted.reshape(-1, len(x), *painted.shape[1:])
    touched = right((places * np.ones_like(x[:1]))[:, 0], np.ones_like(weight), None, *options) > 0
    out = np.zeros_like(painted[0])
    for new, here in zip(painted, touched, strict=True):
        out = np.where(here, new, out)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "The padding is not removed. It is the padding of the convolution that is reversed here: cut "
    "off what is painted on it at the end.",
    loses=("padding", "output padding", "all together"),
)
def leaves_the_padding_on(
    right, x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    return right(x, weight, bias, stride, 0, output_padding, groups, dilation)


@misconception(
    "The padding is cut off at the bottom and on the right only. It is on all four sides: the "
    "output begins after `padding` rows and columns.",
    loses=("padding", "output padding", "all together"),
)
def cuts_one_side(
    right, x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    whole = right(x, weight, bias, stride, 0, output_padding, groups, dilation)
    (h, w), (ph, pw) = whole.shape[2:], pair(padding, "padding", 0)
    return whole[:, :, : h - 2 * ph, : w - 2 * pw]


@misconception(
    "The output padding is on the wrong side. It makes the output longer at the bottom and on the "
    "right, by pixels that the convolution left over; the top left corner stays the same.",
    loses=("output padding", "all together"),
)
def pads_the_output_in_front(
    right, x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    whole = right(x, weight, bias, stride, 0, output_padding, groups, dilation)
    whole = np.roll(whole, pair(output_padding, "output_padding", 0), axis=(2, 3))
    (h, w), (ph, pw) = whole.shape[2:], pair(padding, "padding", 0)
    return whole[:, :, ph : h - ph, pw : w - pw]


@misconception(
    "The output padding is filled with zeros. It is part of the output like any other pixel: "
    "kernels may reach into it, and only the padding beyond is cut off.",
    loses=("output padding", "all together"),
)
def adds_zeros_in_the_end(
    right, x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    oh, ow = pair(output_padding, "output_padding", 0)
    out = right(x, weight, None, stride, padding, 0, groups, dilation)
    out = np.pad(out, ((0, 0), (0, 0), (0, oh), (0, ow)))
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "There are too many zeros between the pixels: neighbours lie `stride` apart, with stride - 1 "
    "zeros between them.",
    loses=("stride", "output padding", "all together"),
)
def steps_too_far(
    right, x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    stride = tuple(s + 1 if s > 1 else 1 for s in pair(stride, "stride"))
    return right(x, weight, bias, stride, padding, output_padding, groups, dilation)


@misconception(
    "The dilation makes no difference: the kernels are painted on neighbouring pixels, which "
    "should lie `dilation` apart.",
    loses=("dilation", "all together"),
)
def ignores_dilation(
    right, x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    return right(x, weight, bias, stride, padding, output_padding, groups)


@misconception(
    "The bias is added for every pixel of the input, so that it adds up where kernels overlap. Add "
    "it once to each number of the output.",
    loses=("groups and bias", "all together", "dtype and input"),
)
def paints_the_bias(right, x, weight, bias=None, *args, **given):
    out = right(x, weight, None, *args, **given)
    paintings = right(np.ones_like(x), np.ones_like(weight), None, *args, **given)
    return out if bias is None else out + paintings * bias.reshape(1, -1, 1, 1)


@misconception(
    "You return float64 for float32 maps. `np.zeros` makes float64 unless you pass `dtype=...`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, x, *args, **given):
    return right(x.astype(np.float64), *args, **given)


@misconception(
    "Where the products of two positions of the kernel fall on one pixel, the later one overwrites "
    "the earlier one: `y[...] = ...`. They add up: `+=`.",
    loses=EVERY_PART,
)
def paints_positions_over(right, x, weight, bias=None, **given):
    out = np.zeros_like(right(x, weight, None, **given))
    for u, v in np.ndindex(*weight.shape[2:]):
        one = np.zeros_like(weight)
        one[:, :, u, v] = 1
        touched = right(np.ones_like(x[:1]), one, None, **given) > 0
        out = np.where(touched, right(x, weight * one, None, **given), out)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)
