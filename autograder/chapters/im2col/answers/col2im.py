"""Answers to `col2im`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size

EVERY_PART = (
    "sums",
    "square images",
    "stride",
    "padding",
    "dilation",
    "all together",
    "dtype and input",
)


@variant
def loops(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = output_size
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    n, c = cols.shape[0], cols.shape[1] // (kh * kw)
    padded = np.zeros((n, c, h + 2 * ph, w + 2 * pw), dtype=cols.dtype)
    for place in range(h_out * w_out):
        i, j = divmod(place, w_out)
        window = cols[:, :, place].reshape(n, c, kh, kw)
        for u in range(kh):
            for v in range(kw):
                padded[:, :, i * sh + u * dh, j * sw + v * dw] += window[:, :, u, v]
    return padded[:, :, ph : ph + h, pw : pw + w]


@variant
def sliding_windows(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    u, v, i, j = np.ogrid[:kh, :kw, :h_out, :w_out]
    windows = cols.reshape(len(cols), -1, kh, kw, h_out, w_out)
    padded = np.zeros((*windows.shape[:2], h + 2 * ph, w + 2 * pw), dtype=cols.dtype)
    np.add.at(padded, (..., i * sh + u * dh, j * sw + v * dw), windows)
    return padded[..., ph : ph + h, pw : pw + w]


@variant
def fancy_indexing(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = pair(stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    dh, dw = pair(dilation, "dilation")
    h, w = output_size
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    c = cols.shape[1] // (kh * kw)
    channel = np.repeat(np.arange(c), kh * kw)[:, None]
    row_in_window = np.tile(np.repeat(dh * np.arange(kh), kw), c)[:, None]
    column_in_window = np.tile(dw * np.arange(kw), c * kh)[:, None]
    row = row_in_window + np.repeat(sh * np.arange(h_out), w_out)
    column = column_in_window + np.tile(sw * np.arange(w_out), h_out)
    padded = np.zeros((cols.shape[0], c, h + 2 * ph, w + 2 * pw), dtype=cols.dtype)
    np.add.at(padded, (slice(None), channel, row, column), cols)
    return padded[:, :, ph : h + ph, pw : w + pw]


@variant
def strides(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    windows = cols.reshape(cols.shape[0], -1, kh * kw, h_out * w_out)
    padded = np.zeros((*windows.shape[:2], h + 2 * ph, w + 2 * pw), dtype=cols.dtype)
    image, channel, row, column = padded.strides
    for position in range(kh * kw):
        u, v = divmod(position, kw)
        touched = np.lib.stride_tricks.as_strided(
            padded[:, :, u * dh :, v * dw :],
            shape=(*windows.shape[:2], h_out, w_out),
            strides=(image, channel, sh * row, sw * column),
        )
        touched += windows[:, :, position].reshape(touched.shape)
    return padded[:, :, ph : ph + h, pw : pw + w]


@misconception(
    "Where windows overlap, the last one overwrites the others. A pixel receives the sum of all "
    "numbers that were copied from it: `+=`, not `=`.",
    loses=EVERY_PART,
)
def overwrites_overlaps(right, cols, *args, **given):
    places = cols.shape[2]
    alone = np.eye(places, dtype=bool)[:, None, None]  # a batch for each place, with its column

    def images(values):
        batch = np.where(alone, values, 0).reshape(-1, *cols.shape[1:])
        each = right(batch, *args, **given)
        return each.reshape(places, len(cols), *each.shape[1:])

    touched = images(np.ones_like(cols)) > 0
    last = places - 1 - touched[::-1].argmax(0, keepdims=True)
    return np.take_along_axis(images(cols), last, axis=0)[0]


@misconception(
    "Where windows overlap, you take the average. A pixel receives the sum of all numbers that "
    "were copied from it: col2im is the adjoint of im2col, not its inverse.",
    loses=EVERY_PART,
)
def averages_overlaps(right, cols, *args, **given):
    copies = right(np.ones_like(cols), *args, **given)
    return right(cols, *args, **given) / np.maximum(copies, 1)


@misconception(
    "The padding is not removed. The images should have the height and width of `output_size`: "
    "drop the sums on the padding.",
    loses=("padding", "all together"),
)
def keeps_the_padding(right, cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (h, w), (ph, pw) = pair(output_size, "output_size"), pair(padding, "padding", 0)
    return right(cols, (h + 2 * ph, w + 2 * pw), kernel_size, stride, 0, dilation)


@misconception(
    "Without padding the images are empty, because `[:, :, p:-p]` is for p = 0. Write `p : p + h`.",
    loses=("sums", "square images", "stride", "padding", "dilation", "dtype and input"),
)
def cuts_with_a_negative_index(right, cols, output_size, kernel_size, *args, padding=0, **given):
    ph, pw = pair(padding, "padding", 0)
    images = right(cols, output_size, kernel_size, *args, padding=padding, **given)
    return np.pad(images, ((0, 0), (0, 0), (ph, ph), (pw, pw)))[:, :, ph:-ph, pw:-pw]


@misconception(
    "The padding is cut off at the bottom and on the right only. It is on all sides: keep "
    "`[:, :, ph : ph + h, pw : pw + w]`.",
    loses=("padding", "all together"),
)
def crops_one_side_only(right, cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (h, w), (ph, pw) = pair(output_size, "output_size"), pair(padding, "padding", 0)
    padded = right(cols, (h + 2 * ph, w + 2 * pw), kernel_size, stride, 0, dilation)
    return padded[:, :, :h, :w]


@misconception(
    "Dilation makes no difference to where the numbers are added. With dilation d the pixels of a "
    "window lie d apart.",
    loses=("dilation", "all together"),
)
def ignores_dilation(right, cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (dh, dw) = pair(kernel_size, "kernel_size"), pair(dilation, "dilation")
    (h, w), (ph, pw) = pair(output_size, "output_size"), pair(padding, "padding", 0)
    lost = ((dh - 1) * (kh - 1), (dw - 1) * (kw - 1))  # how much further the dilated kernel reaches
    near = right(cols, (h + 2 * ph - lost[0], w + 2 * pw - lost[1]), kernel_size, stride)
    padded = np.pad(near, ((0, 0), (0, 0), (0, lost[0]), (0, lost[1])))
    return padded[:, :, ph : ph + h, pw : pw + w]


@misconception(
    "Stride makes no difference to where the numbers are added. With stride s two neighbouring "
    "windows lie s pixels apart.",
    loses=("stride", "all together"),
)
def ignores_stride(right, cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    size = (h_out + dh * (kh - 1), w_out + dw * (kw - 1))
    near = right(cols, size, kernel_size, 1, 0, dilation)
    edges = ((0, 0), (0, 0), (0, h + 2 * ph - size[0]), (0, w + 2 * pw - size[1]))
    return np.pad(near, edges)[:, :, ph : ph + h, pw : pw + w]


@misconception(
    "The rows of `cols` are read as if kernel positions came before channels. Their order is "
    "channel, kernel row, kernel column: `cols.reshape(n, c, kh, kw, h_out, w_out)`.",
    loses=EVERY_PART,
)
def reads_positions_before_channels(right, cols, output_size, kernel_size, *args, **given):
    kh, kw = pair(kernel_size, "kernel_size")
    positions_first = cols.reshape(len(cols), kh * kw, -1, cols.shape[2])
    cols = positions_first.swapaxes(1, 2).reshape(cols.shape)
    return right(cols, output_size, kernel_size, *args, **given)


@misconception(
    "The columns of `cols` are read as if they went down the output first. They go along the "
    "output rows: `cols.reshape(n, c, kh, kw, h_out, w_out)`.",
    loses=EVERY_PART,
)
def reads_places_down_first(right, cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    h_out = conv_output_size(
        *(output_size[0], pair(kernel_size, "kernel_size")[0], pair(stride, "stride")[0]),
        *(pair(padding, "padding", 0)[0], pair(dilation, "dilation")[0]),
    )
    down_first = cols.reshape(*cols.shape[:2], -1, h_out)
    cols = down_first.swapaxes(2, 3).reshape(cols.shape)
    return right(cols, output_size, kernel_size, stride, padding, dilation)


@misconception(
    "You return float64 for float32 columns. `np.zeros` makes float64 "
    "unless you pass `dtype=cols.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, cols, *args, **given):
    return right(cols.astype(np.float64), *args, **given)


@misconception(
    "Where windows overlap, a pixel keeps one number only, and should get their sum. Add with `+=` "
    "in a loop over the kernel; `=` overwrites, and `image[..., rows, columns] += cols` adds once "
    "where an index comes several times.",
    loses=EVERY_PART,
)
def adds_once_where_indices_repeat(
    right, cols, output_size, kernel_size, stride=1, padding=0, dilation=1
):
    kh, kw = pair(kernel_size, "kernel_size")
    places = np.arange(kh * kw)[:, None]
    image = right(np.zeros_like(cols), output_size, kernel_size, stride, padding, dilation)
    rows = cols.reshape(len(cols), -1, kh * kw, cols.shape[2])
    for place in places:
        chosen = (places == place) & np.ones(rows.shape, dtype=bool)
        number, touched = (
            right(each.reshape(cols.shape), output_size, kernel_size, stride, padding, dilation)
            for each in (np.where(chosen, rows, 0), chosen.astype(cols.dtype))
        )
        image = np.where(touched > 0, number, image)
    return image


@misconception(
    "With a padding of 0 in one direction, that in the other is not removed either. Cut each axis "
    "by its own number: `ph : ph + h` and `pw : pw + w`.",
    loses=("padding",),
)
def cuts_both_sides_or_none(right, cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (h, w), (ph, pw) = output_size, pair(padding, "padding", 0)
    if ph and pw:
        return right(cols, output_size, kernel_size, stride, padding, dilation)
    return right(cols, (h + 2 * ph, w + 2 * pw), kernel_size, stride, 0, dilation)


@misconception(
    "Numbers of the padding above and on the left are added at the other end: a negative index "
    "counts from there. Add to a padded image, and cut the padding off in the end.",
    loses=("padding", "all together"),
)
def wraps_around(right, cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (h, w), (ph, pw) = output_size, pair(padding, "padding", 0)
    image = right(cols, (h + 2 * ph, w + 2 * pw), kernel_size, stride, 0, dilation)
    for axis, size, p in ((2, h, ph), (3, w, pw)):
        front, kept, _ = np.split(image, (p, p + size), axis=axis)
        widths = [(size - p if axis == each else 0, 0) for each in range(4)]
        image = kept + np.pad(front, widths)
    return image


@misconception(
    "The rows and columns of `cols` are read together, as if the places came before the kernel's "
    "positions. Their order is `cols.reshape(n, c, kh, kw, h_out, w_out)`.",
    loses=EVERY_PART,
)
def reads_places_before_positions(right, cols, output_size, kernel_size, *args, **given):
    n, _, places = cols.shape
    kh, kw = pair(kernel_size, "kernel_size")
    places_first = cols.reshape(n, -1, places, kh * kw)
    cols = places_first.swapaxes(2, 3).reshape(cols.shape)
    return right(cols, output_size, kernel_size, *args, **given)
