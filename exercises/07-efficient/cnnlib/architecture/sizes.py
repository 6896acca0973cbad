"""The shapes of all layers of a described network, and what the network costs (chapter 5).

Nothing is built: shapes and counts follow from the options.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cnnlib.architecture.description import Description, Layer

__all__ = ["Summary", "summarise"]

LARGEST_MAP = 1 << 20  # numbers of one image in one place of the network

Shape = tuple[int, ...]


@dataclass
class Summary:
    """What a network costs for one image.

    Attributes
    ----------
    output_shape : tuple of int
        Without the batch.
    parameters : int
        Learned numbers, without running statistics.
    multiply_adds : int
        Of convolutions and dense layers, counted as in `cnnlib.counting`.
    largest_map : int
        The number of elements in the largest output of a layer.
    other_operations : int
        Of the other layers: one for each number of their output, times the pixels of a window for
        poolings.
    types : Counter of str
        How many layers there are of each type.
    """

    output_shape: Shape
    parameters: int = 0
    multiply_adds: int = 0
    largest_map: int = 0
    other_operations: int = 0
    types: Counter[str] = field(default_factory=Counter)


def summarise(layers: Description, input_shape: Shape) -> Summary:
    """Follow the shape of one image through a network, and add up the costs of its layers.

    Parameters
    ----------
    layers : tuple of Layer
        As `read_layers` returns them.
    input_shape : (int, int, int)
        Of one image: (C, H, W).

    Raises
    ------
    ArchitectureError
        If a layer does not fit its input, or gives more than about a million numbers.

    References
    ----------
    The products are those of Howard et al. (2017), "MobileNets", section 3.1.
    """
    summary = Summary(input_shape, largest_map=math.prod(input_shape))
    summary.output_shape = _follow(layers, input_shape, summary)
    return summary


def _follow(layers: Description, shape: Shape, summary: Summary) -> Shape:
    for layer in layers:
        shape = _blocks(layer, shape, summary) if layer.parts else _single(layer, shape, summary)
        if (numbers := math.prod(shape)) > LARGEST_MAP:
            raise layer.error(f"its output has {numbers} numbers; {LARGEST_MAP} at most can be.")
        summary.largest_map = max(summary.largest_map, numbers)
        summary.other_operations += numbers
        summary.types[layer.type] += 1
    return shape


def _blocks(block: Layer, shape: Shape, summary: Summary) -> Shape:
    outputs = [_follow(part, shape, summary) for part in block.parts.values()]
    if block.type == "Residual":
        if outputs[0] != outputs[1]:
            raise block.error(
                f"its body gives the shape {outputs[0]} and its shortcut {outputs[1]}, which "
                "cannot be added."
            )
        return outputs[0]
    if any(len(output) != 3 or output[1:] != outputs[0][1:] for output in outputs):
        shapes = ", ".join(map(str, outputs))
        raise block.error(f"its branches give the shapes {shapes}: only channels may differ.")
    return (sum(output[0] for output in outputs), *outputs[0][1:])


def _single(layer: Layer, shape: Shape, summary: Summary) -> Shape:
    if layer.type in SAME:
        return shape
    if layer.type == "Flatten":
        return (math.prod(shape),)
    if layer.type == "Linear":
        return _linear(layer, shape, summary)
    if len(shape) != 3:
        raise layer.error(f"it takes images (C, H, W), but its input has the shape {shape}.")
    return OF_IMAGES[layer.type](layer, shape, summary)


def _linear(layer: Layer, shape: Shape, summary: Summary) -> Shape:
    taken, given = layer.options["in_features"], layer.options["out_features"]
    if len(shape) != 1:
        raise layer.error(
            f"it takes rows of numbers, but its input has the shape {shape}: put a Flatten "
            "before it."
        )
    _agree(layer, "in_features", shape[0], "numbers")
    summary.parameters += taken * given + given * layer.options["bias"]
    summary.multiply_adds += taken * given
    return (given,)


def _conv2d(layer: Layer, shape: Shape, summary: Summary) -> Shape:
    options = layer.options
    channels, filters, groups = (options[n] for n in ("in_channels", "out_channels", "groups"))
    _agree(layer, "in_channels", shape[0], "channels")
    if channels % groups or filters % groups:
        raise layer.error(
            f"groups is {groups}, which must divide in_channels {channels} and out_channels "
            f"{filters}."
        )
    height, width = _places(layer, shape, options["dilation"])
    weights = filters * channels // groups * math.prod(options["kernel_size"])
    summary.parameters += weights + filters * options["bias"]
    summary.multiply_adds += weights * height * width
    return filters, height, width


def _batch_norm(layer: Layer, shape: Shape, summary: Summary) -> Shape:
    _agree(layer, "num_features", shape[0], "channels")
    summary.parameters += 2 * shape[0]
    return shape


def _pooling(layer: Layer, shape: Shape, summary: Summary) -> Shape:
    pairs = zip(layer.options["padding"], layer.options["kernel_size"], strict=True)
    if any(2 * padding > kernel for padding, kernel in pairs):
        raise layer.error("padding must be at most half of kernel_size.")
    output = shape[0], *_places(layer, shape)
    summary.other_operations += math.prod(output) * math.prod(layer.options["kernel_size"])
    return output


def _adaptive(layer: Layer, shape: Shape, summary: Summary) -> Shape:
    summary.other_operations += math.prod(shape)
    return shape[0], *layer.options["output_size"]


def _places(layer: Layer, shape: Shape, dilation: tuple[int, int] = (1, 1)) -> tuple[int, int]:
    """Return how many windows fit, vertically and horizontally."""
    options = layer.options
    sizes = []
    for axis in (0, 1):
        kernel = dilation[axis] * (options["kernel_size"][axis] - 1) + 1
        padded = shape[1 + axis] + 2 * options["padding"][axis]
        if kernel > padded:
            raise layer.error(
                f"its window covers {kernel} pixels, but its input, padded, has {padded}."
            )
        step = (options["stride"] or options["kernel_size"])[axis]
        sizes.append((padded - kernel) // step + 1)
    return sizes[0], sizes[1]


def _agree(layer: Layer, option: str, there: int, what: str) -> None:
    if (stated := layer.options[option]) != there:
        raise layer.error(f"{option} is {stated}, but its input has {there} {what}.")


SAME = ("ReLU", "ReLU6", "LeakyReLU", "Sigmoid", "Tanh", "Dropout")
OF_IMAGES: Mapping[str, Callable[[Layer, Any, Summary], Shape]] = {
    "Conv2d": _conv2d,
    "BatchNorm2d": _batch_norm,
    "MaxPool2d": _pooling,
    "AvgPool2d": _pooling,
    "AdaptiveAvgPool2d": _adaptive,
}
