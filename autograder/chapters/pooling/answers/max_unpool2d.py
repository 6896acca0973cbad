"""Answers to `max_unpool2d`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair

EVERY_PART = (
    "places",
    "square images",
    "default size",
    "output_size",
    "overlapping windows",
    "dtype and input",
)


@variant
def loops(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = (kh, kw) if stride is None else pair(stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    n, c, h, w = x.shape
    if output_size is None:
        output_size = (sh * (h - 1) + kh - 2 * ph, sw * (w - 1) + kw - 2 * pw)
    out = np.zeros((n, c, *output_size), dtype=x.dtype)
    for image, channel, i, j in np.ndindex(*x.shape):
        row, column = divmod(int(indices[image, channel, i, j]), output_size[1])
        out[image, channel, row, column] = x[image, channel, i, j]
    return out


@variant
def sliding_windows(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    (kh, kw), (ph, pw) = pair(kernel_size, "kernel_size"), pair(padding, "padding", 0)
    sh, sw = pair(kernel_size if stride is None else stride, "stride")
    n, c, h, w = x.shape
    if output_size is None:
        output_size = ((h - 1) * sh + kh - 2 * ph, (w - 1) * sw + kw - 2 * pw)
    out = np.zeros((n, c, *output_size), dtype=x.dtype)
    image, channel = np.ogrid[:n, :c]
    image, channel = image[..., np.newaxis, np.newaxis], channel[..., np.newaxis, np.newaxis]
    out[image, channel, indices // output_size[1], indices % output_size[1]] = x
    return out


@variant
def stacked(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    (kh, kw), (ph, pw) = pair(kernel_size, "kernel_size"), pair(padding, "padding", 0)
    sh, sw = pair(kernel_size if stride is None else stride, "stride")
    n, c, h, w = x.shape
    if output_size is None:
        output_size = ((h - 1) * sh + kh - 2 * ph, (w - 1) * sw + kw - 2 * pw)
    size = output_size[0] * output_size[1]
    out = np.zeros(n * c * size, dtype=x.dtype)
    first = size * np.arange(n * c).reshape(n, c, 1, 1)
    out[(first + indices).ravel()] = x.ravel()
    return out.reshape(n, c, *output_size)


@misconception(
    "Every number is repeated over its window. That is upsampling; unpooling writes it to the one "
    "position given by its index, and leaves zeros elsewhere.",
    loses=EVERY_PART,
)
def repeats_over_the_window(right, x, indices, kernel_size, stride=None, padding=0, **given):
    out = right(x, indices, kernel_size, stride, padding, **given)
    (kh, kw), (ph, pw) = pair(kernel_size, "kernel_size"), pair(padding, "padding", 0)
    sh, sw = pair(kernel_size if stride is None else stride, "stride")
    for i, j in np.ndindex(*x.shape[2:]):
        rows = slice(max(i * sh - ph, 0), max(i * sh - ph + kh, 0))
        columns = slice(max(j * sw - pw, 0), max(j * sw - pw + kw, 0))
        out[:, :, rows, columns] = x[:, :, i : i + 1, j : j + 1]
    return out


@misconception(
    "Every number is in the corner of its window. It belongs at the position of the maximum, which "
    "`indices` gives.",
    loses=EVERY_PART,
)
def writes_into_the_corner(right, x, indices, kernel_size, stride=None, padding=0, **given):
    out = np.zeros_like(right(x, indices, kernel_size, stride, padding, **given))
    ph, pw = pair(padding, "padding", 0)
    sh, sw = pair(kernel_size if stride is None else stride, "stride")
    for i, j in np.ndindex(*x.shape[2:]):
        out[:, :, max(i * sh - ph, 0), max(j * sw - pw, 0)] = x[:, :, i, j]
    return out


@misconception(
    "Where overlapping windows share a maximum, you add it up. It is the same number, found "
    "twice: use `=`, not `+=`.",
    loses=("overlapping windows",),
)
def adds_what_was_found_twice(right, x, indices, *args, **given):
    out = np.zeros_like(right(x, indices, *args, **given))
    n, c, *size = out.shape
    flat = out.reshape(n * c, -1)
    np.add.at(flat, (np.arange(n * c)[:, None], indices.reshape(n * c, -1)), x.reshape(n * c, -1))
    return flat.reshape(n, c, *size)


@misconception(
    "The rows of the result have the wrong length: an index is `row * W_out + column`, with the "
    "width of the result, not that of `x`.",
    loses=EVERY_PART,
)
def divides_by_the_width_of_x(right, x, indices, *args, **given):
    out = np.zeros_like(right(x, indices, *args, **given))
    h_out, w_out = out.shape[2:]
    for image, channel, i, j in np.ndindex(*x.shape):
        row, column = divmod(indices[image, channel, i, j], x.shape[3])
        out[image, channel, row % h_out, column % w_out] = x[image, channel, i, j]
    return out


@misconception(
    "All channels are written into the first. Indices count in each channel separately: index 0 is "
    "the first pixel of that channel, not of the whole array.",
    loses=EVERY_PART,
)
def writes_all_into_one_channel(right, x, indices, *args, **given):
    out = np.zeros_like(right(x, indices, *args, **given))
    out.reshape(-1)[indices.ravel()] = x.ravel()
    return out


@misconception(
    "`output_size` makes no difference. Images of several sizes are pooled to the same size; if it "
    "is given, return an image of that size.",
    loses=("output_size", "dtype and input"),
)
def ignores_output_size(right, x, indices, *args, output_size=None, **given):
    h_out, w_out = right(x, np.zeros_like(indices), *args, **given).shape[2:]
    return right(x, indices % (h_out * w_out), *args, **given)


@misconception(
    "Without `output_size` you multiply the size by the stride. The last window covers its kernel, "
    "not a stride: the size is `stride * (size - 1) + kernel - 2 * padding`.",
    loses=("default size",),
)
def multiplies_by_the_stride(
    right, x, indices, kernel_size, stride=None, padding=0, output_size=None
):
    if output_size is None:
        steps = pair(kernel_size if stride is None else stride, "stride")
        paddings = pair(padding, "padding", 0)
        sizes = zip(x.shape[2:], steps, paddings, strict=True)
        output_size = tuple(n * s - 2 * p for n, s, p in sizes)
    return right(x, indices, kernel_size, stride, padding, output_size)


@misconception(
    "Without `output_size` the result is too large by the padding: subtract `2 * padding`.",
    loses=("default size",),
)
def keeps_the_padding(right, x, indices, kernel_size, stride=None, padding=0, output_size=None):
    ph, pw = pair(padding, "padding", 0)
    if output_size is None:
        zeros = np.zeros_like(indices)
        h, w = right(x, zeros, kernel_size, stride, padding).shape[2:]
        output_size = (h + 2 * ph, w + 2 * pw)
    return right(x, indices, kernel_size, stride, padding, output_size)


@misconception(
    "You return float64 for float32. `np.zeros` makes float64 unless you pass `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, **given):
    return right(*args, **given).astype(np.float64)
