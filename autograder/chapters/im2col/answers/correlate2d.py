"""Answers to `correlate2d`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair

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
def loops(image, kernel, stride=1, padding=0, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    padded = np.pad(image, ((ph, ph), (pw, pw)))
    kh, kw = kernel.shape
    h_out = (padded.shape[0] - dh * (kh - 1) - 1) // sh + 1
    w_out = (padded.shape[1] - dw * (kw - 1) - 1) // sw + 1
    out = np.empty((h_out, w_out), dtype=np.result_type(image, kernel))
    for i in range(h_out):
        for j in range(w_out):
            window = padded[i * sh :, j * sw :][: dh * kh : dh, : dw * kw : dw]
            out[i, j] = (window[:kh, :kw] * kernel).sum()
    return out


@variant
def sliding_windows(image, kernel, stride=1, padding=0, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    padded = np.pad(image, ((ph, ph), (pw, pw)))
    extent = (dh * (kernel.shape[0] - 1) + 1, dw * (kernel.shape[1] - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent)[::sh, ::sw, ::dh, ::dw]
    return np.einsum("ijuv,uv->ij", windows, kernel)


@variant
def spread_kernel(image, kernel, stride=1, padding=0, dilation=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    kh, kw = kernel.shape
    spread = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1), dtype=kernel.dtype)
    spread[::dh, ::dw] = kernel
    padded = np.pad(image, ((ph, ph), (pw, pw)))
    every = np.zeros(
        (padded.shape[0] - spread.shape[0] + 1, padded.shape[1] - spread.shape[1] + 1),
        dtype=np.result_type(image, kernel),
    )
    for (u, v), number in np.ndenumerate(spread):
        every += number * padded[u : u + every.shape[0], v : v + every.shape[1]]
    return every[::sh, ::sw]


@misconception(
    "The kernel is rotated by 180°: that is a convolution. Cross-correlation does not rotate it.",
    loses=EVERY_PART,
)
def flips_the_kernel(right, image, kernel, *args, **given):
    return right(image, kernel[::-1, ::-1], *args, **given)


@misconception(
    "The zeros are added at the top and on the left only. `padding` is for all four sides.",
    loses=("padding", "all together"),
)
def pads_one_side_only(right, image, kernel, stride=1, padding=0, dilation=1):
    ph, pw = pair(padding, "padding", 0)
    return right(np.pad(image, ((ph, 0), (pw, 0))), kernel, stride, 0, dilation)


@misconception(
    "Stride makes no difference. With a stride of s only every s-th position is kept.",
    loses=("stride", "all together"),
)
def ignores_stride(right, image, kernel, stride=1, padding=0, dilation=1):
    return right(image, kernel, 1, padding, dilation)


@misconception(
    "The two strides are swapped: the first of a pair is down, the second across.",
    loses=("stride", "all together"),
)
def swaps_strides(right, image, kernel, stride=1, *args, **given):
    return right(image, kernel, pair(stride, "stride")[::-1], *args, **given)


@misconception(
    "Dilation makes no difference. With dilation d the kernel multiplies pixels that lie d apart, "
    "and it fits in fewer positions.",
    loses=("dilation", "all together"),
)
def ignores_dilation(right, image, kernel, stride=1, padding=0, dilation=1):
    return right(image, kernel, stride, padding)


@misconception(
    "The values are right, but you return float64 for float32. `np.zeros` makes float64 unless you "
    "pass `dtype=np.result_type(image, kernel)`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, **given):
    return right(*args, **given).astype(np.float64)


@misconception(
    "Dilation changes the number of positions, but not what a window reads: it still takes "
    "neighbouring pixels. With dilation d they lie d apart: slice with a step of d.",
    loses=("dilation", "all together"),
)
def counts_with_dilation_only(right, image, kernel, stride=1, padding=0, dilation=1):
    h, w = right(image, kernel, stride, padding, dilation).shape
    return right(image, kernel, stride, padding)[:h, :w]


@misconception(
    "Before the first row and column you read from the other end of the image: a negative index "
    "counts from the end. There should be the zeros of the padding.",
    loses=("padding", "all together"),
)
def wraps_around(right, image, kernel, stride=1, padding=0, dilation=1):
    ph, pw = pair(padding, "padding", 0)
    wrapped = np.pad(np.pad(image, ((ph, 0), (pw, 0)), mode="wrap"), ((0, ph), (0, pw)))
    return right(wrapped, kernel, stride, 0, dilation)


@misconception(
    "`np.pad(image, (ph, pw))` takes a pair for what comes before and after, along both axes. "
    "Write `((ph, ph), (pw, pw))`.",
    loses=("padding", "all together"),
)
def pads_before_and_after(right, image, kernel, stride=1, padding=0, dilation=1):
    return right(np.pad(image, padding), kernel, stride, 0, dilation)


@misconception(
    "Rows and columns of the kernel are exchanged: the weight in row u and column v is "
    "`kernel[u, v]`. Only square kernels hide that from NumPy.",
    loses=("sums", "square images"),
)
def transposes_square_kernels(right, image, kernel, *args, **given):
    square = kernel.shape[0] == kernel.shape[1]
    return right(image, kernel.T if square else kernel, *args, **given)
