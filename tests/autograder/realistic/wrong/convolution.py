"""Wrong solutions of chapter 1, besides `conv2d`."""

# ruff: noqa: ARG001, RUF059 - written as students write

import math

import numpy as np

from cnnlib.conv import conv2d, conv_output_size
from cnnlib.correlation import cross_correlate
from cnnlib.costs import LayerCost
from tests.autograder.realistic.marking import wrong

CORRELATE, CONVOLVE, SIZE, SAME, FIELD, COST, DENSE, TRANSPOSED = (
    f"01-convolution.{name}"
    for name in (
        "cross_correlate",
        "convolve",
        "conv_output_size",
        "same_padding",
        "receptive_field",
        "conv2d_cost",
        "linear_as_conv2d",
        "conv_transpose2d",
    )
)


@wrong(CORRELATE, "ignores_the_mode", "loses_the_dtype")
def images_only_valid(x, kernel, mode="valid"):
    kh, kw = kernel.shape
    h = x.shape[0] - kh + 1
    w = x.shape[1] - kw + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            out[i, j] = np.sum(x[i : i + kh, j : j + kw] * kernel)
    return out


@wrong(CORRELATE, "`numpy.convolve` cannot be called")
def numpy_convolve_for_signals(x, kernel, mode="valid"):
    if x.ndim == 1:
        return np.convolve(x, kernel, mode)
    kh, kw = kernel.shape
    if mode == "full":
        x = np.pad(x, ((kh - 1, kh - 1), (kw - 1, kw - 1)))
    elif mode == "same":
        top, left = kh // 2, kw // 2
        x = np.pad(x, ((top, kh - 1 - top), (left, kw - 1 - left)))
    out = np.zeros((x.shape[0] - kh + 1, x.shape[1] - kw + 1), np.result_type(x, kernel))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (x[i : i + kh, j : j + kw] * kernel).sum()
    return out


@wrong(CORRELATE, "pads_both_sides_alike", "pads_a_whole_kernel")
def half_a_kernel_on_both_sides(x, kernel, mode="valid"):
    pads = {
        "valid": [0] * x.ndim,
        "same": [k // 2 for k in kernel.shape],
        "full": list(kernel.shape),
    }[mode]
    x = np.pad(x, [(p, p) for p in pads])
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape)
    axes = tuple(range(-kernel.ndim, 0))
    return (windows * kernel).sum(axis=axes)


