"""Wrong solutions of chapter 2: maxima, their places, and 1x1 convolutions."""

# ruff: noqa: RUF059, N806 - written as students write

import numpy as np

from cnnlib.arguments import pair
from cnnlib.pooling_windows import pooling_windows
from tests.autograder.realistic.marking import wrong

MAX = "02-pooling.max_pool2d"
UNPOOL = "02-pooling.max_unpool2d"
POINT = "02-pooling.conv1x1"


def _pairs(*values):
    return [(v, v) if isinstance(v, int) else tuple(v) for v in values]


@wrong(MAX, "starts_from_zero")
def starts_from_zero(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded = windows.pad(x, 0)
    where = windows.pad(np.arange(x.shape[2] * x.shape[3]).reshape(x.shape[2:]), 0)
    out = np.zeros((*x.shape[:2], *windows.output_size), dtype=x.dtype)
    indices = np.zeros(out.shape, dtype=np.int64)
    for rows, columns in windows.offsets():
        piece = padded[:, :, rows, columns]
        larger = piece > out
        out = np.where(larger, piece, out)
        indices = np.where(larger, where[rows, columns], indices)
    return (out, indices) if return_indices else out


@wrong(MAX, "records_the_last_of_equals", "loses_the_dtype")
def keeps_the_last(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded = windows.pad(x.astype(float), -np.inf)
    where = windows.pad(np.arange(x.shape[2] * x.shape[3]).reshape(x.shape[2:]), -1)
    out = np.full((*x.shape[:2], *windows.output_size), -np.inf)
    indices = np.full(out.shape, -1)
    for rows, columns in windows.offsets():
        piece = padded[:, :, rows, columns]
        position = np.broadcast_to(where[rows, columns], piece.shape)
        better = (piece >= out) & (position >= 0)
        out[better] = piece[better]
        indices[better] = position[better]
    return (out, indices) if return_indices else out


@wrong(MAX, "counts_along_the_padded_image")
def counts_with_padded_width(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    win = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    low = np.iinfo(x.dtype).min if x.dtype.kind in "iu" else -np.inf
    xp = win.pad(x, low)
    n, c, hp, wp = xp.shape
    (kh, kw), (sh, sw), (dh, dw) = win.kernel_size, win.stride, win.dilation
    oh, ow = win.output_size
    out = np.empty((n, c, oh, ow), dtype=x.dtype)
    idx = np.empty((n, c, oh, ow), dtype=np.int64)
    for i in range(oh):
        for j in range(ow):
            w = xp[
                :,
                :,
                i * sh : i * sh + dh * (kh - 1) + 1 : dh,
                j * sw : j * sw + dw * (kw - 1) + 1 : dw,
            ].reshape(n, c, -1)
            best = w.argmax(axis=-1)
            out[:, :, i, j] = np.take_along_axis(w, best[..., None], -1)[..., 0]
            r, q = i * sh + (best // kw) * dh, j * sw + (best % kw) * dw
            idx[:, :, i, j] = r * wp + q
    return (out, idx) if return_indices else out


@wrong(MAX, "forgets_dilation_in_indices")
def forgets_dilation_in_the_index(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    win = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    low = np.iinfo(x.dtype).min if x.dtype.kind in "iu" else -np.inf
    xp = win.pad(x, low)
    stack = np.stack([xp[:, :, r, c] for r, c in win.offsets()])
    out = stack.max(axis=0)
    if not return_indices:
        return out
    best = stack.argmax(axis=0)
    kw = win.kernel_size[1]
    i = np.arange(win.output_size[0])[:, None] * win.stride[0] - win.padding[0]
    j = np.arange(win.output_size[1]) * win.stride[1] - win.padding[1]
    return out, ((i + best // kw) * x.shape[3] + j + best % kw).astype(np.int64)


@wrong(MAX, "counts_through_all_channels")
def flat_over_everything(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    win = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    low = np.iinfo(x.dtype).min if x.dtype.kind in "iu" else -np.inf
    xp = win.pad(x, low)
    numbers = win.pad(np.arange(x.size).reshape(x.shape), -1)
    values = np.stack([xp[:, :, r, c] for r, c in win.offsets()], axis=-1)
    places = np.stack([numbers[:, :, r, c] for r, c in win.offsets()], axis=-1)
    best = values.argmax(axis=-1)[..., None]
    out = np.take_along_axis(values, best, -1)[..., 0]
    return (out, np.take_along_axis(places, best, -1)[..., 0]) if return_indices else out


@wrong(UNPOOL, "adds_what_was_found_twice")
def adds_up(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    (kh, kw), (ph, pw) = _pairs(kernel_size, padding)
    sh, sw = (kh, kw) if stride is None else pair(stride, "s")
    n, c, h, w = x.shape
    H, W = output_size or ((h - 1) * sh + kh - 2 * ph, (w - 1) * sw + kw - 2 * pw)
    out = np.zeros((n, c, H * W), dtype=x.dtype)
    for b in range(n):
        for ch in range(c):
            np.add.at(out[b, ch], indices[b, ch].ravel(), x[b, ch].ravel())
    return out.reshape(n, c, H, W)


@wrong(UNPOOL, "multiplies_by_the_stride")
def default_size_from_stride(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    (kh, kw), (ph, pw) = _pairs(kernel_size, padding)
    sh, sw = (kh, kw) if stride is None else pair(stride, "s")
    n, c, h, w = x.shape
    if output_size is None:
        output_size = (h * sh - 2 * ph, w * sw - 2 * pw)
    H, W = output_size
    out = np.zeros((n, c, H, W), dtype=x.dtype)
    for index in np.ndindex(x.shape):
        r, q = divmod(int(indices[index]), W)
        out[index[0], index[1], r, q] = x[index]
    return out


@wrong(UNPOOL, "right only for squares")
def rows_by_height(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    (kh, kw), (ph, pw) = _pairs(kernel_size, padding)
    sh, sw = (kh, kw) if stride is None else pair(stride, "s")
    n, c, h, w = x.shape
    if output_size is None:
        output_size = sh * (h - 1) + kh - 2 * ph, sw * (w - 1) + kw - 2 * pw
    out = np.zeros((n, c, *output_size), dtype=x.dtype)
    r, q = indices // output_size[0], indices % output_size[0]
    b, ch = np.ogrid[:n, :c]
    out[
        b[..., None, None],
        ch[..., None, None],
        np.minimum(r, output_size[0] - 1),
        np.minimum(q, output_size[1] - 1),
    ] = x
    return out


@wrong(POINT, "reshapes_the_batch_away")
def one_product_for_the_batch(x, weight, bias=None):
    n, c, h, w = x.shape
    f = weight.shape[0]
    out = weight.reshape(f, c) @ x.reshape(c, n * h * w)
    out = out.reshape(n, f, h, w)
    if bias is not None:
        out = out + bias.reshape(1, f, 1, 1)
    return out


@wrong(POINT, "reshapes_the_weight")
def reshapes_the_weights(x, weight, bias=None):
    f, c = weight.shape[:2]
    out = x.transpose(0, 2, 3, 1) @ weight.reshape(c, f)
    if bias is not None:
        out += bias
    return np.transpose(out, (0, 3, 1, 2))


@wrong(POINT, "leaves_the_filters_last")
def leaves_channels_last(x, weight, bias=None):
    out = np.einsum("nchw,fc->nhwf", x, weight[:, :, 0, 0])
    return out if bias is None else out + bias
