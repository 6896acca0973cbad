"""Wrong solutions of `conv2d`."""

# ruff: noqa: ARG001, RUF059 - written as students write

import numpy as np

from tests.autograder.realistic.marking import wrong

SQUARES, SINGLE = "right only for squares", "right only for one image"
CONV = "01-convolution.conv2d"


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
