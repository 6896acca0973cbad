"""Answers to `conv2d_traffic`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.costs import conv2d_cost
from cnnlib.traffic import Traffic

BYTES = ("intensity", "batch", "groups and no bias", "itemsize")


@variant
def number_by_number(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    groups=1,
    bias=True,
    batch=1,
    itemsize=4,
):
    (h, w), (kh, kw) = input_size, pair(kernel_size, "kernel_size")
    (sh, sw), (ph, pw) = pair(stride, "stride"), pair(padding, "padding", 0)
    places = conv_output_size(h, kh, sh, ph) * conv_output_size(w, kw, sw, pw)
    per_output = kh * kw * in_channels // groups
    results = batch * out_channels * places
    weights = out_channels * (per_output + (1 if bias else 0))
    moved = [itemsize * n for n in (batch * in_channels * h * w, weights, results)]
    return results * per_output, *moved, results * per_output / sum(moved)


@variant
def from_the_cost_of_one_image(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    groups=1,
    bias=True,
    batch=1,
    itemsize=4,
):
    options = {"stride": stride, "padding": padding, "groups": groups, "bias": bias}
    cost = conv2d_cost(input_size, in_channels, out_channels, kernel_size, **options)
    per_output = cost.multiplications // (cost.multiplications - cost.accumulations)
    output = batch * cost.multiplications // per_output * itemsize
    image = batch * input_size[0] * input_size[1] * in_channels * itemsize
    weights, work = cost.parameters * itemsize, batch * cost.multiply_adds
    return Traffic(work, image, weights, output, work / (image + weights + output))


@variant
def by_name(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    groups=1,
    bias=True,
    batch=1,
    itemsize=4,
):
    cost = conv2d_cost(
        input_size, in_channels, out_channels, kernel_size, stride, padding, groups=groups
    )
    traffic = {
        "multiply_adds": cost.multiplications * batch,
        "input_bytes": in_channels * input_size[0] * input_size[1] * itemsize * batch,
        "weight_bytes": (cost.parameters - (0 if bias else out_channels)) * itemsize,
        "output_bytes": cost.bias_sums * itemsize * batch,
    }
    total = sum(value for name, value in traffic.items() if name.endswith("bytes"))
    return Traffic(**traffic, intensity=traffic["multiply_adds"] / total)


@misconception(
    "The weights are counted once for each image. They are read once, while the whole batch "
    "passes.",
    loses=("batch", "itemsize"),
)
def moves_the_weights_for_each_image(right, *args, batch=1, **given):
    work, image, weights, output, _ = right(*args, batch=batch, **given)
    moved = image, batch * weights, output
    return work, *moved, work / sum(moved)


@misconception(
    "The padding is counted as input. It is not stored in memory: the layer adds the zeros itself.",
    loses=("input",),
)
def moves_the_padding(right, input_size, *args, padding=0, **given):
    (h, w), (ph, pw) = input_size, pair(padding, "padding", 0)
    return right((h + 2 * ph, w + 2 * pw), *args, **given)


@misconception(
    "The biases are missing from `weight_bytes`: they are parameters, and are read as well.",
    loses=("weights", "intensity", "batch", "itemsize"),
)
def forgets_the_biases(right, *args, bias=True, **given):
    return right(*args, bias=False, **given)


@misconception(
    "The output is counted as large as the input. Its size is "
    "`conv_output_size` down times `conv_output_size` across, for each output channel.",
    loses=("output", *BYTES),
)
def takes_the_input_size_for_the_output(
    right, input_size, in_channels, out_channels, *args, **given
):
    work, *moved, _ = right(input_size, in_channels, out_channels, *args, **given)
    moved[2] = moved[0] // in_channels * out_channels
    return work, *moved, work / sum(moved)


@misconception(
    "The intensity counts two operations for each multiply-add. Here it is multiply-adds per byte.",
    loses=BYTES,
)
def counts_two_operations(right, *args, **given):
    *counts, intensity = right(*args, **given)
    return *counts, 2 * intensity


@misconception(
    "The intensity leaves the output out. Count the bytes written as well as those read.",
    loses=BYTES,
)
def divides_by_what_is_read(right, *args, **given):
    work, image, weights, output, _ = right(*args, **given)
    return work, image, weights, output, work / (image + weights)


@misconception(
    "Every number is counted as 4 bytes: use `itemsize`.",
    loses=("itemsize",),
)
def always_float32(right, *args, itemsize=4, **given):
    return right(*args, **given)


@misconception(
    "The batch makes no difference: you count one image.",
    loses=("batch", "itemsize"),
)
def counts_one_image(right, *args, batch=1, **given):
    return right(*args, **given)


@misconception(
    "The groups make no difference: a kernel reads `in_channels / groups` channels.",
    loses=("groups and no bias",),
)
def ignores_groups(right, *args, groups=1, **given):
    return right(*args, **given)


@misconception(
    "Biases are counted for a layer that has none.",
    loses=("groups and no bias",),
)
def always_has_a_bias(right, *args, bias=True, **given):
    return right(*args, **given)


@misconception(
    "The intensity is rounded down to a whole number, as `//` does. Divide with `/`.",
    loses=BYTES,
)
def rounds_the_intensity_down(right, *args, **given):
    *counts, intensity = right(*args, **given)
    return *counts, int(intensity)


@misconception(
    "The intensity is upside down: it is multiply-adds for each byte.",
    loses=BYTES,
)
def turns_the_intensity_round(right, *args, **given):
    *counts, intensity = right(*args, **given)
    return *counts, 1 / intensity


@misconception(
    "The weights of all channels are moved although there are groups: a kernel has weights for "
    "`in_channels / groups` channels.",
    loses=("groups and no bias",),
)
def moves_weights_without_groups(right, *args, groups=1, **given):
    work, image, _, output, _ = right(*args, groups=groups, **given)
    weights = right(*args, groups=1, **given)[2]
    return work, image, weights, output, work / (image + weights + output)


@misconception(
    "Adding the bias is counted as a multiply-add. It is not one.",
    loses=("multiply-adds", "intensity", "batch", "itemsize"),
)
def counts_the_bias_as_work(right, *args, bias=True, itemsize=4, **given):
    work, *moved, _ = right(*args, bias=bias, itemsize=itemsize, **given)
    work += moved[2] // itemsize if bias else 0
    return work, *moved, work / sum(moved)


@misconception(
    "The multiply-adds are those of one image, while the bytes are those of the batch.",
    loses=("batch", "itemsize"),
)
def works_on_one_image(right, *args, batch=1, **given):
    work, *moved, _ = right(*args, batch=batch, **given)
    return work // batch, *moved, work // batch / sum(moved)


@misconception(
    "The intensity leaves the weights out. They are read as well: divide by all three kinds of "
    "bytes together.",
    loses=BYTES,
)
def divides_without_the_weights(right, *args, **given):
    work, image, weights, output, _ = right(*args, **given)
    return work, image, weights, output, work / (image + output)
