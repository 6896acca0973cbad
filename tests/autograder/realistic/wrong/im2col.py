"""Wrong solutions of chapter 3."""

# ruff: noqa: ARG001, RUF059 - written as students write

import numpy as np

from cnnlib.im2col import im2col
from tests.autograder.realistic.marking import wrong

SQUARES, SINGLE = "right only for squares", "right only for one image"
COLS = "03-im2col.im2col"
BACK, PRODUCT = "03-im2col.col2im", "03-im2col.conv2d_im2col"


def windows_of(x, k, s=1, dtype=float, order=(0, 1, 2, 3)):
    """Collect windows row by row; `order` of image, place, channel, position of the result."""
    n, c, h, w = x.shape
    kh, kw = (k, k) if isinstance(k, int) else k
    places = [(i, j) for i in range(0, h - kh + 1, s) for j in range(0, w - kw + 1, s)]
    cols = np.zeros((n, c, kh * kw, len(places)), dtype)
    for number, (i, j) in enumerate(places):
        cols[..., number] = x[:, :, i : i + kh, j : j + kw].reshape(n, c, kh * kw)
    return cols


@wrong(COLS, "makes_windows_rows", "`dilation`", "loses_the_dtype", "`stride=")
def rows(x, kernel_size, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    cols = windows_of(x, kernel_size, stride)
    return cols.reshape(len(x), -1, cols.shape[-1]).transpose(0, 2, 1)


@wrong(COLS, "puts_positions_before_channels", "`dilation`", "loses_the_dtype", "`padding`")
def channels_last(x, kernel_size, stride=1):
    cols = windows_of(x, kernel_size, stride)
    return cols.transpose(0, 2, 1, 3).reshape(len(x), -1, cols.shape[-1])


@wrong(COLS, "puts_places_before_images", "`dilation`", "loses_the_dtype", "`padding`")
def all_images_at_each_place(x, kernel_size, stride=1):
    n, c, h, w = x.shape
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    windows = [
        x[:, :, i : i + kh, j : j + kw].reshape(n, -1)
        for i in range(0, h - kh + 1, stride)
        for j in range(0, w - kw + 1, stride)
    ]
    return np.concatenate(windows).reshape(n, len(windows), -1).transpose(0, 2, 1) * 1.0


@wrong(COLS, "makes_channels_images", "`dilation`", "loses_the_dtype", "`stride`", "`padding`")
def channel_by_channel(x, kernel_size):
    cols = windows_of(x, kernel_size)
    return cols.reshape(-1, cols.shape[2], cols.shape[3])


@wrong(COLS, SQUARES, "`dilation`", "loses_the_dtype")
def square_windows(x, kernel_size, stride=1, padding=0):
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    n, c, h, _ = x.shape
    size = (h + 2 * padding - k) // stride + 1
    x = np.pad(x, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    cols = np.zeros((n, c * k * k, size * size))
    for i in range(size):
        for j in range(size):
            top, left = i * stride, j * stride
            cols[:, :, i * size + j] = x[:, :, top : top + k, left : left + k].reshape(n, -1)
    return cols


@wrong(COLS, "takes_places_down_first", "`dilation`", "loses_the_dtype", "`padding`")
def down_first(x, kernel_size, stride=1):
    n, c, h, w = x.shape
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    columns = [
        x[:, :, i : i + kh, j : j + kw].reshape(n, -1)
        for j in range(0, w - kw + 1, stride)
        for i in range(0, h - kh + 1, stride)
    ]
    return np.stack(columns, axis=2).astype(float)


@wrong(COLS, "reads_windows_down_first", "`dilation`", "`padding`", "`stride`")
def windows_down_first(x, kernel_size):
    n, c, h, w = x.shape
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    columns = [
        x[:, :, i : i + kh, j : j + kw].swapaxes(2, 3).reshape(n, -1)
        for i in range(h - kh + 1)
        for j in range(w - kw + 1)
    ]
    return np.stack(columns, axis=2)


@wrong(COLS, "float32", "ignores_dilation", "pads_one_side_only")
def float32_and_one_side(x, kernel_size, stride=1, padding=0, dilation=1):
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    x = np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0)))
    v = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
    n, c, h, w, _, _ = v.shape
    return v.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, h * w).astype(np.float32)


