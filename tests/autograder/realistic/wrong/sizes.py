"""Wrong solutions of chapter 1: sizes, correlation of signals, transposed convolution."""

# ruff: noqa: ARG001, RUF059 - written as students write

import numpy as np

from tests.autograder.realistic.marking import wrong


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
