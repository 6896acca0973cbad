"""Draw small networks as plain data, and images for them, with axes of different lengths."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.chapters.visualisation import oracles

__all__ = [
    "active_unit",
    "batch_norm",
    "classifier",
    "conv",
    "convolutions",
    "draw_images",
    "draw_labels",
    "features",
    "in_dtype",
    "linear",
    "overlapping",
    "pooled",
    "rectified",
    "square_convolutions",
    "with_active_units",
    "with_one_option",
    "with_options",
]

Layer = tuple[str, dict[str, Any]]
Layers = list[Layer]

CLASSES = 6
RELU: Layer = ("relu", {})
FLATTEN: Layer = ("flatten", {})


def conv(
    rng: np.random.Generator, channels: int, filters: int, kernel: tuple[int, int], **options: Any
) -> Layer:
    """Draw a convolution with a bias; its outputs are about as large as its inputs."""
    groups = options.get("groups", 1)
    shape = filters, channels // groups, *kernel
    weight = rng.standard_normal(shape) / np.sqrt(np.prod(shape[1:]))
    return "conv2d", {"weight": weight, "bias": 0.3 * rng.standard_normal(filters), **options}


def linear(rng: np.random.Generator, inputs: int, outputs: int) -> Layer:
    weight = rng.standard_normal((outputs, inputs)) / np.sqrt(inputs)
    return "linear", {"weight": weight, "bias": rng.standard_normal(outputs)}


def batch_norm(rng: np.random.Generator, channels: int) -> Layer:
    """Draw statistics that are far from those of any batch."""
    ranges = {"weight": (0.5, 2), "bias": (0.5, 1), "running_mean": (-1, 0), "running_var": (2, 4)}
    return "batch_norm2d", {name: rng.uniform(*each, channels) for name, each in ranges.items()}


def convolutions(rng: np.random.Generator) -> Layers:
    """Draw a network of two convolutions."""
    return [conv(rng, 2, 3, (3, 2)), conv(rng, 3, 4, (2, 3))]


def square_convolutions(rng: np.random.Generator) -> Layers:
    return [conv(rng, 2, 3, (3, 3)), conv(rng, 3, 4, (2, 2))]


def rectified(rng: np.random.Generator) -> Layers:
    return [conv(rng, 2, 6, (3, 2)), RELU, conv(rng, 6, 5, (2, 3)), RELU, conv(rng, 5, 4, (2, 2))]


def pooled(rng: np.random.Generator) -> Layers:
    """Draw a network with poolings whose windows leave pixels out and do not overlap."""
    return [
        conv(rng, 2, 3, (3, 2)),
        ("max_pool2d", {"kernel_size": (2, 3)}),
        conv(rng, 3, 4, (2, 1)),
        ("max_pool2d", {"kernel_size": 2}),
    ]


def overlapping(rng: np.random.Generator) -> Layers:
    """Draw a network with a pooling in which most maxima belong to several windows."""
    return [
        conv(rng, 2, 3, (2, 2)),
        ("max_pool2d", {"kernel_size": (3, 2), "stride": 1, "padding": (1, 0)}),
        conv(rng, 3, 4, (3, 3)),
    ]


def with_options(rng: np.random.Generator) -> Layers:
    """Draw strides that skip pixels, padding, dilation, groups, and a pooling in ceil mode.

    Strides of 2 would not tell whether padding is added or subtracted to find what they skip.
    """
    return [
        conv(rng, 2, 4, (3, 2), stride=(3, 1), padding=(1, 2)),
        ("max_pool2d", {"kernel_size": (2, 3), "ceil_mode": True}),
        conv(rng, 4, 6, (2, 2), padding=1, dilation=(1, 2), groups=2),
        conv(rng, 6, 5, (2, 2), stride=(1, 3)),
    ]


def with_one_option(**option: Any) -> Callable[[np.random.Generator], Layers]:
    """Return a function that draws a convolution with one option."""
    return lambda rng: [conv(rng, 2, 4, (2, 3), **option)]


def features(rng: np.random.Generator) -> Layers:
    """Draw the convolutional part of a network, from 2 channels of 9x11 to 5 maps of 3x4."""
    return [
        conv(rng, 2, 4, (3, 3), padding=1),
        RELU,
        ("max_pool2d", {"kernel_size": 2}),
        conv(rng, 4, 5, (2, 2)),
        RELU,
    ]


def classifier(rng: np.random.Generator, inputs: int = 60) -> Layers:
    return [FLATTEN, linear(rng, inputs, 16), RELU, linear(rng, 16, CLASSES)]


def draw_images(
    rng: np.random.Generator, shape: tuple[int, ...] = (3, 2, 9, 11), dtype: str = "float64"
) -> np.ndarray:
    return rng.standard_normal(shape).astype(dtype)


def draw_labels(rng: np.random.Generator, n: int = 3) -> np.ndarray:
    """Draw classes, not all the same."""
    return rng.choice(CLASSES, size=n, replace=False)


def active_unit(
    rng: np.random.Generator, x: np.ndarray, layers: Layers
) -> tuple[int, int, int] | None:
    """Draw a unit that is active in all images, not of the first channel, if there is one.

    It is also active in the reversed images that `Case.again` uses.
    """
    both = np.concatenate([x, np.flip(x)])
    out, _ = oracles.forward_with_switches(both, layers)
    active = np.argwhere((out[:, 1:] > 0.05).all(axis=0))
    if not len(active):
        return None
    channel, row, column = rng.choice(active).tolist()
    return channel + 1, row, column


def with_active_units(
    rng: np.random.Generator, draw: Any, count: int, shape: tuple[int, ...]
) -> Iterator[tuple[np.ndarray, Layers, tuple[int, int, int]]]:
    """Draw images, a network and a unit that is active in all of them, `count` times."""
    while count:
        x, layers = draw_images(rng, shape), draw(rng)
        if (unit := active_unit(rng, x, layers)) is not None:
            count -= 1
            yield x, layers, unit


def in_dtype(layers: Layers, dtype: str) -> Layers:
    """Return the network with its arrays in another dtype."""
    return [
        (name, {k: v.astype(dtype) if isinstance(v, np.ndarray) else v for k, v in given.items()})
        for name, given in layers
    ]
