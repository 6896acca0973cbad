"""Wrong solutions of chapter 1: sizes, fields and costs."""

# ruff: noqa: ARG001, B905 - written as students write

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.costs import LayerCost
from tests.autograder.realistic.marking import wrong

SIZE = "01-convolution.conv_output_size"
SAME = "01-convolution.same_padding"
FIELD = "01-convolution.receptive_field"
COST = "01-convolution.conv2d_cost"


def _pairs(*values):
    return [(v, v) if isinstance(v, int) else tuple(v) for v in values]


@wrong(SIZE, "dilates_as_many_gaps_as_numbers")
def covers_dilation_times_kernel(input_size, kernel_size, stride=1, padding=0, dilation=1):
    covered = kernel_size * dilation
    return (input_size + 2 * padding - covered) // stride + 1


@wrong(SIZE, "leaves_one_gap_too_many")
def reads_dilation_as_gaps(input_size, kernel_size, stride=1, padding=0, dilation=1):
    k = kernel_size + (kernel_size - 1) * dilation
    return int((input_size + 2 * padding - k) / stride) + 1


@wrong(SIZE, "adds_one_before_dividing")
def adds_one_too_early(input_size, kernel_size, stride=1, padding=0, dilation=1):
    effective = dilation * (kernel_size - 1) + 1
    return (input_size + 2 * padding - effective + 1) // stride


@wrong(SIZE, "ignores_dilation", "pads_one_side")
def one_sided_padding(input_size, kernel_size, stride=1, padding=0, dilation=1):
    return int(np.floor((input_size - kernel_size + padding) / stride + 1))


@wrong(SAME, "rounds_before_it_dilates")
def halves_first(kernel_size, dilation=1):
    return dilation * ((kernel_size - 1) // 2)


@wrong(SAME, "divides_exactly")
def same_as_a_quotient(kernel_size, dilation=1):
    effective = (kernel_size - 1) * dilation + 1
    return (effective - 1) / 2


@wrong(SAME, "pads_both_sides_at_once")
def total_of_both_sides(kernel_size, dilation=1):
    p = 0
    while 10 + p - dilation * (kernel_size - 1) < 10:
        p += 1
    return p


@wrong(FIELD, "stops_after_the_first_layer")
def zips_to_the_shortest(kernel_sizes, strides=None, dilations=None):
    strides = strides or [1]
    dilations = dilations or [1]
    field, jump = 1, 1
    for k, s, d in zip(kernel_sizes, strides, dilations):
        field += d * (k - 1) * jump
        jump *= s
    return field


@wrong(FIELD, "sums_the_strides")
def adds_strides(kernel_sizes, strides=None, dilations=None):
    n = len(kernel_sizes)
    strides = [1] * n if strides is None else list(strides)
    dilations = [1] * n if dilations is None else list(dilations)
    r = 1
    for layer in range(n):
        step = sum(strides[:layer]) or 1
        r += (kernel_sizes[layer] - 1) * dilations[layer] * step
    return r


@wrong(FIELD, "It is right without options, and wrong in every call")
def from_the_top(kernel_sizes, strides=None, dilations=None):
    n = len(kernel_sizes)
    strides = strides or [1] * n
    dilations = dilations or [1] * n
    r = 1
    for k, s, d in reversed(list(zip(kernel_sizes, strides, dilations))):
        r = (r - 1) * s + d * k
    return r


@wrong(COST, "It is right without options, and wrong in every call")
def divides_twice_by_groups(
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
    h, w = pair(input_size, "i")
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = _pairs(kernel_size, stride, padding, dilation)
    places = conv_output_size(h, kh, sh, ph, dh) * conv_output_size(w, kw, sw, pw, dw)
    cin, cout = in_channels // groups, out_channels // groups
    weights = kh * kw * cin * cout
    return LayerCost(
        weights + out_channels * bias,
        places * weights,
        places * weights - places * out_channels,
        places * (kh * kw - 1) * cin * cout,
        out_channels * places * bias,
    )


@wrong(COST, "adds_each_bias_once")
def always_with_bias(
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
    h, w = pair(input_size, "input_size")
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = pair(stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    dh, dw = pair(dilation, "dilation")
    oh, ow = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    per = kh * kw * in_channels // groups
    outputs = out_channels * oh * ow
    return LayerCost(
        out_channels * (per + 1),
        outputs * per,
        outputs * (per - 1),
        outputs * (kh * kw - 1),
        out_channels if bias else 0,
    )


@wrong(COST, "ignores_dilation", "counts_a_window_for_every_pixel")
def one_position_per_pixel(
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
    h, w = pair(input_size, "input_size")
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = pair(stride, "stride")
    h, w = h // sh, w // sw
    c = in_channels // groups
    out = out_channels * h * w
    return LayerCost(
        out_channels * c * kh * kw + (out_channels if bias else 0),
        out * c * kh * kw,
        out * (c * kh * kw - 1),
        out * c * (kh * kw - 1),
        out if bias else 0,
    )
