"""Answers to `receptive_field`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import itertools
import math

from autograder.checks.answers import misconception, variant

EVERY_PART = ("kernels", "strides", "dilations", "all together")


@variant
def from_the_top(kernel_sizes, strides=None, dilations=None):
    """Start at the last layer and widen the field by each layer below it."""
    if strides is None:
        strides = [1] * len(kernel_sizes)
    if dilations is None:
        dilations = [1] * len(kernel_sizes)
    field = 1
    for layer in range(len(kernel_sizes) - 1, -1, -1):
        field = strides[layer] * (field - 1) + dilations[layer] * (kernel_sizes[layer] - 1) + 1
    return field


@variant
def closed_form(kernel_sizes, strides=None, dilations=None):
    layers = range(len(kernel_sizes))
    field = 1
    for layer in layers:
        step = 1
        for below in range(layer):
            step *= strides[below] if strides else 1
        field += step * (kernel_sizes[layer] - 1) * (dilations[layer] if dilations else 1)
    return field


@variant
def follows_the_units(kernel_sizes, strides=None, dilations=None):
    """Track the first and the last unit that the output unit reads."""
    first = last = 0
    for layer in reversed(range(len(kernel_sizes))):
        stride = 1 if strides is None else strides[layer]
        dilation = 1 if dilations is None else dilations[layer]
        first, last = stride * first, stride * last + dilation * (kernel_sizes[layer] - 1)
    return last - first + 1


@misconception(
    "You add up whole kernels. A kernel of k widens the field by k - 1 steps only: two kernels of "
    "3 see 5 pixels, not 6.",
    loses=EVERY_PART,
)
def adds_whole_kernels(right, kernel_sizes, *args, **given):
    return right([k + 1 for k in kernel_sizes], *args, **given) - 1


@misconception(
    "One pixel is missing. With no layers a unit is a pixel, and its field is 1: start from 1.",
    loses=EVERY_PART,
)
def starts_from_nothing(right, *args, **given):
    return right(*args, **given) - 1


@misconception(
    "You multiply the kernel sizes. Windows overlap, so each layer adds to the field.",
    loses=("kernels", "strides", "dilations", "all together"),
)
def multiplies_kernels(right, kernel_sizes, strides=None, dilations=None):
    return right([math.prod(kernel_sizes)])


@misconception(
    "The strides make no difference. After a stride of s, neighbours of a layer lie s pixels "
    "apart, and the kernels of all later layers reach s times as far.",
    loses=("strides", "all together"),
)
def ignores_strides(right, kernel_sizes, strides=None, dilations=None):
    return right(kernel_sizes, None, dilations)


@misconception(
    "A layer's stride stretches its own kernel. It should only stretch those of later layers: "
    "how far a window moves does not change how much it sees.",
    loses=("strides", "all together"),
)
def lets_a_stride_stretch_its_own_kernel(right, kernel_sizes, strides=None, dilations=None):
    strides, dilations = (each or [1] * len(kernel_sizes) for each in (strides, dilations))
    return right([1, *kernel_sizes], [*strides, 1], [1, *dilations])


@misconception(
    "The strides of earlier layers add up where they should multiply: 2 steps of 3 pixels are 6 "
    "pixels.",
    loses=("strides", "all together"),
)
def adds_strides(right, kernel_sizes, strides=None, dilations=None):
    strides, dilations = (each or [1] * len(kernel_sizes) for each in (strides, dilations))
    steps = itertools.accumulate(strides, lambda step, s: step + s - 1, initial=1)
    return right(kernel_sizes, None, [step * d for step, d in zip(steps, dilations, strict=False)])


@misconception(
    "You go through the layers in the wrong direction: the strides that stretch a kernel are those "
    "between it and the input.",
    loses=("strides", "all together"),
)
def counts_from_the_output(right, kernel_sizes, strides=None, dilations=None):
    strides, dilations = (each and each[::-1] for each in (strides, dilations))
    return right(kernel_sizes[::-1], strides, dilations)


@misconception(
    "The dilations make no difference. With dilation d the units of a window lie d apart.",
    loses=("dilations", "all together"),
)
def ignores_dilations(right, kernel_sizes, strides=None, dilations=None):
    return right(kernel_sizes, strides)


@misconception(
    "You add up the strides of the layers below. They multiply: 2 steps of 3 pixels are 6 pixels, "
    "and with strides of 1 a step stays 1 pixel.",
    loses=EVERY_PART,
)
def sums_the_strides(right, kernel_sizes, strides=None, dilations=None):
    strides, dilations = (each or [1] * len(kernel_sizes) for each in (strides, dilations))
    steps = [sum(strides[:layer]) or 1 for layer in range(len(strides))]
    return right(kernel_sizes, None, [step * d for step, d in zip(steps, dilations, strict=True)])


@misconception(
    "Without `strides` or `dilations` only the first layer counts: `[1]` stands for one layer, and "
    "`zip` ends with the shortest list. Use `[1] * len(kernel_sizes)`.",
    loses=("kernels", "strides", "dilations"),
)
def stops_after_the_first_layer(right, kernel_sizes, strides=None, dilations=None):
    layers = len(kernel_sizes) if strides and dilations else 1
    return right(*(each and each[:layers] for each in (kernel_sizes, strides, dilations)))


@misconception(
    "Only the stride of the layer before stretches a kernel. All strides below it do, multiplied.",
    loses=("strides", "all together"),
)
def takes_the_last_stride_only(right, kernel_sizes, strides=None, dilations=None):
    count = len(kernel_sizes)
    strides = [1] * count if strides is None else strides
    dilations = [1] * count if dilations is None else dilations
    stretched = [
        d * before for d, before in zip(dilations, [1, *strides[:-1]][:count], strict=True)
    ]
    return right(kernel_sizes, None, stretched)
