"""What students get wrong in `conv2d`."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

import numpy as np

from autograder.checks.answers import misconception
from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size

__all__ = ["MISCONCEPTIONS"]

EVERY_PART = (
    "sums",
    "bias",
    "stride",
    "padding",
    "dilation",
    "groups",
    "all together",
    "dtype and input",
)


@misconception(
    "The kernels are turned by 180°. A convolutional layer cross-correlates: each kernel lies on "
    "the window as it is.",
    loses=EVERY_PART,
)
def flips_the_kernels(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    (n, _, h, w), (filters, channels, kh, kw) = x.shape, weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, filters, h_out, w_out), dtype=np.result_type(x, weight))
    for f in range(filters):
        first = f // (filters // groups) * channels
        for i, j in np.ndindex(h_out, w_out):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            window = padded[:, first : first + channels, rows, columns]
            out[:, f, i, j] = (window * weight[f, :, ::-1, ::-1]).sum(axis=(1, 2, 3))
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "The bias is never added. Add one number to the whole map that each kernel makes.",
    loses=("bias", "all together", "dtype and input"),
)
def forgets_the_bias(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    (n, _, h, w), (filters, channels, kh, kw) = x.shape, weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, filters, h_out, w_out), dtype=np.result_type(x, weight))
    for f in range(filters):
        first = f // (filters // groups) * channels
        for i, j in np.ndindex(h_out, w_out):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            window = padded[:, first : first + channels, rows, columns]
            out[:, f, i, j] = (window * weight[f]).sum(axis=(1, 2, 3))
    return out


@misconception(
    "The bias comes in once for every product, inside the sum. It is added once to each number "
    "that a kernel puts out, after the products are summed up.",
    loses=("bias", "all together", "dtype and input"),
)
def adds_the_bias_to_every_product(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    (n, _, h, w), (filters, channels, kh, kw) = x.shape, weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, filters, h_out, w_out), dtype=np.result_type(x, weight))
    for f in range(filters):
        first = f // (filters // groups) * channels
        for i, j in np.ndindex(h_out, w_out):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            window = padded[:, first : first + channels, rows, columns]
            products = window * weight[f] + (0 if bias is None else bias[f])
            out[:, f, i, j] = products.sum(axis=(1, 2, 3))
    return out


@misconception(
    "The bias is added along the width: NumPy lines shapes up from the right. It belongs to the "
    "kernels, axis 1 of the result: `bias.reshape(1, -1, 1, 1)`.",
    loses=("bias", "all together", "dtype and input"),
)
def adds_bias_along_the_width(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    (n, _, h, w), (filters, channels, kh, kw) = x.shape, weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, filters, h_out, w_out), dtype=np.result_type(x, weight))
    for f in range(filters):
        first = f // (filters // groups) * channels
        for i, j in np.ndindex(h_out, w_out):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            window = padded[:, first : first + channels, rows, columns]
            out[:, f, i, j] = (window * weight[f]).sum(axis=(1, 2, 3))
    return out if bias is None else out + bias


@misconception(
    "The map is as large as it should be, but its windows lie one pixel apart: place i begins at "
    "pixel i * stride.",
    loses=("stride", "all together"),
)
def takes_every_window_but_fewer(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    (n, _, h, w), (filters, channels, kh, kw) = x.shape, weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, filters, h_out, w_out), dtype=np.result_type(x, weight))
    for f in range(filters):
        first = f // (filters // groups) * channels
        for i, j in np.ndindex(h_out, w_out):
            rows = slice(i, i + dh * (kh - 1) + 1, dh)
            columns = slice(j, j + dw * (kw - 1) + 1, dw)
            window = padded[:, first : first + channels, rows, columns]
            out[:, f, i, j] = (window * weight[f]).sum(axis=(1, 2, 3))
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "The two strides are swapped. In a pair the first number is the step down, the second the step "
    "across.",
    loses=("stride", "all together"),
)
def swaps_strides(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sw, sh), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    (n, _, h, w), (filters, channels, kh, kw) = x.shape, weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, filters, h_out, w_out), dtype=np.result_type(x, weight))
    for f in range(filters):
        first = f // (filters // groups) * channels
        for i, j in np.ndindex(h_out, w_out):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            window = padded[:, first : first + channels, rows, columns]
            out[:, f, i, j] = (window * weight[f]).sum(axis=(1, 2, 3))
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "You pad only above and to the left. The zeros go on both sides: "
    "`np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))`.",
    loses=("padding", "all together"),
)
def pads_one_side_only(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0)))
    (n, _, h, w), (filters, channels, kh, kw) = padded.shape, weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, 0, dh), conv_output_size(w, kw, sw, 0, dw)
    out = np.zeros((n, filters, h_out, w_out), dtype=np.result_type(x, weight))
    for f in range(filters):
        first = f // (filters // groups) * channels
        for i, j in np.ndindex(h_out, w_out):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            window = padded[:, first : first + channels, rows, columns]
            out[:, f, i, j] = (window * weight[f]).sum(axis=(1, 2, 3))
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "Dilation makes no difference: the windows are taken from neighbouring pixels. With dilation d "
    "the numbers of a window lie d pixels apart, and fewer windows fit.",
    loses=("dilation", "all together"),
)
def ignores_dilation(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw) = pair(stride, "stride"), pair(padding, "padding", 0)
    (n, _, h, w), (filters, channels, kh, kw) = x.shape, weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph), conv_output_size(w, kw, sw, pw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, filters, h_out, w_out), dtype=np.result_type(x, weight))
    for f in range(filters):
        first = f // (filters // groups) * channels
        for i, j in np.ndindex(h_out, w_out):
            rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            window = padded[:, first : first + channels, rows, columns]
            out[:, f, i, j] = (window * weight[f]).sum(axis=(1, 2, 3))
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "Every kernel reads the channels of the first group. Kernels come group by group: the first "
    "F // groups of them read the first C // groups channels, the next ones the next.",
    loses=("groups", "all together"),
)
def reads_the_first_group_always(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    (n, _, h, w), (filters, channels, kh, kw) = x.shape, weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, filters, h_out, w_out), dtype=np.result_type(x, weight))
    for f in range(filters):
        for i, j in np.ndindex(h_out, w_out):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            window = padded[:, :channels, rows, columns]
            out[:, f, i, j] = (window * weight[f]).sum(axis=(1, 2, 3))
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "The kernels take turns with the groups: kernel f reads group f % groups. They come group by "
    "group: kernel f belongs to group f // (F // groups).",
    loses=("groups", "all together"),
)
def deals_the_kernels_out(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    (n, _, h, w), (filters, channels, kh, kw) = x.shape, weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, filters, h_out, w_out), dtype=np.result_type(x, weight))
    for f in range(filters):
        first = f % groups * channels
        for i, j in np.ndindex(h_out, w_out):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            window = padded[:, first : first + channels, rows, columns]
            out[:, f, i, j] = (window * weight[f]).sum(axis=(1, 2, 3))
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "The values are right, but float32 images come back as float64. `np.zeros` and `np.empty` make "
    "float64 unless you say `dtype=...`.",
    loses=("dtype and input",),
)
def loses_the_dtype(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    (n, _, h, w), (filters, channels, kh, kw) = x.shape, weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, filters, h_out, w_out))
    for f in range(filters):
        first = f // (filters // groups) * channels
        for i, j in np.ndindex(h_out, w_out):
            rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
            columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
            window = padded[:, first : first + channels, rows, columns]
            out[:, f, i, j] = (window * weight[f]).sum(axis=(1, 2, 3))
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@misconception(
    "Each map comes from the last channel alone: later channels overwrite earlier ones. The "
    "products of all channels (of the group) belong to one sum.",
    loses=EVERY_PART,
)
def keeps_the_last_channel(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", 0)
    (n, _, h, w), (filters, channels, kh, kw) = x.shape, weight.shape
    h_out, w_out = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, filters, h_out, w_out), dtype=np.result_type(x, weight))
    for f in range(filters):
        first = f // (filters // groups) * channels
        for c in range(channels):
            for i, j in np.ndindex(h_out, w_out):
                rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
                columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
                window = padded[:, first + c, rows, columns]
                out[:, f, i, j] = (window * weight[f, c]).sum(axis=(1, 2))
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


MISCONCEPTIONS = (
    flips_the_kernels,
    keeps_the_last_channel,
    forgets_the_bias,
    adds_the_bias_to_every_product,
    adds_bias_along_the_width,
    takes_every_window_but_fewer,
    swaps_strides,
    pads_one_side_only,
    ignores_dilation,
    reads_the_first_group_always,
    deals_the_kernels_out,
    loses_the_dtype,
)
