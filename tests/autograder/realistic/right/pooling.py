"""Right solutions of chapters 2 and 3, in unusual styles."""

# ruff: noqa: RUF059 - written as students write

import functools
import itertools
import math
from fractions import Fraction

import numpy as np

from tests.autograder.realistic.marking import right

TWO, THREE = "02-pooling", "03-im2col"


def _two(value):
    return tuple(int(each) for each in np.broadcast_to(value, 2))


@right(f"{TWO}.pool_output_size")
def counts_the_starts(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    places = Fraction(input_size + 2 * padding - dilation * (kernel_size - 1) - 1, stride)
    size = (math.ceil if ceil_mode else math.floor)(places) + 1
    while ceil_mode and (size - 1) * stride >= input_size + padding:
        size -= 1
    return size


@right(f"{TWO}.max_pool2d")
def flat_places(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    from cnnlib.pooling_windows import pool_output_size

    (kh, kw), (ph, pw), (dh, dw) = map(_two, (kernel_size, padding, dilation))
    sh, sw = (kh, kw) if stride is None else _two(stride)
    n, c, h, w = x.shape
    rows = pool_output_size(h, kh, sh, ph, dh, ceil_mode)
    columns = pool_output_size(w, kw, sw, pw, dw, ceil_mode)
    where = np.empty((n, c, rows, columns), dtype=np.int64)
    flat = x.reshape(n, c, h * w)
    for i, j in itertools.product(range(rows), range(columns)):
        places = [
            r * w + q
            for r in range(i * sh - ph, i * sh - ph + dh * kh, dh)
            for q in range(j * sw - pw, j * sw - pw + dw * kw, dw)
            if 0 <= r < h and 0 <= q < w
        ]
        where[:, :, i, j] = np.array(places)[flat[:, :, places].argmax(axis=-1)]
    out = np.take_along_axis(flat, where.reshape(n, c, -1), axis=2).reshape(where.shape)
    return (out, where) if return_indices else out


@right(f"{TWO}.max_unpool2d")
def put_along_axis(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    k, p = np.array(_two(kernel_size)), np.array(_two(padding))
    s = k if stride is None else np.array(_two(stride))
    n, c, h, w = x.shape
    if output_size is None:
        output_size = (np.array([h, w]) - 1) * s + k - 2 * p
    height, width = (int(each) for each in output_size)
    out = np.zeros((n, c, height * width), dtype=x.dtype)
    np.put_along_axis(out, indices.reshape(n, c, h * w), x.reshape(n, c, h * w), axis=-1)
    return out.reshape(n, c, height, width)


@right(f"{TWO}.window_pixels")
def masks(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    from cnnlib.pooling_windows import pool_output_size

    stride = stride or kernel_size
    windows = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    places = np.add.outer(stride * np.arange(windows) - padding, dilation * np.arange(kernel_size))
    margin = padding if count_include_pad else 0
    return np.sum((places >= -margin) & (places < input_size + margin), axis=1)


@right(f"{TWO}.avg_pool2d")
def sums_by_matrices(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    from cnnlib.pooling_windows import pool_output_size

    dtype = x.dtype if x.dtype.kind == "f" else np.float64

    def matrix(n, k, s, p):
        rows = pool_output_size(n, k, s, p, 1, ceil_mode)
        places = np.arange(rows)[:, None] * s - p
        pixels = np.arange(-p, n + p)
        inside = (pixels >= places) & (pixels < places + k)
        counts = inside[:, p : p + n].sum(1) if not count_include_pad else inside.sum(1)
        return inside[:, p : p + n].astype(float), counts

    (kh, kw), (ph, pw) = _two(kernel_size), _two(padding)
    sh, sw = (kh, kw) if stride is None else _two(stride)
    left, rows = matrix(x.shape[2], kh, sh, ph)
    right_, columns = matrix(x.shape[3], kw, sw, pw)
    return (left @ x.astype(float) @ right_.T / np.outer(rows, columns)).astype(dtype)


@right(f"{TWO}.lp_pool2d")
def norm_of_windows(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    from cnnlib.pooling_windows import pool_output_size

    kh, kw = _two(kernel_size)
    sh, sw = (kh, kw) if stride is None else _two(stride)
    h, w = x.shape[2:]
    rows = pool_output_size(h, kh, sh, 0, 1, ceil_mode)
    columns = pool_output_size(w, kw, sw, 0, 1, ceil_mode)

    def norm(i, j):
        window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].astype(float)
        share = kh * kw / (window.shape[2] * window.shape[3])
        return ((np.abs(window) ** norm_type).sum(axis=(2, 3)) * share) ** (1 / norm_type)

    grid = [[norm(i, j) for j in range(columns)] for i in range(rows)]
    out = np.moveaxis(np.array(grid), (0, 1), (2, 3))
    return out.astype(x.dtype if np.issubdtype(x.dtype, np.floating) else np.float64)


@right(f"{TWO}.global_avg_pool2d")
def comprehension(x):
    kind = x.dtype if x.dtype.kind == "f" else float
    return np.array([[[[channel.mean(dtype=float)]] for channel in image] for image in x], kind)


@right(f"{TWO}.conv1x1")
def vectorised(x, weight, bias=None):
    layer = np.vectorize(
        lambda pixel: weight[:, :, 0, 0] @ pixel + (0 if bias is None else bias),
        signature="(c)->(f)",
    )
    out = np.moveaxis(layer(np.moveaxis(x, 1, -1)), -1, 1)
    return out.astype(np.result_type(x, weight))


@right(f"{THREE}.im2col")
def fancy_indices(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(_two, (kernel_size, stride, padding, dilation))
    x = np.pad(x, [(0,) * 2, (0,) * 2, (ph,) * 2, (pw,) * 2])
    n, c, h, w = x.shape
    h_out, w_out = (h - dh * (kh - 1) - 1) // sh + 1, (w - dw * (kw - 1) - 1) // sw + 1
    channel, u, v = (each.ravel() for each in np.indices((c, kh, kw)))
    i, j = (each.ravel() for each in np.indices((h_out, w_out)))
    rows, columns = np.add.outer(u * dh, i * sh), np.add.outer(v * dw, j * sw)
    return x[:, channel[:, None], rows, columns]


@right(f"{THREE}.col2im")
def add_at(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(_two, (kernel_size, stride, padding, dilation))
    h, w = output_size
    n, c = cols.shape[0], cols.shape[1] // (kh * kw)
    h_out = (h + 2 * ph - dh * (kh - 1) - 1) // sh + 1
    w_out = (w + 2 * pw - dw * (kw - 1) - 1) // sw + 1
    channel, u, v = (each.ravel() for each in np.indices((c, kh, kw)))
    i, j = (each.ravel() for each in np.indices((h_out, w_out)))
    rows, columns = np.add.outer(u * dh, i * sh) - ph, np.add.outer(v * dw, j * sw) - pw
    inside = (rows >= 0) & (rows < h) & (columns >= 0) & (columns < w)
    channel = np.broadcast_to(channel[:, None], rows.shape)
    out = np.zeros((n, c, h, w), dtype=cols.dtype)
    for b in range(n):
        np.add.at(out[b], (channel[inside], rows[inside], columns[inside]), cols[b][inside])
    return out


@right(f"{THREE}.conv2d_im2col")
def stacked_products(x, weight, bias=None, stride=1, padding=0, dilation=1):
    from cnnlib.im2col import im2col

    (sh, sw), (ph, pw), (dh, dw) = map(_two, (stride, padding, dilation))
    f, _, kh, kw = weight.shape
    columns = im2col(x, kernel_size=(kh, kw), stride=(sh, sw), padding=(ph, pw), dilation=(dh, dw))
    rows = weight.reshape(f, -1)
    if bias is not None:
        rows = np.hstack([rows, bias[:, None]])
        columns = np.concatenate([columns, np.ones_like(columns[:, :1])], axis=1)
    h = (x.shape[2] + 2 * ph - dh * (kh - 1) - 1) // sh + 1
    return np.stack([rows @ each for each in columns]).reshape(len(x), f, h, -1)


@right(f"{THREE}.correlate2d")
def reduced(image, kernel, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = map(_two, (stride, padding, dilation))
    image = np.pad(image, [(ph, ph), (pw, pw)])
    kh, kw = kernel.shape
    h = image.shape[0] - dh * (kh - 1)
    w = image.shape[1] - dw * (kw - 1)
    parts = (
        kernel[u, v] * image[u * dh :, v * dw :][:h:sh, :w:sw] for u in range(kh) for v in range(kw)
    )
    return functools.reduce(np.add, parts)
