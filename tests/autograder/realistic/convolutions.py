"""Wrong solutions of chapters 1 and 3."""

# ruff: noqa: ARG001, RUF059 - written as students write

import numpy as np

from cnnlib.im2col import im2col
from tests.autograder.realistic.marking import wrong

SQUARES, SINGLE = "right for squares alone", "right for one image"
CONV, COLS = "01-convolution.conv2d", "03-im2col.im2col"
BACK, PRODUCT = "03-im2col.col2im", "03-im2col.conv2d_im2col"


def slide(x, weight, stride=1, flip=False, last=False, dtype=float):
    """Convolve in six loops, for what the solutions have in common."""
    n, _, h, w = x.shape
    f, c, kh, kw = weight.shape
    out = np.zeros((n, f, (h - kh) // stride + 1, (w - kw) // stride + 1), dtype)
    kernels = weight[:, :, ::-1, ::-1] if flip else weight
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            window = x[:, :c, i * stride : i * stride + kh, j * stride : j * stride + kw]
            for k in range(f):
                if last:
                    out[:, k, i, j] = (window[:, -1] * kernels[k, -1]).sum(axis=(1, 2))
                else:
                    out[:, k, i, j] = (window * kernels[k]).sum(axis=(1, 2, 3))
    return out


@wrong(CONV, "flips_the_kernels", "`groups`", "`dilation`", "loses_the_dtype")
def flipped_without_groups(x, weight, bias=None, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = slide(x, weight, stride, flip=True)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@wrong(
    CONV, "`stride`", "`padding`", "`dilation`", "`groups`", "loses_the_dtype", "forgets_the_bias"
)
def no_options_at_all(x, weight, bias=None):
    return slide(x, weight)


@wrong(CONV, "adds_the_bias_to_every_product", "`groups`", "`dilation`", "`stride=")
def bias_inside_the_sum(x, weight, bias=None, stride=1, padding=0):
    n, c, h, w = x.shape
    f, _, kh, kw = weight.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    h_out = (h + 2 * padding - kh) // stride + 1
    w_out = (w + 2 * padding - kw) // stride + 1
    out = np.zeros((n, f, h_out, w_out), x.dtype)
    b = np.zeros(f, x.dtype) if bias is None else bias
    for i in range(h_out):
        for j in range(w_out):
            win = x[:, None, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[:, :, i, j] = (win * weight + b[:, None, None, None]).sum(axis=(2, 3, 4))
    return out


@wrong(CONV, SQUARES, "loses_the_dtype", "`groups`", "`dilation`", "`stride")
def squares_without_groups(x, weight, bias=None, stride=1, padding=0):
    n, c, h, _ = x.shape
    f, _, k, _ = weight.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    size = (h + 2 * padding - k) // stride + 1
    out = np.zeros((n, f, size, size))
    for i in range(size):
        for j in range(size):
            win = x[:, :, i * stride : i * stride + k, j * stride : j * stride + k]
            out[:, :, i, j] = np.tensordot(win, weight, axes=([1, 2, 3], [1, 2, 3]))
    return out if bias is None else out + bias[:, None, None]


@wrong(CONV, SQUARES, "flips_the_kernels", "`groups`", "`dilation`", "loses_the_dtype")
def flipped_squares(x, weight, bias=None, stride=1, padding=0):
    n, c, h, _ = x.shape
    f, _, k, _ = weight.shape
    size = (h - k) // stride + 1
    out = np.zeros((n, f, size, size))
    for i in range(size):
        for j in range(size):
            win = x[:, :, i * stride : i * stride + k, j * stride : j * stride + k]
            out[:, :, i, j] = np.tensordot(win, np.flip(weight, (2, 3)), axes=([1, 2, 3],) * 2)
    return out


@wrong(CONV, "keeps_the_last_channel", "`groups`", "`dilation`", "`padding`", "loses_the_dtype")
def last_channel(x, weight, bias=None, stride=1):
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    out = slide(x, weight, last=True)[:, :, ::sh, ::sw]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@wrong(CONV, "adds_bias_along_the_width", "`groups`", "`dilation`", "loses_the_dtype")
def broadcast_bias(x, weight, bias=None, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = slide(x, weight, stride)
    return out if bias is None else out + bias


@wrong(CONV, "pads_one_side_only", "`groups`", "`dilation`")
def pads_above(x, weight, bias=None, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, 0), (padding, 0)))
    out = slide(x, weight, stride, dtype=x.dtype)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@wrong(CONV, "swaps_strides", "ignores_dilation", "`groups`")
def strides_swapped(x, weight, bias=None, stride=1, padding=0, dilation=1):
    sw, sh = (stride, stride) if isinstance(stride, int) else stride
    p = (padding, padding) if isinstance(padding, int) else padding
    x = np.pad(x, ((0, 0), (0, 0), (p[0],) * 2, (p[1],) * 2))
    out = slide(x, weight, dtype=x.dtype)[:, :, ::sh, ::sw]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@wrong(CONV, "ignores_dilation", "reads_the_first_group_always", "forgets_the_bias")
def options_without_effect(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    p = (padding, padding) if isinstance(padding, int) else padding
    x = np.pad(x, ((0, 0), (0, 0), (p[0],) * 2, (p[1],) * 2))
    return slide(x, weight, dtype=x.dtype)[:, :, ::sh, ::sw]


@wrong(CONV, "reads_the_first_group_always", "loses_the_dtype", "ignores_dilation", "`padding=")
def first_group(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = slide(x, weight)[:, :, ::sh, ::sw]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@wrong(CONV, SINGLE, "`groups`", "`dilation`", "`stride`", "`bias`", "`padding`")
def one_picture(x, weight):
    image, kernel = x[0, 0], weight[0, 0]
    kh, kw = kernel.shape
    h, w = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    out = [[(image[i : i + kh, j : j + kw] * kernel).sum() for j in range(w)] for i in range(h)]
    return np.array(out)[None, None]


@wrong(CONV, "flips_the_kernels", "forgets_the_bias", "loses_the_dtype", "ignores_dilation")
def flipped_and_no_bias(x, weight, bias=None, stride=1, padding=0, dilation=1):
    return slide(x, weight, flip=True)


@wrong(CONV, "float32", "`groups`", "ignores_dilation", "`dilation`")
def float32_always(x, weight, bias=None, stride=1, padding=0):
    p = (padding, padding) if isinstance(padding, int) else padding
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    x = np.pad(x, ((0, 0), (0, 0), (p[0],) * 2, (p[1],) * 2))
    out = slide(x, weight, dtype=np.float32)[:, :, ::sh, ::sw]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1).astype(np.float32)


def windows_of(x, k, s=1, dtype=float, order=(0, 1, 2, 3)):
    """Collect windows row by row; `order` of image, place, channel, position of the result."""
    n, c, h, w = x.shape
    kh, kw = (k, k) if isinstance(k, int) else k
    places = [(i, j) for i in range(0, h - kh + 1, s) for j in range(0, w - kw + 1, s)]
    cols = np.zeros((n, c, kh * kw, len(places)), dtype)
    for number, (i, j) in enumerate(places):
        cols[..., number] = x[:, :, i : i + kh, j : j + kw].reshape(n, c, kh * kw)
    return cols


@wrong(COLS, "makes_windows_rows", "`dilation`", "loses_the_dtype", "`stride=")
def rows(x, kernel_size, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    cols = windows_of(x, kernel_size, stride)
    return cols.reshape(len(x), -1, cols.shape[-1]).transpose(0, 2, 1)


@wrong(COLS, "puts_positions_before_channels", "`dilation`", "loses_the_dtype", "`padding`")
def channels_last(x, kernel_size, stride=1):
    cols = windows_of(x, kernel_size, stride)
    return cols.transpose(0, 2, 1, 3).reshape(len(x), -1, cols.shape[-1])


@wrong(COLS, "puts_places_before_images", "`dilation`", "loses_the_dtype", "`padding`")
def all_images_at_each_place(x, kernel_size, stride=1):
    n, c, h, w = x.shape
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    windows = [
        x[:, :, i : i + kh, j : j + kw].reshape(n, -1)
        for i in range(0, h - kh + 1, stride)
        for j in range(0, w - kw + 1, stride)
    ]
    return np.concatenate(windows).reshape(n, len(windows), -1).transpose(0, 2, 1) * 1.0


@wrong(COLS, "makes_channels_images", "`dilation`", "loses_the_dtype", "`stride`", "`padding`")
def channel_by_channel(x, kernel_size):
    cols = windows_of(x, kernel_size)
    return cols.reshape(-1, cols.shape[2], cols.shape[3])


@wrong(COLS, SQUARES, "`dilation`", "loses_the_dtype")
def square_windows(x, kernel_size, stride=1, padding=0):
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    n, c, h, _ = x.shape
    size = (h + 2 * padding - k) // stride + 1
    x = np.pad(x, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    cols = np.zeros((n, c * k * k, size * size))
    for i in range(size):
        for j in range(size):
            top, left = i * stride, j * stride
            cols[:, :, i * size + j] = x[:, :, top : top + k, left : left + k].reshape(n, -1)
    return cols


@wrong(COLS, "takes_places_down_first", "`dilation`", "loses_the_dtype", "`padding`")
def down_first(x, kernel_size, stride=1):
    n, c, h, w = x.shape
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    columns = [
        x[:, :, i : i + kh, j : j + kw].reshape(n, -1)
        for j in range(0, w - kw + 1, stride)
        for i in range(0, h - kh + 1, stride)
    ]
    return np.stack(columns, axis=2).astype(float)


@wrong(COLS, "reads_windows_down_first", "`dilation`", "`padding`", "`stride`")
def windows_down_first(x, kernel_size):
    n, c, h, w = x.shape
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    columns = [
        x[:, :, i : i + kh, j : j + kw].swapaxes(2, 3).reshape(n, -1)
        for i in range(h - kh + 1)
        for j in range(w - kw + 1)
    ]
    return np.stack(columns, axis=2)


@wrong(COLS, "float32", "ignores_dilation", "pads_one_side_only")
def float32_and_one_side(x, kernel_size, stride=1, padding=0, dilation=1):
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    x = np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0)))
    v = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
    n, c, h, w, _, _ = v.shape
    return v.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, h * w).astype(np.float32)


@wrong(COLS, "loses_the_last_place", "`dilation`", "loses_the_dtype", "`padding=")
def one_place_less(x, kernel_size, stride=1, padding=0):
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = x.shape
    columns = [
        x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(n, -1)
        for i in range((h - kh + 1) // sh)
        for j in range((w - kw + 1) // sw)
    ]
    return np.stack(columns, axis=2).astype(float)


def add_back(cols, output_size, k, stride=1, padding=0, assign=False, dtype=float):
    h, w = output_size
    kh, kw = (k, k) if isinstance(k, int) else k
    n, p = len(cols), padding
    c = cols.shape[1] // (kh * kw)
    out = np.zeros((n, c, h + 2 * p, w + 2 * p), dtype)
    number = 0
    for i in range(0, h + 2 * p - kh + 1, stride):
        for j in range(0, w + 2 * p - kw + 1, stride):
            window = cols[:, :, number].reshape(n, c, kh, kw)
            if assign:
                out[:, :, i : i + kh, j : j + kw] = window
            else:
                out[:, :, i : i + kh, j : j + kw] += window
            number += 1
    return out


@wrong(BACK, "overwrites_overlaps", "`dilation`", "loses_the_dtype", "`stride=")
def assigned(cols, output_size, kernel_size, stride=1, padding=0):
    h, w = output_size
    out = add_back(cols, output_size, kernel_size, stride, padding, assign=True)
    return out[:, :, padding : padding + h, padding : padding + w]


@wrong(BACK, "keeps_the_padding", "`dilation`", "loses_the_dtype")
def padding_left_on(cols, output_size, kernel_size, stride=1, padding=0):
    return add_back(cols, output_size, kernel_size, stride, padding)


@wrong(BACK, "`dilation`", "`padding`", "loses_the_dtype", "`stride=")
def only_strides(cols, output_size, kernel_size, stride=1):
    return add_back(cols, output_size, kernel_size, stride)


@wrong(BACK, "cuts_with_a_negative_index", "`dilation`", "`padding=", "`stride=")
def negative_index(cols, output_size, kernel_size, stride=1, padding=0):
    out = add_back(cols, output_size, kernel_size, stride, padding, dtype=cols.dtype)
    return out[:, :, padding:-padding, padding:-padding]


@wrong(BACK, "averages_overlaps", "`dilation`", "`padding`", "loses_the_dtype")
def averaged(cols, output_size, kernel_size, stride=1):
    out = add_back(cols, output_size, kernel_size, stride)
    return out / np.maximum(add_back(np.ones_like(cols), output_size, kernel_size, stride), 1)


@wrong(PRODUCT, "reshapes_without_transposing", "forgets_the_bias", "`dilation`", "`stride=")
def batch_in_one_product(x, weight, bias=None, stride=1, padding=0):
    cols = im2col(x, weight.shape[2:], stride, padding)
    f, n = len(weight), len(x)
    h = (x.shape[2] + 2 * padding - weight.shape[2]) // stride + 1
    out = weight.reshape(f, -1) @ cols.transpose(1, 0, 2).reshape(cols.shape[1], -1)
    return out.reshape(n, f, h, -1)


@wrong(PRODUCT, "flips_the_kernels", "adds_bias_along_the_width", "`dilation`", "loses_the_dtype")
def flipped_product(x, weight, bias=None, stride=1, padding=0):
    cols = im2col(x, weight.shape[2:], stride, padding)
    h = (x.shape[2] + 2 * padding - weight.shape[2]) // stride + 1
    out = np.flip(weight, (2, 3)).reshape(len(weight), -1) @ cols
    out = out.reshape(len(x), len(weight), h, -1).astype(float)
    return out if bias is None else out + bias


@wrong(PRODUCT, "ignores_stride", "ignores_padding", "ignores_dilation", "loses_the_dtype")
def options_not_handed_on(x, weight, bias=None, stride=1, padding=0, dilation=1):
    cols = im2col(x, weight.shape[2:])
    out = weight.reshape(len(weight), -1) @ cols.astype(float)
    out = out.reshape(len(x), len(weight), x.shape[2] - weight.shape[2] + 1, -1)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@wrong(PRODUCT, SQUARES, "`bias`", "`dilation`", "loses_the_dtype")
def square_product(x, weight, stride=1, padding=0):
    k = weight.shape[2]
    cols = im2col(x, k, stride, padding)
    size = (x.shape[2] + 2 * padding - k) // stride + 1
    return (weight.reshape(len(weight), -1) @ cols).reshape(len(x), -1, size, size) * 1.0


@wrong(PRODUCT, "swaps_height_and_width", "forgets_the_bias", "`dilation`", "`padding`")
def width_first(x, weight, bias=None, stride=1):
    cols = im2col(x, weight.shape[2:], stride)
    w = (x.shape[3] - weight.shape[3]) // (stride if isinstance(stride, int) else stride[1]) + 1
    return (weight.reshape(len(weight), -1) @ cols).reshape(len(x), len(weight), w, -1)


@wrong("01-convolution.conv_output_size", "returns_a_float", "ignores_dilation")
def floored(input_size, kernel_size, stride=1, padding=0, dilation=1):
    return np.floor((input_size + 2 * padding - kernel_size) / stride) + 1


@wrong("01-convolution.conv_output_size", "pads_one_side", "`dilation`")
def padding_once(input_size, kernel_size, stride=1, padding=0):
    return (input_size + padding - kernel_size) // stride + 1


@wrong("01-convolution.conv_output_size", "forgets_the_first_place", "`dilation`", "`padding`")
def no_first_place(input_size, kernel_size, stride=1):
    return (input_size - kernel_size) // stride


@wrong(
    "01-convolution.conv_output_size", "adds_one_before_dividing", "dilates_as_many_gaps_as_numbers"
)
def one_inside(input_size, kernel_size, stride=1, padding=0, dilation=1):
    return (input_size + 2 * padding - dilation * kernel_size + 1) // stride


@wrong("01-convolution.conv_output_size", "rounds_up", "ignores_dilation", "returns_a_float")
def ceiling(input_size, kernel_size, stride=1, padding=0, dilation=1):
    return np.ceil((input_size + 2 * padding - kernel_size) / stride) + 1


@wrong("01-convolution.cross_correlate", "flips_the_kernel", "ignores_the_mode", "`mode`")
def convolved(x, kernel, mode="valid"):
    if x.ndim == 1:
        return np.array(
            [(x[i : i + len(kernel)] * kernel[::-1]).sum() for i in range(len(x) - len(kernel) + 1)]
        )
    (h, w), (kh, kw) = x.shape, kernel.shape
    turned = kernel[::-1, ::-1]
    rows = range(h - kh + 1)
    return np.array(
        [[(x[i : i + kh, j : j + kw] * turned).sum() for j in range(w - kw + 1)] for i in rows]
    )


@wrong("01-convolution.cross_correlate", "loses_the_last_place", "`mode`", "loses_the_dtype")
def ends_early(x, kernel):
    if x.ndim == 1:
        return np.array(
            [float(x[i : i + len(kernel)] @ kernel) for i in range(len(x) - len(kernel))]
        )
    out = np.zeros(np.subtract(x.shape, kernel.shape))
    for place in np.ndindex(out.shape):
        out[place] = (x[place[0] :, place[1] :][: len(kernel), : kernel.shape[1]] * kernel).sum()
    return out


@wrong(
    "01-convolution.conv_transpose2d",
    "flips_the_kernels",
    "`groups`",
    "`dilation`",
    "loses_the_dtype",
)
def painted_with_turned_kernels(x, weight, bias=None, stride=1, padding=0):
    n, c, h, w = x.shape
    _, f, kh, kw = weight.shape
    out = np.zeros((n, f, (h - 1) * stride + kh, (w - 1) * stride + kw))
    for i in range(h):
        for j in range(w):
            painted = np.einsum("nc,cfuv->nfuv", x[:, :, i, j], weight[:, :, ::-1, ::-1])
            out[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw] += painted
    out = out[:, :, padding : out.shape[2] - padding, padding : out.shape[3] - padding]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@wrong(
    "01-convolution.conv_transpose2d",
    "leaves_the_padding_on",
    "`groups`",
    "`dilation`",
    "loses_the_dtype",
)
def padding_on_the_canvas(x, weight, bias=None, stride=1, padding=0):
    n, c, h, w = x.shape
    _, f, kh, kw = weight.shape
    out = np.zeros((n, f, (h - 1) * stride + kh, (w - 1) * stride + kw))
    for i in range(h):
        for j in range(w):
            painted = np.einsum("nc,cfuv->nfuv", x[:, :, i, j], weight)
            out[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw] += painted
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@wrong("01-convolution.receptive_field", "adds_whole_kernels", "`strides`", "`dilations`")
def sum_of_kernels(kernel_sizes):
    return sum(kernel_sizes) + 1 - 1


@wrong("01-convolution.receptive_field", "ignores_strides", "ignores_dilations")
def kernels_alone(kernel_sizes, strides=None, dilations=None):
    return 1 + sum(k - 1 for k in kernel_sizes)


@wrong("01-convolution.same_padding", "halves_the_kernel_first", "ignores_dilation")
def half_a_kernel(kernel_size, dilation=1):
    return dilation * (kernel_size // 2)
