"""A network of full 3x3 convolutions as data, for which a cheaper one is wanted (chapter 7)."""

from typing import Any

__all__ = ["convolution", "head", "large_network"]

Layers = list[tuple[str, dict[str, Any]]]


def convolution(
    channels: int, filters: int, kernel_size: int = 3, stride: int = 1, groups: int = 1
) -> Layers:
    """Return a convolution without bias that keeps the size at stride 1, batch norm and a ReLU.

    Parameters
    ----------
    channels, filters : int
        The numbers of input and output maps.
    kernel_size : int
        Odd.
    stride, groups : int
    """
    options = {"in_channels": channels, "out_channels": filters, "kernel_size": kernel_size}
    options |= {"stride": stride, "padding": kernel_size // 2, "groups": groups}
    return [
        ("Conv2d", {**options, "bias": False}),
        ("BatchNorm2d", {"num_features": filters}),
        ("ReLU", {}),
    ]


def head(channels: int) -> Layers:
    """Return the average over each map, and a dense layer to ten scores."""
    return [
        ("AdaptiveAvgPool2d", {"output_size": 1}),
        ("Flatten", {}),
        ("Linear", {"in_features": channels, "out_features": 10}),
    ]


def large_network() -> Layers:
    """Return a network for images of 28x28 that takes 1 590 976 multiply-adds for each."""
    return [
        *convolution(1, 16, stride=2),
        *convolution(16, 32, stride=2),
        *convolution(32, 32),
        *convolution(32, 64, stride=2),
        *convolution(64, 64),
        *head(64),
    ]
