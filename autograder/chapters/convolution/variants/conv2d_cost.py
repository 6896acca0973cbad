"""Right answers to `conv2d_cost` in other styles."""

from autograder.checks.answers import FunctionAnswer
from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.costs import LayerCost

__all__ = ["VARIANTS"]


def _unit_by_unit(
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
    """Go through the places, and count what happens at each."""
    (h, w), (kh, kw) = pair(input_size, "input_size"), pair(kernel_size, "kernel_size")
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", minimum=0)
    per_unit = kh * kw * in_channels // groups
    multiplications = accumulations = within = bias_sums = 0
    for _ in range(conv_output_size(h, kh, sh, ph, dh)):
        for _ in range(conv_output_size(w, kw, sw, pw, dw)):
            multiplications += out_channels * per_unit
            accumulations += out_channels * (per_unit - 1)
            within += out_channels * (per_unit - in_channels // groups)
            bias_sums += out_channels if bias else 0
    parameters = out_channels * per_unit + (out_channels if bias else 0)
    return LayerCost(parameters, multiplications, accumulations, within, bias_sums)


def _by_name(
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
    """Count the units down and across, then everything by name."""
    size, kernel = pair(input_size, "input_size"), pair(kernel_size, "kernel_size")
    step, pad = pair(stride, "stride"), pair(padding, "padding", minimum=0)
    gap, units, window = pair(dilation, "dilation"), out_channels, 1
    for axis in (0, 1):
        reach = gap[axis] * (kernel[axis] - 1)
        units *= (size[axis] + 2 * pad[axis] - reach - 1) // step[axis] + 1
        window *= kernel[axis]
    cost = {
        "bias_sums": units if bias else 0,
        "parameters": out_channels * (window * in_channels // groups + (1 if bias else 0)),
        "multiplications": units * window * in_channels // groups,
        "accumulations_within_channels": units * (window - 1) * in_channels // groups,
    }
    return LayerCost(accumulations=cost["multiplications"] - units, **cost)


def _a_plain_tuple(
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
    places = 1
    for axis in range(2):
        n, k, s, p, d = (
            value if isinstance(value, int) else value[axis]
            for value in (input_size, kernel_size, stride, padding, dilation)
        )
        places *= conv_output_size(n, k, s, p, d)
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    channels = in_channels // groups
    products = places * out_channels * channels * kh * kw
    first_sums = places * out_channels * channels * (kh * kw - 1)
    over_channels = places * out_channels * (channels - 1)
    weights = out_channels * channels * kh * kw
    biases = out_channels * int(bias)
    return weights + biases, products, first_sums + over_channels, first_sums, places * biases


VARIANTS = (
    FunctionAnswer("unit by unit", _unit_by_unit),
    FunctionAnswer("by name", _by_name),
    FunctionAnswer("a plain tuple", _a_plain_tuple),
)
