"""Wrong solutions of chapter 2, one by one."""

# ruff: noqa: ARG001, RUF059 - written as students write

import math

import numpy as np

from cnnlib.conv import conv2d
from tests.autograder.realistic.marking import wrong

SIZE, MAX, UNPOOL, PIXELS, AVERAGE, NORM, GLOBAL, POINT = (
    f"02-pooling.{name}"
    for name in (
        "pool_output_size",
        "max_pool2d",
        "max_unpool2d",
        "window_pixels",
        "avg_pool2d",
        "lp_pool2d",
        "global_avg_pool2d",
        "conv1x1",
    )
)


def _pair(value):
    return (value, value) if isinstance(value, int) else value


@wrong(SIZE, "keeps_empty_windows", "moves_by_one_pixel")
def keeps_the_last_window(
    input_size, kernel_size, stride=1, padding=0, dilation=1, ceil_mode=False
):
    n = input_size + 2 * padding - dilation * (kernel_size - 1) - 1
    return (math.ceil(n / stride) if ceil_mode else n // stride) + 1


@wrong(SIZE, "keeps_empty_windows")
def always_rounds_up(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    if stride is None:
        stride = kernel_size
    return int(np.ceil((input_size + 2 * padding - kernel_size) / stride)) + 1


@wrong(SIZE, "keeps_empty_windows")
def one_more_in_ceil_mode(
    input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    stride = stride or kernel_size
    size = np.floor((input_size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1
    return size + 1 if ceil_mode else size


@wrong(MAX, "counts_inside_the_window", "pads_with_zeros", "raises an exception")
def indices_in_the_window(x, kernel_size, stride=None, padding=0, return_indices=False):
    (kh, kw), (ph, pw) = _pair(kernel_size), _pair(padding)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, c, h, w = x.shape
    out = np.zeros((n, c, (h - kh) // sh + 1, (w - kw) // sw + 1), x.dtype)
    where = np.zeros(out.shape, int)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(n, c, -1)
            where[:, :, i, j] = window.argmax(axis=2)
            out[:, :, i, j] = window.max(axis=2)
    return (out, where) if return_indices else out


@wrong(MAX, "counts_along_the_padded_image", "ignores_ceil_mode", "loses_the_dtype")
def indices_on_the_padded_image(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    (kh, kw), (ph, pw), (dh, dw) = _pair(kernel_size), _pair(padding), _pair(dilation)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    padded = np.pad(x.astype(float), ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    n, c, h, w = padded.shape
    rows = (h - dh * (kh - 1) - 1) // sh + 1
    columns = (w - dw * (kw - 1) - 1) // sw + 1
    out, where = np.zeros((n, c, rows, columns)), np.zeros((n, c, rows, columns), np.int64)
    for b, ch, i, j in np.ndindex(out.shape):
        best = -np.inf
        for u in range(kh):
            for v in range(kw):
                r, q = i * sh + u * dh, j * sw + v * dw
                if padded[b, ch, r, q] > best:
                    best = padded[b, ch, r, q]
                    where[b, ch, i, j] = r * w + q
        out[b, ch, i, j] = best
    return (out, where) if return_indices else out


@wrong(MAX, "ignores_ceil_mode", "records_the_last_of_equals", "starts_from_zero")
def starts_at_zero(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    (kh, kw), (ph, pw), (dh, dw) = _pair(kernel_size), _pair(padding), _pair(dilation)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    n, c, h, w = x.shape
    rows = (h + 2 * ph - dh * (kh - 1) - 1) // sh + 1
    columns = (w + 2 * pw - dw * (kw - 1) - 1) // sw + 1
    out = np.zeros((n, c, rows, columns), x.dtype)
    where = np.zeros(out.shape, np.int64)
    for b, ch, i, j in np.ndindex(out.shape):
        for u in range(kh):
            for v in range(kw):
                r, q = i * sh - ph + u * dh, j * sw - pw + v * dw
                inside = 0 <= r < h and 0 <= q < w
                if inside and x[b, ch, r, q] >= out[b, ch, i, j]:
                    out[b, ch, i, j] = x[b, ch, r, q]
                    where[b, ch, i, j] = r * w + q
    return (out, where) if return_indices else out


@wrong(MAX, "takes_the_mean", "raises an exception")
def averages_in_place_of_maxima(x, kernel_size, stride=None):
    (kh, kw) = _pair(kernel_size)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    n, c, h, w = x.shape
    out = np.zeros((n, c, (h - kh) // sh + 1, (w - kw) // sw + 1))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].mean(axis=(2, 3))
    return out


@wrong(MAX, "ignores_ceil_mode", "ignores_dilation", "ignores_return_indices", "ignores_stride")
def reshape_trick(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    kh, kw = _pair(kernel_size)
    n, c, h, w = x.shape
    h, w = h // kh, w // kw
    blocks = x[:, :, : h * kh, : w * kw].reshape(n, c, h, kh, w, kw)
    return blocks.max(axis=(3, 5))


@wrong(UNPOOL, "right only for one image with one channel", "right only for the first")
def places_of_the_first_channel(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    (kh, kw), (ph, pw) = _pair(kernel_size), _pair(padding)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    n, c, h, w = x.shape
    h_out, w_out = (h - 1) * sh + kh - 2 * ph, (w - 1) * sw + kw - 2 * pw
    out = np.zeros((n, c, h_out * w_out), x.dtype)
    for b in range(n):
        for ch in range(c):
            out[b, ch, indices[b, 0].ravel()] = x[b, ch].ravel()
    return out.reshape(n, c, h_out, w_out)


@wrong(UNPOOL, "adds_what_was_found_twice", "keeps_the_padding", "loses_the_dtype")
def adds_where_indices_meet(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    (kh, kw) = _pair(kernel_size)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    n, c, h, w = x.shape
    size = output_size or ((h - 1) * sh + kh, (w - 1) * sw + kw)
    out = np.zeros((n, c, size[0] * size[1]))
    for place in np.ndindex(x.shape):
        out[place[0], place[1], indices[place]] += x[place]
    return out.reshape(n, c, *size)


@wrong(UNPOOL, "right only for squares")
def divides_by_the_height(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    (kh, kw), (ph, pw) = _pair(kernel_size), _pair(padding)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    n, c, h, w = x.shape
    if output_size is None:
        output_size = ((h - 1) * sh + kh - 2 * ph, (w - 1) * sw + kw - 2 * pw)
    height, width = output_size
    out = np.zeros((n, c, height, width), x.dtype)
    for b, ch, i, j in np.ndindex(x.shape):
        place = indices[b, ch, i, j]
        out[b, ch, (place // height) % height, (place % height) % width] = x[b, ch, i, j]
    return out


@wrong(PIXELS, "always_counts_the_kernel")
def always_the_kernel(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    from cnnlib.pooling_windows import pool_output_size

    n = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    return np.full(n, kernel_size)


@wrong(PIXELS, "counts_in_floats", "counts_what_hangs_over")
def overhang_counts(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    from cnnlib.pooling_windows import pool_output_size

    stride = kernel_size if stride is None else stride
    n = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    counts = np.zeros(n)
    for i in range(n):
        start = i * stride - padding
        if count_include_pad:
            counts[i] = kernel_size
        else:
            counts[i] = min(start + kernel_size, input_size) - max(start, 0)
    return counts


@wrong(AVERAGE, "ignores_ceil_mode", "never_counts_the_padding")
def never_counts_the_padding(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    (kh, kw), (ph, pw) = _pair(kernel_size), _pair(padding)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    n, c, h, w = x.shape
    rows, columns = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    out = np.zeros((n, c, rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * sh - ph, j * sw - pw
            window = x[:, :, max(top, 0) : top + kh, max(left, 0) : left + kw]
            out[:, :, i, j] = window.mean(axis=(2, 3))
    return out.astype(x.dtype)


@wrong(AVERAGE, "raises an exception")
def divides_by_one_side(x, kernel_size, stride=None, padding=0):
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    s = k if stride is None else stride
    n, c, h, w = x.shape
    out = np.zeros((n, c, (h - k) // s + 1, (w - k) // s + 1), x.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = x[:, :, i * s : i * s + k, j * s : j * s + k].sum(axis=(2, 3)) / k
    return out


@wrong(NORM, "ignores_ceil_mode", "takes_the_root_of_the_mean")
def mean_of_powers(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    kh, kw = _pair(kernel_size)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    n, c, h, w = x.shape
    out = np.zeros((n, c, (h - kh) // sh + 1, (w - kw) // sw + 1), x.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            out[:, :, i, j] = np.mean(np.abs(window) ** norm_type, axis=(2, 3)) ** (1 / norm_type)
    return out


@wrong(NORM, "always_squares", "ignores_ceil_mode", "loses_the_dtype")
def always_squares(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    kh, kw = _pair(kernel_size)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    windows = np.lib.stride_tricks.sliding_window_view(x.astype(float) ** 2, (kh, kw), axis=(2, 3))
    return np.sqrt(windows[:, :, ::sh, ::sw].sum(axis=(-1, -2)))


@wrong(GLOBAL, "averages_the_batch_too")
def over_the_batch(x):
    return x.mean(axis=(0, 2, 3)).reshape(1, -1, 1, 1)


@wrong(GLOBAL, "times the width")
def integer_average(x):
    n, c, h, w = x.shape
    out = np.zeros((n, c, 1, 1), x.dtype)
    for b in range(n):
        for ch in range(c):
            out[b, ch] = x[b, ch].sum() / (h * h)
    return out


@wrong(POINT, "reshapes_the_weight", "forgets_the_bias", "loses_the_dtype")
def transposed_channels(x, weight, bias=None):
    n, c, h, w = x.shape
    f = weight.shape[0]
    flat = x.reshape(n, c, h * w)
    out = np.zeros((n, f, h * w))
    for b in range(n):
        out[b] = weight.reshape(c, f).T @ flat[b]
    return out.reshape(n, f, h, w)


@wrong(POINT, "differs by a constant in each channel")
def bias_along_the_width(x, weight, bias=None):
    out = np.tensordot(weight[:, :, 0, 0], x, axes=(1, 1))
    out = out.transpose(1, 0, 2, 3)
    if bias is not None:
        out = out + bias.mean()
    return out


@wrong(POINT, "`conv2d` cannot be called")
def sums_all_channels_with_one_weight(x, weight, bias=None):
    out = conv2d(x.sum(axis=1, keepdims=True), weight.sum(axis=1, keepdims=True))
    return out if bias is None else out + bias[:, None, None]
