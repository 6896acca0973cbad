"""Answers to `receptive_field`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - an argument that is ignored is the mistake

from autograder.checks.answers import misconception, variant

EVERY_PART = ("kernels", "strides", "dilations", "all together")


@variant
def from_the_top(kernel_sizes, strides=None, dilations=None):
    """Widen the field of the last layer by each layer below it."""
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
    """Keep the first and the last unit that the one at the top reads."""
    first = last = 0
    for layer in reversed(range(len(kernel_sizes))):
        stride = 1 if strides is None else strides[layer]
        dilation = 1 if dilations is None else dilations[layer]
        first, last = stride * first, stride * last + dilation * (kernel_sizes[layer] - 1)
    return last - first + 1


@misconception(
    "You add up whole kernels. The first number of a window is a pixel that the layer sees anyway: "
    "a kernel of k widens the field by k - 1 steps, and two of 3 see 5 pixels, not 6.",
    loses=EVERY_PART,
)
def adds_whole_kernels(kernel_sizes, strides=None, dilations=None):
    depth = len(kernel_sizes)
    field, step = 0, 1
    for k, s, d in zip(kernel_sizes, strides or [1] * depth, dilations or [1] * depth, strict=True):
        field += d * k * step
        step *= s
    return field


@misconception(
    "One pixel is missing. With no layer at all a unit is a pixel, and sees 1: start from there.",
    loses=EVERY_PART,
)
def starts_from_nothing(kernel_sizes, strides=None, dilations=None):
    depth = len(kernel_sizes)
    field, step = 0, 1
    for k, s, d in zip(kernel_sizes, strides or [1] * depth, dilations or [1] * depth, strict=True):
        field += d * (k - 1) * step
        step *= s
    return field


@misconception(
    "You multiply the kernels. Windows overlap: each layer adds to the field.",
    loses=("kernels", "strides", "dilations", "all together"),
)
def multiplies_kernels(kernel_sizes, strides=None, dilations=None):
    field = 1
    for k in kernel_sizes:
        field *= k
    return field


@misconception(
    "The strides make no difference. After a stride of s, neighbours of a layer lie s pixels "
    "apart, and the kernels of all later layers reach s times as far.",
    loses=("strides", "all together"),
)
def ignores_strides(kernel_sizes, strides=None, dilations=None):
    dilations = dilations or [1] * len(kernel_sizes)
    return 1 + sum(d * (k - 1) for k, d in zip(kernel_sizes, dilations, strict=True))


@misconception(
    "A layer's own stride stretches its own kernel. It only stretches those of the layers after "
    "it: how far the window moves does not change how much it sees.",
    loses=("strides", "all together"),
)
def lets_a_stride_stretch_its_own_kernel(kernel_sizes, strides=None, dilations=None):
    depth = len(kernel_sizes)
    field, step = 1, 1
    for k, s, d in zip(kernel_sizes, strides or [1] * depth, dilations or [1] * depth, strict=True):
        step *= s
        field += d * (k - 1) * step
    return field


@misconception(
    "The strides of the layers before add up where they should multiply: 2 steps of 3 pixels are 6 "
    "pixels.",
    loses=("strides", "all together"),
)
def adds_strides(kernel_sizes, strides=None, dilations=None):
    depth = len(kernel_sizes)
    field, step = 1, 1
    for k, s, d in zip(kernel_sizes, strides or [1] * depth, dilations or [1] * depth, strict=True):
        field += d * (k - 1) * step
        step += s - 1
    return field


@misconception(
    "You go through the layers from the wrong end: the strides that stretch a kernel are those "
    "between it and the input.",
    loses=("strides", "all together"),
)
def counts_from_the_output(kernel_sizes, strides=None, dilations=None):
    depth = len(kernel_sizes)
    field, step = 1, 1
    for k, s, d in zip(
        reversed(kernel_sizes),
        reversed(strides or [1] * depth),
        reversed(dilations or [1] * depth),
        strict=True,
    ):
        field += d * (k - 1) * step
        step *= s
    return field


@misconception(
    "The dilations make no difference. With dilation d the numbers of a window lie d units apart.",
    loses=("dilations", "all together"),
)
def ignores_dilations(kernel_sizes, strides=None, dilations=None):
    field, step = 1, 1
    for k, s in zip(kernel_sizes, strides or [1] * len(kernel_sizes), strict=True):
        field += (k - 1) * step
        step *= s
    return field
