"""Answers to `conv2d_cost`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

from autograder.checks.answers import misconception, variant
from autograder.checks.together import together
from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.costs import LayerCost

OPERATIONS = (
    "multiplications",
    "accumulations",
    "accumulations within channels",
    "bias sums",
    "groups",
    "no bias",
)


@variant
def unit_by_unit(
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
    """Loop over the output positions and count the operations at each."""
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


@variant
def by_name(
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
    """Count the output units first, and then each quantity by name."""
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


@variant
def a_plain_tuple(
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


@misconception(
    "The parameters leave the biases out: every kernel has one.",
    loses=("parameters", "groups"),
)
def forgets_the_biases(right, *args, **given):
    weights = right(*args, **{**given, "bias": False}).parameters
    return right(*args, **given)._replace(parameters=weights)


@misconception(
    "You count one bias for each channel that a kernel reads. A kernel has a single bias, added "
    "after the sum over the channels.",
    loses=("parameters", "groups"),
)
def gives_every_channel_a_bias(
    right, input_size, in_channels, out_channels, *args, bias=True, **given
):
    cost = right(input_size, in_channels, out_channels, *args, bias=bias, **given)
    channels = in_channels // given.get("groups", 1)
    return cost._replace(parameters=cost.parameters + bias * (channels - 1) * out_channels)


@misconception(
    "A kernel reads every input channel (of its group): kH * kW weights for each of them. "
    "You count one channel.",
    loses=("parameters", "multiplications", "accumulations", *OPERATIONS[2:3], *OPERATIONS[4:]),
)
def counts_flat_kernels(right, input_size, in_channels, *args, groups=1, **given):
    return right(input_size, groups, *args, groups=groups, **given)


@misconception(
    "You count one window for every pixel of the input. There are as many windows as output "
    "positions: `conv_output_size` down times `conv_output_size` across.",
    loses=OPERATIONS,
)
def counts_a_window_for_every_pixel(
    right, input_size, in_channels, out_channels, kernel_size, *args, groups=1, bias=True, **given
):
    h, w = pair(input_size, "input_size")
    one = right(kernel_size, in_channels, out_channels, kernel_size, groups=groups, bias=bias)
    return LayerCost(one.parameters, *(h * w * count for count in one[1:]))


@misconception(
    "You count as many accumulations as multiplications. A sum of m products takes m - 1 "
    "additions.",
    loses=("accumulations", "accumulations within channels", "groups", "no bias"),
)
def adds_each_product(right, *args, **given):
    cost = right(*args, **given)
    sums = ("accumulations", "accumulations_within_channels")
    return cost._replace(**dict.fromkeys(sums, cost.multiplications))


@misconception(
    "The two counts of accumulations are swapped. `accumulations` sums up all the products of a "
    "kernel; `accumulations_within_channels`, the smaller one, sums within each channel only.",
    loses=("accumulations", "accumulations within channels", "groups", "no bias"),
)
def swaps_the_accumulations(right, *args, **given):
    cost = right(*args, **given)
    return cost._replace(
        accumulations=cost.accumulations_within_channels,
        accumulations_within_channels=cost.accumulations,
    )


@misconception(
    "You count one bias addition for each kernel. The bias is one number, but it is added to every "
    "output of the kernel.",
    loses=("bias sums", "groups"),
)
def adds_each_bias_once(right, input_size, in_channels, out_channels, *args, bias=True, **given):
    cost = right(input_size, in_channels, out_channels, *args, bias=bias, **given)
    return cost._replace(bias_sums=out_channels * bias)


@misconception(
    "The groups make no difference: you let every kernel read all channels. It reads only the "
    "`in_channels // groups` channels of its group.",
    loses=("groups",),
)
def ignores_groups(right, *args, groups=1, **given):
    return right(*args, **given)


@misconception(
    "You count biases for a layer that has none: `bias=False` leaves out the parameters and the "
    "sums.",
    loses=("groups", "no bias"),
)
def always_has_a_bias(right, *args, bias=True, **given):
    return right(*args, **given)


@misconception(
    "The sums within channels count all input channels. A kernel reads only those of its group, "
    "`in_channels / groups`.",
    loses=("groups",),
)
def adds_within_all_channels(right, *args, groups=1, **given):
    cost = right(*args, groups=groups, **given)
    within = cost.accumulations_within_channels * groups
    return cost._replace(accumulations_within_channels=within)


@misconception(
    "`accumulations` counts as many sums as products. The first product is not added to anything: "
    "one fewer for each output number.",
    loses=("accumulations", "groups", "no bias"),
)
def adds_every_product(right, *args, **given):
    cost = right(*args, **given)
    return cost._replace(accumulations=cost.multiplications)


@misconception(
    "The parameters of a kernel are those of all input channels. It has weights only for the "
    "`in_channels // groups` channels of its group.",
    loses=("groups",),
)
def gives_weights_to_all_channels(right, *args, groups=1, **given):
    parameters = right(*args, **given).parameters
    return right(*args, groups=groups, **given)._replace(parameters=parameters)


@together(
    "forgets_the_biases",
    "gives_every_channel_a_bias",
    "counts_flat_kernels",
    "ignores_groups",
    "always_has_a_bias",
)
def with_several(
    has,
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
    kh, kw = pair(kernel_size, "kernel_size")
    options = zip(
        pair(input_size, "input_size"),
        (kh, kw),
        pair(stride, "stride"),
        pair(padding, "padding", minimum=0),
        pair(dilation, "dilation"),
        strict=True,
    )
    out_h, out_w = (conv_output_size(*each) for each in options)
    units = out_channels * out_h * out_w
    channels = groups if "counts_flat_kernels" in has else in_channels
    channels //= 1 if "ignores_groups" in has else groups
    biased = bias or "always_has_a_bias" in has
    biases = in_channels // groups if "gives_every_channel_a_bias" in has else 1
    biases = 0 if "forgets_the_biases" in has else biases * biased
    products = kh * kw * channels
    return LayerCost(
        out_channels * (products + biases),
        units * products,
        units * (products - 1),
        units * (products - channels),
        units * biased,
    )
