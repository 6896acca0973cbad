"""Answers to `deconvnet`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant
from autograder.checks.together import together
from cnnlib.arguments import pair
from cnnlib.conv_backward import conv2d_backward
from cnnlib.conv_transpose import conv_transpose2d
from cnnlib.layer_list import run_layer
from cnnlib.logit_gradient import logit_gradient
from cnnlib.pooling_backward import max_pool2d_backward
from cnnlib.switches import forward_with_switches
from cnnlib.unpooling import max_unpool2d

ALL = (
    "convolutions",
    "square images",
    "rectifiers",
    "unpooling",
    "overlapping windows",
    "options of the layers",
    "all together",
    "dtype and input",
)


@variant
def by_the_gradient_of_a_convolution(x, layers, unit):
    out, records = forward_with_switches(x, layers)
    down = np.zeros_like(out)
    down[(slice(None), *unit)] = out[(slice(None), *unit)]
    for (name, given), record in list(zip(layers, records, strict=True))[::-1]:
        if name == "relu":
            down = np.where(down > 0, down, 0)
        elif name == "conv2d":
            channels = given["weight"].shape[1] * given.get("groups", 1)
            image = np.zeros((len(x), channels, *record["size"]), dtype=down.dtype)
            down = conv2d_backward(down, image, **given)[0]
        else:
            spread = np.zeros((*down.shape[:2], *record["size"]), dtype=down.dtype)
            for place in np.ndindex(down.shape):
                row, column = divmod(int(record["switches"][place]), record["size"][1])
                spread[(*place[:2], row, column)] += down[place]
            down = spread
    return down


@variant
def image_by_image(x, layers, unit):
    found = []
    for image in x:
        values = [image[None]]
        for layer in layers:
            values.append(forward_with_switches(values[-1], [layer])[0])
        down = np.zeros_like(values.pop())
        (down[0][unit],) = forward_with_switches(image[None], layers)[0][(slice(None), *unit)]
        for name, given in reversed(layers):
            before = values.pop()
            if name == "conv2d":
                down, *_ = conv2d_backward(down, before, **given)
            elif name == "max_pool2d":
                down = max_pool2d_backward(down, before, **given)
            else:
                down = down.clip(min=0)
        found.append(down)
    return np.concatenate(found)


@variant
def cut_from_the_full_canvas(x, layers, unit):
    out, records = forward_with_switches(x, layers)
    down = out * 0
    down[:, unit[0], unit[1], unit[2]] = out[:, unit[0], unit[1], unit[2]]
    for (name, given), record in zip(reversed(layers), reversed(records), strict=True):
        h, w = record["size"]
        if name == "relu":
            down = np.maximum(down, 0)
        elif name == "max_pool2d":
            chosen = record["switches"].reshape(*down.shape[:2], -1, 1) == np.arange(h * w)
            chosen = (chosen * down.reshape(*down.shape[:2], -1, 1)).sum(axis=2)
            down = chosen.reshape(*down.shape[:2], h, w).astype(out.dtype)
        else:
            (ph, pw) = pair(given.get("padding", 0), "padding", 0)
            options = {k: given[k] for k in ("stride", "dilation", "groups") if k in given}
            painted = conv_transpose2d(down, given["weight"], None, **options)
            canvas = np.zeros((*painted.shape[:2], h + 2 * ph, w + 2 * pw), dtype=down.dtype)
            canvas[:, :, : painted.shape[2], : painted.shape[3]] = painted
            down = canvas[:, :, ph : ph + h, pw : pw + w]
    return down


@misconception(
    "Your result is the gradient times the activation. A deconvolution network applies ReLU to the "
    "signal on the way down; it does not depend on the sign of the forward input.",
    loses=("rectifiers", "all together"),
)
def takes_the_gradient(x, layers, unit):
    out, _ = forward_with_switches(x, layers)
    only = np.zeros_like(out[:1])
    only[(0, *unit)] = 1
    dense = [("flatten", {}), ("linear", {"weight": only.reshape(1, -1)})]
    gradient = logit_gradient(x, [*layers, *dense], np.zeros(len(x), dtype=int))
    return gradient * out[(slice(None), *unit)].reshape(-1, 1, 1, 1)


@misconception(
    "There is no ReLU on the way down. Each ReLU of the forward pass has a counterpart that sets "
    "negative numbers on the way down to 0.",
    loses=("rectifiers", "all together"),
)
def does_not_rectify(x, layers, unit):
    out, records = forward_with_switches(x, layers)
    down = np.zeros_like(out)
    down[(slice(None), *unit)] = out[(slice(None), *unit)]
    for (name, given), record in zip(layers[::-1], records[::-1], strict=True):
        h, w = record["size"]
        if name == "max_pool2d":
            spread = np.zeros((*down.shape[:2], h * w), dtype=down.dtype)
            n, c = np.ogrid[: len(x), : down.shape[1]]
            flat = record["switches"].reshape(*down.shape[:2], -1)
            np.add.at(spread, (n[..., None], c[..., None], flat), down.reshape(flat.shape))
            down = spread.reshape(*down.shape[:2], h, w)
        elif name == "conv2d":
            channels = given["weight"].shape[1] * given.get("groups", 1)
            image = np.zeros((len(x), channels, h, w), dtype=down.dtype)
            down = conv2d_backward(down, image, **given)[0]
    return down


@misconception(
    "Where overlapping windows have the same maximum, only one of their numbers is kept. Add them "
    "up: `max_unpool2d` and `a[indices] = ...` keep the last one, `np.add.at` adds.",
    loses=("overlapping windows",),
)
def keeps_one_of_the_shared(x, layers, unit):
    out, records = forward_with_switches(x, layers)
    down = np.zeros_like(out)
    down[(slice(None), *unit)] = out[(slice(None), *unit)]
    for (name, given), record in zip(layers[::-1], records[::-1], strict=True):
        if name == "relu":
            down = np.maximum(down, 0)
        elif name == "max_pool2d":
            options = {k: given[k] for k in ("kernel_size", "stride", "padding") if k in given}
            size = record["size"]
            down = max_unpool2d(down, record["switches"], **options, output_size=size)
        else:
            channels = given["weight"].shape[1] * given.get("groups", 1)
            image = np.zeros((len(x), channels, *record["size"]), dtype=down.dtype)
            down = conv2d_backward(down, image, **given)[0]
    return down


@misconception(
    "The way down starts from 1. Start from the activation of the unit, so that a weakly active "
    "unit gives a faint picture.",
    loses=ALL,
)
def starts_from_one(right, x, layers, unit):
    out, _ = forward_with_switches(x, layers)
    return right(x, layers, unit) / out[(slice(None), *unit)].reshape(-1, 1, 1, 1)


@misconception(
    "You always use the first channel: `unit` is channel, row and column.",
    loses=ALL,
)
def ignores_the_channel(right, x, layers, unit):
    return right(x, layers, (0, *unit[1:]))


@misconception(
    "All images of the batch are added up. Each has its own activation, switches and picture.",
    loses=ALL,
)
def adds_the_images(right, x, layers, unit):
    down = right(x, layers, unit)
    return np.broadcast_to(down.sum(axis=0), down.shape).copy()


@misconception(
    "The kernels are rotated by 180 degrees on the way down. A transposed convolution does not "
    "rotate them; only an equivalent cross-correlation needs the rotation.",
    loses=ALL,
)
def turns_the_kernels(x, layers, unit):
    out, records = forward_with_switches(x, layers)
    down = np.zeros_like(out)
    down[(slice(None), *unit)] = out[(slice(None), *unit)]
    for (name, given), record in zip(layers[::-1], records[::-1], strict=True):
        h, w = record["size"]
        if name == "relu":
            down = np.maximum(down, 0)
        elif name == "max_pool2d":
            spread = np.zeros((*down.shape[:2], h * w), dtype=down.dtype)
            n, c = np.ogrid[: len(x), : down.shape[1]]
            flat = record["switches"].reshape(*down.shape[:2], -1)
            np.add.at(spread, (n[..., None], c[..., None], flat), down.reshape(flat.shape))
            down = spread.reshape(*down.shape[:2], h, w)
        else:
            channels = given["weight"].shape[1] * given.get("groups", 1)
            image = np.zeros((len(x), channels, h, w), dtype=down.dtype)
            turned = {**given, "weight": given["weight"][..., ::-1, ::-1]}
            down = conv2d_backward(down, image, **turned)[0]
    return down


@misconception("You return float64 for float32.", loses=("dtype and input",))
def loses_the_dtype(right, x, layers, unit):
    return right(x, layers, unit).astype(np.float64)


@misconception(
    "You look at what went up as well as at what comes down: this is guided backpropagation. A "
    "deconvolution network rectifies what comes down, and asks no more.",
    loses=("rectifiers", "all together"),
)
def looks_at_both(x, layers, unit):
    inputs, out = [], x
    for layer in layers:
        inputs.append(out)
        out = run_layer(out, *layer)
    down = np.zeros_like(out)
    down[(slice(None), *unit)] = out[(slice(None), *unit)]
    for (name, given), before in zip(layers[::-1], inputs[::-1], strict=True):
        if name == "relu":
            down = np.where(before > 0, np.maximum(down, 0), 0)
        elif name == "max_pool2d":
            down = max_pool2d_backward(down, before, **given)
        else:
            down = conv2d_backward(down, before, **given)[0]
    return down


@misconception(
    "All places of the unit's channel are kept. The unit is one number: set all others to zero.",
    loses=ALL,
)
def keeps_the_whole_map(x, layers, unit):
    inputs, out = [], x
    for layer in layers:
        inputs.append(out)
        out = run_layer(out, *layer)
    down = np.zeros_like(out)
    down[:, unit[0]] = out[:, unit[0]]
    for (name, given), before in zip(layers[::-1], inputs[::-1], strict=True):
        if name == "relu":
            down = np.maximum(down, 0)
        elif name == "max_pool2d":
            down = max_pool2d_backward(down, before, **given)
        else:
            down = conv2d_backward(down, before, **given)[0]
    return down


@misconception(
    'There is a ReLU after every step down. It undoes the layers `"relu"` only: what a '
    "convolution passes down keeps its sign.",
    loses=ALL,
)
def rectifies_every_step(x, layers, unit):
    inputs, out = [], x
    for layer in layers:
        inputs.append(out)
        out = run_layer(out, *layer)
    down = np.zeros_like(out)
    down[(slice(None), *unit)] = out[(slice(None), *unit)]
    for (name, given), before in zip(layers[::-1], inputs[::-1], strict=True):
        if name == "max_pool2d":
            down = max_pool2d_backward(down, before, **given)
        elif name == "conv2d":
            down = conv2d_backward(down, before, **given)[0]
        down = np.maximum(down, 0)
    return down


@misconception(
    "Unpooling repeats each number in its whole window. It goes to one position only, that of the "
    "maximum, which the switch says.",
    loses=("unpooling", "overlapping windows", "options of the layers", "all together"),
)
def repeats_the_numbers(x, layers, unit):
    inputs, out = [], x
    for layer in layers:
        inputs.append(out)
        out = run_layer(out, *layer)
    down = np.zeros_like(out)
    down[(slice(None), *unit)] = out[(slice(None), *unit)]
    for (name, given), before in zip(layers[::-1], inputs[::-1], strict=True):
        if name == "relu":
            down = np.maximum(down, 0)
        elif name == "conv2d":
            down = conv2d_backward(down, before, **given)[0]
        else:
            kh, kw = pair(given["kernel_size"], "kernel_size")
            large = down.repeat(kh, axis=2).repeat(kw, axis=3)[:, :, : before.shape[2]]
            down = np.zeros(before.shape, dtype=down.dtype)
            down[:, :, : large.shape[2], : large.shape[3]] = large[..., : before.shape[3]]
    return down


@misconception(
    "The bias is subtracted on the way down. It is left out: only the weights are transposed.",
    loses=ALL,
)
def subtracts_the_bias(x, layers, unit):
    inputs, out = [], x
    for layer in layers:
        inputs.append(out)
        out = run_layer(out, *layer)
    down = np.zeros_like(out)
    down[(slice(None), *unit)] = out[(slice(None), *unit)]
    for (name, given), before in zip(layers[::-1], inputs[::-1], strict=True):
        if name == "relu":
            down = np.maximum(down, 0)
        elif name == "max_pool2d":
            down = max_pool2d_backward(down, before, **given)
        else:
            bias = given.get("bias")
            down = down if bias is None else down - bias[:, None, None]
            down = conv2d_backward(down, before, **given)[0]
    return down


@together(
    "takes_the_gradient",
    "does_not_rectify",
    "looks_at_both",
    "keeps_the_whole_map",
    "rectifies_every_step",
)
def with_several(has, x, layers, unit):
    inputs, out = [], x
    for layer in layers:
        inputs.append(out)
        out = run_layer(out, *layer)
    kept = (slice(None), *(unit[:1] if "keeps_the_whole_map" in has else unit))
    down = np.zeros_like(out)
    down[kept] = out[kept]
    for (name, given), before in zip(layers[::-1], inputs[::-1], strict=True):
        if name == "relu":
            if has & {"takes_the_gradient", "looks_at_both"}:
                down = np.where(before > 0, down, 0)
            if not has & {"takes_the_gradient", "does_not_rectify"}:
                down = np.maximum(down, 0)
        elif name == "max_pool2d":
            down = max_pool2d_backward(down, before, **given)
        else:
            down = conv2d_backward(down, before, **given)[0]
        if "rectifies_every_step" in has:
            down = np.maximum(down, 0)
    return down