@wrong(COLS, "loses_the_last_place", "`dilation`", "loses_the_dtype", "`padding=")
def one_place_less(x, kernel_size, stride=1, padding=0):
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = x.shape
    columns = [
        x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(n, -1)
        for i in range((h - kh + 1) // sh)
        for j in range((w - kw + 1) // sw)
    ]
    return np.stack(columns, axis=2).astype(float)


def add_back(cols, output_size, k, stride=1, padding=0, assign=False, dtype=float):
    h, w = output_size
    kh, kw = (k, k) if isinstance(k, int) else k
    n, p = len(cols), padding
    c = cols.shape[1] // (kh * kw)
    out = np.zeros((n, c, h + 2 * p, w + 2 * p), dtype)
    number = 0
    for i in range(0, h + 2 * p - kh + 1, stride):
        for j in range(0, w + 2 * p - kw + 1, stride):
            window = cols[:, :, number].reshape(n, c, kh, kw)
            if assign:
                out[:, :, i : i + kh, j : j + kw] = window
            else:
                out[:, :, i : i + kh, j : j + kw] += window
            number += 1
    return out


@wrong(BACK, "overwrites_overlaps", "`dilation`", "loses_the_dtype", "`stride=")
def assigned(cols, output_size, kernel_size, stride=1, padding=0):
    h, w = output_size
    out = add_back(cols, output_size, kernel_size, stride, padding, assign=True)
    return out[:, :, padding : padding + h, padding : padding + w]


@wrong(BACK, "keeps_the_padding", "`dilation`", "loses_the_dtype")
def padding_left_on(cols, output_size, kernel_size, stride=1, padding=0):
    return add_back(cols, output_size, kernel_size, stride, padding)


@wrong(BACK, "`dilation`", "`padding`", "loses_the_dtype", "`stride=")
def only_strides(cols, output_size, kernel_size, stride=1):
    return add_back(cols, output_size, kernel_size, stride)


@wrong(BACK, "cuts_with_a_negative_index", "`dilation`", "`padding=", "`stride=")
def negative_index(cols, output_size, kernel_size, stride=1, padding=0):
    out = add_back(cols, output_size, kernel_size, stride, padding, dtype=cols.dtype)
    return out[:, :, padding:-padding, padding:-padding]


@wrong(BACK, "averages_overlaps", "`dilation`", "`padding`", "loses_the_dtype")
def averaged(cols, output_size, kernel_size, stride=1):
    out = add_back(cols, output_size, kernel_size, stride)
    return out / np.maximum(add_back(np.ones_like(cols), output_size, kernel_size, stride), 1)


@wrong(PRODUCT, "reshapes_without_transposing", "forgets_the_bias", "`dilation`", "`stride=")
def batch_in_one_product(x, weight, bias=None, stride=1, padding=0):
    cols = im2col(x, weight.shape[2:], stride, padding)
    f, n = len(weight), len(x)
    h = (x.shape[2] + 2 * padding - weight.shape[2]) // stride + 1
    out = weight.reshape(f, -1) @ cols.transpose(1, 0, 2).reshape(cols.shape[1], -1)
    return out.reshape(n, f, h, -1)


@wrong(PRODUCT, "flips_the_kernels", "adds_bias_along_the_width", "`dilation`", "loses_the_dtype")
def flipped_product(x, weight, bias=None, stride=1, padding=0):
    cols = im2col(x, weight.shape[2:], stride, padding)
    h = (x.shape[2] + 2 * padding - weight.shape[2]) // stride + 1
    out = np.flip(weight, (2, 3)).reshape(len(weight), -1) @ cols
    out = out.reshape(len(x), len(weight), h, -1).astype(float)
    return out if bias is None else out + bias


@wrong(PRODUCT, "ignores_stride", "ignores_padding", "ignores_dilation", "loses_the_dtype")
def options_not_handed_on(x, weight, bias=None, stride=1, padding=0, dilation=1):
    cols = im2col(x, weight.shape[2:])
    out = weight.reshape(len(weight), -1) @ cols.astype(float)
    out = out.reshape(len(x), len(weight), x.shape[2] - weight.shape[2] + 1, -1)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@wrong(PRODUCT, SQUARES, "`bias`", "`dilation`", "loses_the_dtype")
def square_product(x, weight, stride=1, padding=0):
    k = weight.shape[2]
    cols = im2col(x, k, stride, padding)
    size = (x.shape[2] + 2 * padding - k) // stride + 1
    return (weight.reshape(len(weight), -1) @ cols).reshape(len(x), -1, size, size) * 1.0


@wrong(PRODUCT, "swaps_height_and_width", "forgets_the_bias", "`dilation`", "`padding`")
def width_first(x, weight, bias=None, stride=1):
    cols = im2col(x, weight.shape[2:], stride)
    w = (x.shape[3] - weight.shape[3]) // (stride if isinstance(stride, int) else stride[1]) + 1
    return (weight.reshape(len(weight), -1) @ cols).reshape(len(x), len(weight), w, -1)
