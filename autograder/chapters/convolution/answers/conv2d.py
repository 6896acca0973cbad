"""Answers to `conv2d`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size

EVERY_PART = (
    "sums",
    "square images",
    "bias",
    "stride",
    "padding",
    "dilation",
    "groups",
    "all together",
    "dtype and input",
)


@variant
def seven_loops(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Skip the zeros instead of storing them."""
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    dh, dw = (dilation, dilation) if isinstance(dilation, int) else dilation
    n_images, _, h, w = x.shape
    filters, per_group, kh, kw = weight.shape
    h_out = conv_output_size(h, kh, sh, ph, dh)
    w_out = conv_output_size(w, kw, sw, pw, dw)
    y = np.zeros((n_images, filters, h_out, w_out), dtype=x.dtype)
    for n in range(n_images):
        for f in range(filters):
            group = f // (filters // groups)
            for i in range(h_out):
                for j in range(w_out):
                    total = 0.0 if bias is None else bias[f]
                    for c in range(per_group):
                        for u in range(kh):
                            row = i * sh + u * dh - ph
                            if not 0 <= row < h:
                                continue
                            for v in range(kw):
                                column = j * sw + v * dw - pw
                                if 0 <= column < w:
                                    pixel = x[n, group * per_group + c, row, column]
                                    total += weight[f, c, u, v] * pixel
                    y[n, f, i, j] = total
    return y