@wrong(CORRELATE, "loses_the_dtype")
def rows_and_columns_swapped(x, kernel, mode="valid"):
    if x.ndim == 1:
        x, kernel = x[None], kernel[None]
        return rows_and_columns_swapped(x, kernel, mode)[0]
    kh, kw = kernel.shape
    if mode != "valid":
        ph, pw = (kh - 1, kw - 1) if mode == "full" else ((kh - 1) // 2, (kw - 1) // 2)
        x = np.pad(x, ((ph, ph), (pw, pw)))
    w, h = x.shape[0] - kh + 1, x.shape[1] - kw + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            window = x[j : j + kh, i : i + kw]
            out[i, j] = (window * kernel).sum()
    return out


@wrong(CONVOLVE, "flips_up_down_only")
def flips_the_rows(x, kernel, mode="valid"):
    return cross_correlate(x, kernel[::-1], mode)


@wrong(CONVOLVE, "flips_x")
def flips_the_input(x, kernel, mode="valid"):
    return cross_correlate(np.flip(x), kernel, mode)


@wrong(CONVOLVE, "does_not_flip")
def correlates_fully(x, kernel, mode="valid"):
    return cross_correlate(x, kernel, "full")


@wrong(CONVOLVE, "transposes_the_kernel")
def transposes_the_kernel(x, kernel, mode="valid"):
    return cross_correlate(x, kernel.T, mode)


@wrong(SIZE, "divides_exactly", "ignores_dilation", "returns_a_float")
def divides_truly(input_size, kernel_size, stride=1, padding=0, dilation=1):
    return (input_size - kernel_size + 2 * padding) / stride + 1


@wrong(SIZE, "pads_one_side", "rounds_up")
def padding_once_rounded_up(input_size, kernel_size, stride=1, padding=0, dilation=1):
    k = dilation * (kernel_size - 1) + 1
    return math.ceil((input_size + padding - k) / stride) + 1


@wrong(SIZE, "dilates_as_many_gaps_as_numbers", "forgets_the_first_place")
def no_plus_one(input_size, kernel_size, stride=1, padding=0, dilation=1):
    if dilation * kernel_size > input_size + 2 * padding:
        raise ValueError("kernel too large")
    return int((input_size + 2 * padding - dilation * kernel_size) / stride)


@wrong(SIZE, "adds_one_before_dividing")
def divides_the_one_too(input_size, kernel_size, stride=1, padding=0, dilation=1):
    return (input_size + 2 * padding - dilation * (kernel_size - 1) - 1 + 1) // stride


@wrong(SAME, "ignores_dilation")
def half_the_kernel(kernel_size, dilation=1):
    return kernel_size // 2


@wrong(SAME, "pads_both_sides_at_once")
def both_sides_together(kernel_size, dilation=1):
    return dilation * (kernel_size - 1)


@wrong(SAME, "divides_exactly")
def float_half(kernel_size, dilation=1):
    if kernel_size % 2 == 0:
        raise ValueError("even kernel")
    return dilation * (kernel_size - 1) / 2


@wrong(FIELD, "ignores_dilations", "ignores_strides")
def three_by_three_only(kernel_sizes, strides=None, dilations=None):
    field = 1
    for k in kernel_sizes:
        field += k - 1
    return field


@wrong(FIELD, "ignores_dilations", "lets_a_stride_stretch_its_own_kernel")
def jumps_first(kernel_sizes, strides=None, dilations=None):
    strides = strides or [1] * len(kernel_sizes)
    field, jump = 1, 1
    for k, s in zip(kernel_sizes, strides, strict=True):
        jump *= s
        field += (k - 1) * jump
    return field


@wrong(FIELD, "counts_from_the_output")
def from_the_front(kernel_sizes, strides=None, dilations=None):
    n = len(kernel_sizes)
    strides = [1] * n if strides is None else strides
    dilations = [1] * n if dilations is None else dilations
    field = 1
    for k, s, d in zip(kernel_sizes, strides, dilations, strict=True):
        field = (field - 1) * s + d * (k - 1) + 1
    return field


@wrong(FIELD, "adds_strides", "ignores_dilations")
def adds_strides(kernel_sizes, strides=None, dilations=None):
    field, jump = 1, 1
    for layer, k in enumerate(kernel_sizes):
        field += (k - 1) * jump
        if strides is not None:
            jump += strides[layer] - 1
    return field


@wrong(COST, "adds_each_bias_once", "ignores_groups")
def cost_without_groups(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
):
    h, w = (input_size, input_size) if isinstance(input_size, int) else input_size
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    dh, dw = (dilation, dilation) if isinstance(dilation, int) else dilation
    h_out = conv_output_size(h, kh, sh, ph, dh)
    w_out = conv_output_size(w, kw, sw, pw, dw)
    places = h_out * w_out
    weights = out_channels * in_channels * kh * kw
    return LayerCost(
        weights + (out_channels if bias else 0),
        places * weights,
        places * out_channels * (in_channels * kh * kw - 1),
        places * out_channels * in_channels * (kh * kw - 1),
        out_channels if bias else 0,
    )


@wrong(COST, "raises an exception", "adds_every_product")
def square_cost(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
):
    n = conv_output_size(input_size, kernel_size, stride, padding, dilation)
    fan_in = in_channels // groups * kernel_size**2
    products = n * n * out_channels * fan_in
    return LayerCost(
        out_channels * fan_in + out_channels,
        products,
        products,
        n * n * out_channels * in_channels // groups * (kernel_size**2 - 1),
        n * n * out_channels,
    )


@wrong(COST, "ignores_stride", "ignores_padding", "ignores_dilation")
def cost_of_valid_stride_one(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
):
    h, w = np.broadcast_to(input_size, 2)
    kh, kw = np.broadcast_to(kernel_size, 2)
    places = int((h - kh + 1) * (w - kw + 1))
    fan_in = int(in_channels // groups * kh * kw)
    return LayerCost(
        out_channels * (fan_in + bias),
        places * out_channels * fan_in,
        places * out_channels * (fan_in - 1),
        places * out_channels * (in_channels // groups) * int(kh * kw - 1),
        places * out_channels * bias,
    )


@wrong(DENSE, "forgets_the_bias", "reads_channels_last")
def channels_last(x, weight, bias=None, *, input_size):
    kh, kw = (input_size, input_size) if isinstance(input_size, int) else input_size
    kernels = weight.reshape(len(weight), kh, kw, x.shape[1]).transpose(0, 3, 1, 2)
    return conv2d(x, kernels)


@wrong(DENSE, "one place only")
def dense_alone(x, weight, bias=None, *, input_size):
    out = x.reshape(len(x), -1) @ weight.T
    if bias is not None:
        out = out + bias
    return out[:, :, None, None]


@wrong(DENSE, "lays_windows_side_by_side")
def tiles(x, weight, bias=None, *, input_size):
    k = input_size if isinstance(input_size, int) else input_size[0]
    return conv2d(x, weight.reshape(-1, x.shape[1], k, k), bias, stride=k)


@wrong(TRANSPOSED, "loses_the_dtype", "paints_windows_over", "ignores_output_padding")
def assigns(x, weight, bias=None, stride=1, padding=0, output_padding=0):
    n, c, h, w = x.shape
    f, kh, kw = weight.shape[1:]
    full = np.zeros((n, f, (h - 1) * stride + kh, (w - 1) * stride + kw))
    for i in range(h):
        for j in range(w):
            rows = slice(i * stride, i * stride + kh)
            columns = slice(j * stride, j * stride + kw)
            full[:, :, rows, columns] = np.einsum("nc,cfuv->nfuv", x[:, :, i, j], weight)
    out = full[:, :, padding : full.shape[2] - padding, padding : full.shape[3] - padding]
    return out if bias is None else out + bias[:, None, None]


@wrong(TRANSPOSED, "flips_the_kernels", "raises an exception")
def zeros_between_and_convolve(x, weight, bias=None, stride=1, padding=0):
    s, p = stride, padding
    n, c, h, w = x.shape
    wide = np.zeros((n, c, (h - 1) * s + 1, (w - 1) * s + 1), x.dtype)
    wide[:, :, ::s, ::s] = x
    k = weight.shape[2]
    return conv2d(wide, weight.transpose(1, 0, 2, 3), bias, padding=k - 1 - p)


@wrong(TRANSPOSED, "ignores_groups", "ignores_output_padding", "leaves_the_padding_on")
def full_size(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    dh, dw = (dilation, dilation) if isinstance(dilation, int) else dilation
    n, c, h, w = x.shape
    f, kh, kw = weight.shape[1:]
    out = np.zeros(
        (n, f, (h - 1) * sh + dh * (kh - 1) + 1, (w - 1) * sw + dw * (kw - 1) + 1), x.dtype
    )
    for u in range(kh):
        for v in range(kw):
            part = np.einsum("nchw,cf->nfhw", x, weight[:, :, u, v])
            out[:, :, u * dh : u * dh + h * sh : sh, v * dw : v * dw + w * sw : sw] += part
    if bias is not None:
        out += bias.reshape(1, -1, 1, 1)
    return out
