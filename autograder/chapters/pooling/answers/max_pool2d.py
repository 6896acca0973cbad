"""Answers to `max_pool2d`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.pooling_windows import pool_output_size, pooling_windows

VALUES = (
    "maxima",
    "square images",
    "stride",
    "padding",
    "dilation",
    "ceil mode",
    "all together",
    "dtype and input",
)

WHERE = ("where", "where, with padding", "where, all together", "where, of equal numbers")


@variant
def loops(
    x,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    return_indices=False,
):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = (kh, kw) if stride is None else pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    n, c, h, w = x.shape
    h_out = pool_output_size(h, kh, sh, ph, dh, ceil_mode)
    w_out = pool_output_size(w, kw, sw, pw, dw, ceil_mode)
    out = np.zeros((n, c, h_out, w_out), dtype=x.dtype)
    indices = np.zeros((n, c, h_out, w_out), dtype=np.int64)
    for place in np.ndindex(*out.shape):
        image, channel, i, j = place
        best = None
        for u in range(kh):
            for v in range(kw):
                row, column = i * sh - ph + u * dh, j * sw - pw + v * dw
                if 0 <= row < h and 0 <= column < w:
                    value = x[image, channel, row, column]
                    if best is None or value > best:
                        best = value
                        indices[place] = row * w + column
        out[place] = best
    return (out, indices) if return_indices else out


@variant
def sliding_windows(
    x,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    return_indices=False,
):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = (kh, kw) if stride is None else pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = x.shape[2:]
    h_out = pool_output_size(h, kh, sh, ph, dh, ceil_mode)
    w_out = pool_output_size(w, kw, sw, pw, dw, ceil_mode)
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    edges = ((0, 0), (0, 0), (ph, ph + extent[0]), (pw, pw + extent[1]))
    padded = np.pad(x.astype(np.float64), edges, constant_values=-np.inf)
    positions = np.pad(np.arange(h * w).reshape(1, 1, h, w), edges, constant_values=-1)

    def windows(array):
        view = np.lib.stride_tricks.sliding_window_view(array, extent, axis=(2, 3))
        view = view[:, :, ::sh, ::sw, ::dh, ::dw][:, :, :h_out, :w_out]
        return view.reshape(*view.shape[:4], kh * kw)

    best = windows(padded).argmax(axis=-1)[..., np.newaxis]
    out = np.take_along_axis(windows(padded), best, axis=-1)[..., 0].astype(x.dtype)
    if not return_indices:
        return out
    places = np.broadcast_to(windows(positions), (*out.shape, kh * kw))
    return out, np.take_along_axis(places, best, axis=-1)[..., 0]


@variant
def stacked(
    x,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    return_indices=False,
):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    h, w = x.shape[2:]
    padded = windows.pad(x.astype(np.float64), -np.inf)
    positions = windows.pad(np.arange(h * w).reshape(1, 1, h, w), -1)
    values = np.stack([padded[:, :, rows, columns] for rows, columns in windows.offsets()])
    places = np.stack([positions[:, :, rows, columns] for rows, columns in windows.offsets()])
    best = values.argmax(axis=0)
    out = values.max(axis=0).astype(x.dtype)
    indices = sum(np.where(best == k, place, 0) for k, place in enumerate(places))
    return (out, indices) if return_indices else out


@misconception(
    "The padding can be the maximum: at the border the result is 0 where all pixels are below 0. "
    "Pad with minus infinity.",
    loses=(
        "padding",
        "all together",
        "where, with padding",
        "where, all together",
        "dtype and input",
    ),
)
def pads_with_zeros(
    right, x, kernel_size, stride=None, padding=0, *args, return_indices=False, **given
):
    out, indices = right(x, kernel_size, stride, padding, *args, **given, return_indices=True)
    windows = pooling_windows(x, kernel_size, stride, padding, *args, **given)
    wins = (windows.pixels(True) > windows.pixels(False)) & (out < 0)
    out, indices = np.where(wins, np.zeros_like(out), out), np.where(wins, -1, indices)
    return (out, indices) if return_indices else out


@misconception(
    "No maximum is ever below 0: you start from an array of zeros. Start from minus infinity, or "
    "from the first number of each window.",
    loses=(*VALUES, *WHERE),
)
def starts_from_zero(right, *args, return_indices=False, **given):
    out, indices = right(*args, **given, return_indices=True)
    out, indices = np.maximum(out, 0), np.where(out > 0, indices, 0)
    return (out, indices) if return_indices else out


@misconception(
    "Without a stride the windows move by 1 pixel. In pooling the default is the kernel's size, so "
    "that the windows touch and do not overlap.",
    loses=("maxima", "square images", "ceil mode", "where", "where, all together"),
)
def moves_by_one_pixel(right, x, kernel_size, stride=None, *args, **given):
    return right(x, kernel_size, 1 if stride is None else stride, *args, **given)


@misconception(
    "The two strides are swapped. In a pair the first number is the step down, the second the step "
    "across.",
    loses=(
        *("maxima", "stride", "ceil mode", "all together"),
        *("where", "where, all together", "where, of equal numbers"),
    ),
)
def swaps_strides(right, x, kernel_size, stride=None, *args, **given):
    stride = kernel_size if stride is None else stride
    return right(x, kernel_size, stride[::-1] if np.ndim(stride) else stride, *args, **given)


@misconception(
    "Dilation makes no difference: the windows consist of neighbouring pixels. With dilation d the "
    "pixels of a window lie d apart, and fewer windows fit.",
    loses=("dilation", "all together", "where, all together"),
)
def ignores_dilation(right, *args, dilation=1, **given):
    return right(*args, **given)


@misconception(
    "`ceil_mode` makes no difference. With it, a last window may extend beyond the bottom and the "
    "right edge, and takes the maximum of the pixels inside.",
    loses=("ceil mode", "all together", "where, all together"),
)
def ignores_ceil_mode(right, *args, ceil_mode=False, **given):
    return right(*args, **given)


@misconception(
    "The channels are pooled as well. Pooling works on every channel separately: as many come out "
    "as go in.",
    loses=(*VALUES, *WHERE),
)
def pools_the_channels_too(right, *args, return_indices=False, **given):
    out, indices = right(*args, **given, return_indices=True)
    largest = out.argmax(axis=1, keepdims=True)
    out, indices = (np.take_along_axis(array, largest, axis=1) for array in (out, indices))
    return (out, indices) if return_indices else out


@misconception(
    "`indices` counts within the window. It should be the position of the maximum in the channel: "
    "`row * W + column`.",
    loses=WHERE,
)
def counts_inside_the_window(right, x, *args, return_indices=False, **given):
    out, indices = right(x, *args, **given, return_indices=True)
    windows = pooling_windows(x, *args, **given)
    (_, kw), (sh, sw), (ph, pw) = windows.kernel_size, windows.stride, windows.padding
    (dh, dw), (h_out, w_out) = windows.dilation, windows.output_size
    rows, columns = np.divmod(indices, x.shape[3])
    down = (rows + ph - sh * np.arange(h_out)[:, np.newaxis]) // dh
    across = (columns + pw - sw * np.arange(w_out)) // dw
    return (out, down * kw + across) if return_indices else out


@misconception(
    "`indices` counts in the padded image. Rows and columns are those of `x`: subtract the padding "
    "before you compute `row * W + column`.",
    loses=("where, with padding", "where, all together"),
)
def counts_along_the_padded_image(right, x, *args, return_indices=False, **given):
    out, indices = right(x, *args, **given, return_indices=True)
    windows = pooling_windows(x, *args, **given)
    (ph, pw), width = windows.padding, windows.pad(x).shape[3]
    rows, columns = np.divmod(indices, x.shape[3])
    return (out, (rows + ph) * width + columns + pw) if return_indices else out


@misconception(
    "With dilation `indices` is wrong: the number (u, v) of a window lies `u * dilation` rows and "
    "`v * dilation` columns after its first pixel.",
    loses=("where, all together",),
)
def forgets_dilation_in_indices(
    right, x, kernel_size, stride=None, padding=0, dilation=1, *args, return_indices=False, **given
):
    rest = stride, padding, dilation, *args
    out, indices = right(x, kernel_size, *rest, **given, return_indices=True)
    windows = pooling_windows(x, kernel_size, *rest, **given)
    (sh, sw), (ph, pw), (dh, dw) = windows.stride, windows.padding, windows.dilation
    top, left = (
        np.arange(n) * s - p for n, s, p in zip(out.shape[2:], (sh, sw), (ph, pw), strict=True)
    )
    rows, columns = np.divmod(indices, x.shape[3])
    rows = top[:, None] + (rows - top[:, None]) // dh
    columns = left + (columns - left) // dw
    return (out, rows * x.shape[3] + columns) if return_indices else out


@misconception(
    "`indices` counts down the columns: it is `column * H + row`, and should be "
    "`row * W + column`.",
    loses=WHERE,
)
def counts_down_the_columns(right, x, *args, return_indices=False, **given):
    out, indices = right(x, *args, **given, return_indices=True)
    rows, columns = np.divmod(indices, x.shape[3])
    return (out, columns * x.shape[2] + rows) if return_indices else out


@misconception(
    "`indices` counts through the whole array. Count in each channel separately: the first pixel "
    "of every channel is 0.",
    loses=WHERE,
)
def counts_through_all_channels(right, x, *args, return_indices=False, **given):
    out, indices = right(x, *args, **given, return_indices=True)
    n, c, h, w = x.shape
    indices = indices + h * w * np.arange(n * c).reshape(n, c, 1, 1)
    return (out, indices) if return_indices else out


@misconception(
    "Of equal numbers you record the last. Record the first, row by row: replace it only by a "
    "larger one, with `>` and not `>=`.",
    loses=("where, of equal numbers",),
)
def records_the_last_of_equals(right, x, *args, return_indices=False, **given):
    out = right(x, *args, **given)
    h, w = x.shape[2:]
    later_wins = x.astype(np.float64) + 1e-9 * np.arange(h * w).reshape(h, w)
    _, indices = right(later_wins, *args, **given, return_indices=True)
    return (out, indices) if return_indices else out


@misconception(
    "The maxima are float64, whatever dtype `x` has. `np.full` and "
    "`np.empty` make float64 unless you pass `dtype=x.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, return_indices=False, **given):
    out, indices = right(*args, **given, return_indices=True)
    out = out.astype(np.float64)
    return (out, indices) if return_indices else out


@misconception(
    "You take the average of every window. Take its largest number.",
    loses=(
        *("maxima", "square images", "stride", "padding", "dilation", "ceil mode"),
        *("all together", "dtype and input"),
    ),
)
def takes_the_mean(
    right, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    options = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    (kh, kw), (dh, dw) = pair(kernel_size, "kernel_size"), pair(dilation, "dilation")
    sh, sw = (kh, kw) if stride is None else pair(stride, "stride")
    maxima = right(x, kernel_size, **options)
    rows, columns = maxima.shape[2:]
    edges = [
        (p, p + d * k + s)
        for p, d, k, s in zip(
            pair(padding, "padding", 0), (dh, dw), (kh, kw), (sh, sw), strict=True
        )
    ]
    padded = np.pad(x.astype(float), ((0, 0), (0, 0), *edges), constant_values=np.nan)
    parts = [
        padded[:, :, u * dh :: sh, v * dw :: sw][:, :, :rows, :columns]
        for u in range(kh)
        for v in range(kw)
    ]
    out = np.nanmean(parts, axis=0).astype(x.dtype)
    return (
        (out, right(x, kernel_size, **options, return_indices=True)[1]) if return_indices else out
    )
