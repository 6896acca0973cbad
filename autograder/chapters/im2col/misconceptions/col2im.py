"""What students get wrong in `col2im`."""

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size

__all__ = ["MISCONCEPTIONS"]

EVERY_PART = ("sums", "stride", "padding", "dilation", "all together", "dtype and input")


@misconception(
    "Where windows overlap, the last one overwrites the others. A pixel receives the sum of all "
    "numbers that were copied from it: `+=`, not `=`.",
    loses=EVERY_PART,
)
def overwrites_overlaps(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    windows = cols.reshape(len(cols), -1, kh, kw, h_out, w_out)
    image = np.zeros((*windows.shape[:2], h + 2 * ph, w + 2 * pw), cols.dtype)
    for i in range(h_out):
        rows = slice(i * sh, i * sh + dh * kh, dh)
        for j in range(w_out):
            image[:, :, rows, j * sw : j * sw + dw * kw : dw] = windows[:, :, :, :, i, j]
    return image[:, :, ph : ph + h, pw : pw + w]


@misconception(
    "Where windows overlap, you take the average. A pixel receives the sum of all numbers that "
    "were copied from it: col2im is the adjoint of im2col, not its inverse.",
    loses=EVERY_PART,
)
def averages_overlaps(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    windows = cols.reshape(len(cols), -1, kh, kw, h_out, w_out)
    image = np.zeros((*windows.shape[:2], h + 2 * ph, w + 2 * pw), cols.dtype)
    copies = np.zeros(image.shape[2:], cols.dtype)
    for u in range(kh):
        rows = slice(u * dh, u * dh + sh * h_out, sh)
        for v in range(kw):
            columns = slice(v * dw, v * dw + sw * w_out, sw)
            image[:, :, rows, columns] += windows[:, :, u, v]
            copies[rows, columns] += 1
    image /= np.maximum(copies, 1)
    return image[:, :, ph : ph + h, pw : pw + w]


@misconception(
    "The padding is still there. The images should have the height and width of `output_size`: "
    "what falls on the padding is dropped.",
    loses=("padding", "all together"),
)
def keeps_the_padding(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    windows = cols.reshape(len(cols), -1, kh, kw, h_out, w_out)
    image = np.zeros((*windows.shape[:2], h + 2 * ph, w + 2 * pw), cols.dtype)
    for u in range(kh):
        rows = slice(u * dh, u * dh + sh * h_out, sh)
        for v in range(kw):
            image[:, :, rows, v * dw : v * dw + sw * w_out : sw] += windows[:, :, u, v]
    return image


@misconception(
    "The padding is cut off at the bottom and on the right only. It lies on both sides: keep "
    "`[:, :, ph : ph + h, pw : pw + w]`.",
    loses=("padding", "all together"),
)
def crops_one_side_only(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    windows = cols.reshape(len(cols), -1, kh, kw, h_out, w_out)
    image = np.zeros((*windows.shape[:2], h + 2 * ph, w + 2 * pw), cols.dtype)
    for u in range(kh):
        rows = slice(u * dh, u * dh + sh * h_out, sh)
        for v in range(kw):
            image[:, :, rows, v * dw : v * dw + sw * w_out : sw] += windows[:, :, u, v]
    return image[:, :, :h, :w]


@misconception(
    "Dilation makes no difference to where the numbers go. With dilation d the numbers of a window "
    "belong to pixels that lie d apart.",
    loses=("dilation", "all together"),
)
def ignores_dilation(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    windows = cols.reshape(len(cols), -1, kh, kw, h_out, w_out)
    image = np.zeros((*windows.shape[:2], h + 2 * ph, w + 2 * pw), cols.dtype)
    for u in range(kh):
        rows = slice(u, u + sh * h_out, sh)
        for v in range(kw):
            image[:, :, rows, v : v + sw * w_out : sw] += windows[:, :, u, v]
    return image[:, :, ph : ph + h, pw : pw + w]


@misconception(
    "Stride makes no difference to where the numbers go. With stride s two neighbouring windows "
    "lie s pixels apart.",
    loses=("stride", "all together"),
)
def ignores_stride(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    windows = cols.reshape(len(cols), -1, kh, kw, h_out, w_out)
    image = np.zeros((*windows.shape[:2], h + 2 * ph, w + 2 * pw), cols.dtype)
    for u in range(kh):
        rows = slice(u * dh, u * dh + h_out)
        for v in range(kw):
            image[:, :, rows, v * dw : v * dw + w_out] += windows[:, :, u, v]
    return image[:, :, ph : ph + h, pw : pw + w]


@misconception(
    "The rows of `cols` are read as if the positions in the kernel came before the channels. They "
    "run through channel, kernel row, kernel column: `cols.reshape(n, c, kh, kw, h_out, w_out)`.",
    loses=EVERY_PART,
)
def reads_positions_before_channels(
    cols, output_size, kernel_size, stride=1, padding=0, dilation=1
):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    windows = cols.reshape(len(cols), kh, kw, -1, h_out, w_out)
    image = np.zeros((len(cols), windows.shape[3], h + 2 * ph, w + 2 * pw), cols.dtype)
    for u in range(kh):
        rows = slice(u * dh, u * dh + sh * h_out, sh)
        for v in range(kw):
            image[:, :, rows, v * dw : v * dw + sw * w_out : sw] += windows[:, u, v]
    return image[:, :, ph : ph + h, pw : pw + w]


@misconception(
    "The columns of `cols` are read as if the places went down first. They run through output row, "
    "output column, the last of them fastest: `cols.reshape(n, c, kh, kw, h_out, w_out)`.",
    loses=EVERY_PART,
)
def reads_places_down_first(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    windows = cols.reshape(len(cols), -1, kh, kw, w_out, h_out).swapaxes(4, 5)
    image = np.zeros((*windows.shape[:2], h + 2 * ph, w + 2 * pw), cols.dtype)
    for u in range(kh):
        rows = slice(u * dh, u * dh + sh * h_out, sh)
        for v in range(kw):
            image[:, :, rows, v * dw : v * dw + sw * w_out : sw] += windows[:, :, u, v]
    return image[:, :, ph : ph + h, pw : pw + w]


@misconception(
    "The values are right, but float32 columns come back as float64. `np.zeros` makes float64 "
    "unless you say `dtype=cols.dtype`.",
    loses=("dtype and input",),
)
def loses_the_dtype(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = pair(output_size, "output_size")
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    windows = cols.reshape(len(cols), -1, kh, kw, h_out, w_out)
    image = np.zeros((*windows.shape[:2], h + 2 * ph, w + 2 * pw))
    for u in range(kh):
        rows = slice(u * dh, u * dh + sh * h_out, sh)
        for v in range(kw):
            image[:, :, rows, v * dw : v * dw + sw * w_out : sw] += windows[:, :, u, v]
    return image[:, :, ph : ph + h, pw : pw + w]


MISCONCEPTIONS = (
    overwrites_overlaps,
    averages_overlaps,
    keeps_the_padding,
    crops_one_side_only,
    ignores_dilation,
    ignores_stride,
    reads_positions_before_channels,
    reads_places_down_first,
    loses_the_dtype,
)
