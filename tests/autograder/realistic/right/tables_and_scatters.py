"""Right solutions of chapters 2 and 3, in styles of other fields."""

# ruff: noqa: B905 - written as students write

import itertools
import math

import numpy as np

from cnnlib.arguments import pair
from tests.autograder.realistic.marking import right


def _pairs(*values):
    return [(v, v) if isinstance(v, int) else tuple(v) for v in values]


@right("02-pooling.pool_output_size")
def recursive_count(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    step = kernel_size if stride is None else stride
    extent = dilation * (kernel_size - 1) + 1

    def more(start):
        fits = start + extent <= input_size + padding
        hangs = ceil_mode and start < input_size and start - step + extent < input_size + padding
        return 1 + more(start + step) if fits or hangs else 0

    return more(-padding)


@right("02-pooling.max_pool2d")
def sorts_each_window(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    from cnnlib.pooling_windows import pooling_windows

    win = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    (kh, kw), (sh, sw), (dh, dw), (ph, pw) = win.kernel_size, win.stride, win.dilation, win.padding
    n, c, h, w = x.shape
    out = np.zeros((n, c, *win.output_size), x.dtype)
    place = np.zeros(out.shape, np.int64)
    for b, ch, i, j in np.ndindex(*out.shape):
        inside = [
            (r, q)
            for r, q in itertools.product(
                range(i * sh - ph, i * sh - ph + dh * kh, dh),
                range(j * sw - pw, j * sw - pw + dw * kw, dw),
            )
            if 0 <= r < h and 0 <= q < w
        ]
        r, q = max(inside, key=lambda at: x[b, ch, at[0], at[1]])
        out[b, ch, i, j], place[b, ch, i, j] = x[b, ch, r, q], r * w + q
    return (out, place) if return_indices else out


@right("02-pooling.avg_pool2d")
def by_summed_area(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    from cnnlib.pooling_windows import pooling_windows

    win = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    dtype = x.dtype if x.dtype.kind == "f" else np.dtype(float)
    table = np.pad(win.pad(x.astype(float)), ((0, 0), (0, 0), (1, 0), (1, 0))).cumsum(2).cumsum(3)
    (kh, kw), (sh, sw), (oh, ow) = win.kernel_size, win.stride, win.output_size

    def corner(a, b):
        return table[:, :, a : a + sh * oh : sh, b : b + sw * ow : sw][:, :, :oh, :ow]

    total = corner(kh, kw) - corner(0, kw) - corner(kh, 0) + corner(0, 0)
    return (total / win.pixels(count_include_pad)).astype(dtype)


@right("02-pooling.max_unpool2d")
def by_a_flat_scatter(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    k, p = _pairs(kernel_size, padding)
    s = k if stride is None else pair(stride, "s")
    size = (
        tuple(output_size)
        if output_size is not None
        else tuple(s[a] * (x.shape[2 + a] - 1) + k[a] - 2 * p[a] for a in (0, 1))
    )
    planes, area = x.shape[0] * x.shape[1], math.prod(size)
    flat = np.zeros(planes * area, x.dtype)
    flat[(np.arange(planes)[:, None] * area + indices.reshape(planes, -1)).ravel()] = x.ravel()
    return flat.reshape(*x.shape[:2], *size)


@right("02-pooling.lp_pool2d")
def by_logarithms(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    from cnnlib.pooling_windows import pooling_windows

    win = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    dtype = x.dtype if x.dtype.kind == "f" else np.dtype(float)
    big = win.pad(np.abs(x.astype(float)))
    stack = np.stack([big[:, :, r, c] for r, c in win.offsets()], -1)
    top = stack.max(-1, keepdims=True)
    top = np.where(top == 0, 1, top)
    norm = top[..., 0] * ((stack / top) ** norm_type).sum(-1) ** (1 / norm_type)
    return (norm * (math.prod(win.kernel_size) / win.pixels(True)) ** (1 / norm_type)).astype(dtype)


@right("02-pooling.window_pixels")
def by_counting_ones(
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
    n = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    line = np.zeros(
        padding + input_size + padding + n * stride + dilation * kernel_size, dtype=np.int64
    )
    line[padding : padding + input_size] = 1
    if count_include_pad:
        line[: input_size + 2 * padding] = 1
    return sum(line[u * dilation :][: n * stride : stride] for u in range(kernel_size))


@right("03-im2col.im2col")
def convolves_with_unit_kernels(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = _pairs(kernel_size, stride, padding, dilation)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    hp, wp = xp.shape[2:]
    numbers = np.arange(hp * wp).reshape(hp, wp)
    view = np.lib.stride_tricks.sliding_window_view(
        numbers, (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    )[::sh, ::sw, ::dh, ::dw]
    table = view.reshape(-1, kh * kw).T
    return xp.reshape(len(x), x.shape[1], -1)[:, :, table].reshape(len(x), -1, table.shape[1])


@right("03-im2col.col2im")
def by_bincount(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = _pairs(kernel_size, stride, padding, dilation)
    h, w = output_size
    hp, wp = h + 2 * ph, w + 2 * pw
    rows = np.arange(0, hp - dh * (kh - 1), sh)
    columns = np.arange(0, wp - dw * (kw - 1), sw)
    at = (np.arange(kh) * dh)[:, None, None, None] + rows[:, None]
    at = at * wp + (np.arange(kw) * dw)[:, None, None] + columns
    planes = cols.reshape(-1, at.size)
    images = [np.bincount(at.ravel(), plane, hp * wp) for plane in planes.astype(float)]
    return (
        np.array(images)
        .reshape(len(cols), -1, hp, wp)[:, :, ph : ph + h, pw : pw + w]
        .astype(cols.dtype)
    )


@right("03-im2col.conv2d_im2col")
def one_large_product(x, weight, bias=None, stride=1, padding=0, dilation=1):
    from cnnlib.im2col import im2col

    f, _, kh, kw = weight.shape
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    if bias is not None:
        cols = np.concatenate([cols, np.ones_like(cols[:, :1])], axis=1)
        weight = np.concatenate([weight.reshape(f, -1), bias[:, None]], axis=1)
    out = np.tensordot(weight.reshape(f, -1), cols, (1, 1)).swapaxes(0, 1)
    (sh, _), (ph, _), (dh, _) = _pairs(stride, padding, dilation)
    return out.reshape(len(x), f, (x.shape[2] + 2 * ph - dh * (kh - 1) - 1) // sh + 1, -1)


@right("03-im2col.correlate2d")
def by_two_selections(image, kernel, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = _pairs(stride, padding, dilation)
    h, w = (n + 2 * p for n, p in zip(image.shape, (ph, pw)))
    frame = np.zeros((h, w), np.result_type(image, kernel))
    frame[ph : h - ph, pw : w - pw] = image
    oh, ow = (
        (h - dh * (kernel.shape[0] - 1) - 1) // sh + 1,
        (w - dw * (kernel.shape[1] - 1) - 1) // sw + 1,
    )

    def pick(rows, u, s, d):
        m = np.zeros((rows[0], rows[1]), frame.dtype)
        m[np.arange(rows[0]), np.arange(rows[0]) * s + u * d] = 1
        return m

    return sum(
        kernel[u, v] * (pick((oh, h), u, sh, dh) @ frame @ pick((ow, w), v, sw, dw).T)
        for u in range(kernel.shape[0])
        for v in range(kernel.shape[1])
    )