@variant
def shift_and_add(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Loop over the weights of the kernel, each of which multiplies a strided image."""
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    n, channels, h, w = x.shape
    _, per_group, kh, kw = weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.zeros((n, channels, h + 2 * ph, w + 2 * pw), dtype=x.dtype)
    padded[:, :, ph : ph + h, pw : pw + w] = x
    maps = []
    for group in range(groups):
        images = padded[:, group * per_group : (group + 1) * per_group]
        kernels = np.split(weight, groups)[group]
        total = np.zeros((n, len(kernels), h_out, w_out), dtype=x.dtype)
        for u in range(kh):
            for v in range(kw):
                shifted = images[:, :, u * dh :, v * dw :][:, :, ::sh, ::sw]
                shifted = shifted[:, :, :h_out, :w_out]
                total += np.einsum("fc,ncij->nfij", kernels[:, :, u, v], shifted)
        maps.append(total)
    y = np.concatenate(maps, axis=1)
    if bias is not None:
        y += bias[:, None, None]
    return y


@variant
def sliding_windows(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    n, channels = x.shape[:2]
    filters, per_group, kh, kw = weight.shape
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    windows = windows.reshape(n, groups, channels // groups, *windows.shape[2:])
    kernels = weight.reshape(groups, filters // groups, per_group, kh, kw)
    y = np.einsum("ngcijuv,gfcuv->ngfij", windows, kernels)
    y = y.reshape(n, filters, *y.shape[3:])
    return y if bias is None else y + bias.reshape(1, filters, 1, 1)


@misconception(
    "The kernels are rotated by 180°. A convolutional layer cross-correlates: it does not rotate "
    "them.",
    loses=EVERY_PART,
)
def flips_the_kernels(right, x, weight, *args, **given):
    return right(x, weight[:, :, ::-1, ::-1], *args, **given)


@misconception(
    "Each map is that of the last channel only: later channels overwrite earlier ones. Add up the "
    "products of all channels (of the group).",
    loses=EVERY_PART,
)
def keeps_the_last_channel(right, x, weight, *args, **given):
    last = weight.copy()
    last[:, :-1] = 0
    return right(x, last, *args, **given)


@misconception(
    "The bias is never added. Add one number to the whole map of each kernel.",
    loses=("bias", "all together", "dtype and input"),
)
def forgets_the_bias(right, x, weight, bias=None, *args, **given):
    return right(x, weight, None, *args, **given)


@misconception(
    "The bias is added once for every product, inside the sum. Add it once to each output of a "
    "kernel, after the sum.",
    loses=("bias", "all together", "dtype and input"),
)
def adds_the_bias_to_every_product(right, x, weight, bias=None, *args, **given):
    return right(x, weight, None if bias is None else weight[0].size * bias, *args, **given)


@misconception(
    "The bias is added along the width, because NumPy broadcasts from the last axis. It belongs "
    "to the kernels, axis 1 of the result: `bias.reshape(1, -1, 1, 1)`.",
    loses=("bias", "all together", "dtype and input"),
)
def adds_bias_along_the_width(right, x, weight, bias=None, *args, **given):
    out = right(x, weight, None, *args, **given)
    return out if bias is None else out + bias


@misconception(
    "The map has the right size, but its windows lie one pixel apart: window i begins at "
    "pixel i * stride.",
    loses=("stride", "all together"),
)
def takes_every_window_but_fewer(
    right, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
):
    sh, sw = pair(stride, "stride")
    every = right(x, weight, bias, 1, padding, dilation, groups)
    return every[:, :, : -(-every.shape[2] // sh), : -(-every.shape[3] // sw)]


@misconception(
    "The two strides are swapped. In a pair the first number is the step down, the second the step "
    "across.",
    loses=("stride", "all together"),
)
def swaps_strides(right, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return right(x, weight, bias, pair(stride, "stride")[::-1], padding, dilation, groups)


@misconception(
    "You pad only above and to the left. The zeros go on both sides: "
    "`np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))`.",
    loses=("padding", "all together"),
)
def pads_one_side_only(right, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    ph, pw = pair(padding, "padding", 0)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0)))
    return right(padded, weight, bias, stride, 0, dilation, groups)


@misconception(
    "Dilation makes no difference: the windows consist of neighbouring pixels. With dilation d the "
    "pixels of a window lie d apart, and fewer windows fit.",
    loses=("dilation", "all together"),
)
def ignores_dilation(right, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return right(x, weight, bias, stride, padding, 1, groups)


@misconception(
    "Every kernel reads the channels of the first group. Kernels are ordered by group: the first "
    "F // groups of them read the first C // groups channels, the next ones the next.",
    loses=("groups", "all together"),
)
def reads_the_first_group_always(
    right, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
):
    return right(x[:, : weight.shape[1]], weight, bias, stride, padding, dilation)


@misconception(
    "Kernel f reads group f % groups. Kernels are ordered by group: kernel f belongs to group "
    "f // (F // groups).",
    loses=("groups", "all together"),
)
def deals_the_kernels_out(right, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    order = np.arange(len(weight)).reshape(-1, groups).T.ravel()  # those that read group 0 first
    bias = None if bias is None else bias[order]
    out = right(x, weight[order], bias, stride, padding, dilation, groups)
    return out[:, np.argsort(order)]


@misconception(
    "You return float64 for float32 images. `np.zeros` and `np.empty` make "
    "float64 unless you pass `dtype=...`.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, **given):
    return right(*args, **given).astype(np.float64)


@misconception(
    "Dilation changes the number of positions, but not what a window reads: it still takes "
    "neighbouring pixels. With dilation d they lie d apart: slice with a step of d.",
    loses=("dilation", "all together"),
)
def counts_with_dilation_only(
    right, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
):
    h, w = right(x, weight, bias, stride, padding, dilation, groups).shape[2:]
    return right(x, weight, bias, stride, padding, 1, groups)[:, :, :h, :w]


@misconception(
    "Group g reads every `groups`-th channel, `x[:, g::groups]`. Channels are ordered by group: "
    "the first C // groups of them are those of the first group.",
    loses=("groups", "all together"),
)
def deals_the_channels_out(right, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    order = np.arange(x.shape[1]).reshape(-1, groups).T.ravel()
    return right(x[:, order], weight, bias, stride, padding, dilation, groups)


@misconception(
    "The images are padded with their border pixels. Padding is zeros, the default of `np.pad`.",
    loses=("padding", "all together"),
)
def repeats_the_border(right, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    ph, pw = pair(padding, "padding", 0)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="edge")
    return right(padded, weight, bias, stride, 0, dilation, groups)


@misconception(
    "The dilated kernel has zeros after its last weights as well, as `np.kron` makes them. It "
    "covers d * (k - 1) + 1 pixels, not d * k.",
    loses=("dilation",),
    by_chance=("all together",),  # where the stride leaves out the last place anyway
)
def leaves_zeros_after_the_last(
    right, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
):
    gaps = np.zeros(pair(dilation, "dilation"), dtype=weight.dtype)
    gaps[0, 0] = 1
    return right(x, np.kron(weight, gaps), bias, stride, padding, 1, groups)


@misconception(
    "Rows and columns of the kernel are exchanged: the weight in row u and column v is "
    "`weight[..., u, v]`. Only square kernels hide that from NumPy.",
    loses=("sums", "square images"),
)
def transposes_square_kernels(right, x, weight, *args, **given):
    square = weight.shape[2] == weight.shape[3]
    return right(x, weight.swapaxes(2, 3) if square else weight, *args, **given)
