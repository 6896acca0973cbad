"""A deep network that stays at chance, as data, and a loop that trains one (chapter 5)."""

from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

__all__ = ["CONVOLUTIONS", "FILTERS", "broken_network", "fit", "hidden_convolution"]

FILTERS = 8
CONVOLUTIONS = 25
Layers = list[tuple[str, dict[str, Any]]]


def hidden_convolution() -> Layers:
    """Return a 3x3 convolution that keeps size and channels, and its activation."""
    options = {"in_channels": FILTERS, "out_channels": FILTERS, "kernel_size": 3, "padding": 1}
    return [("Conv2d", {**options, "bias": False}), ("LeakyReLU", {})]


def broken_network() -> Layers:
    """Return a network of 25 convolutions and a dense layer for images of 28x28, as data.

    It is a narrow and small `cnnlib.vgg.vgg_38`, and like that network it does not learn with
    PyTorch's initial weights.
    """
    entry = {"in_channels": 1, "out_channels": FILTERS, "kernel_size": 5, "stride": 2, "padding": 2}
    return [
        ("Conv2d", entry),
        ("LeakyReLU", {}),
        ("AvgPool2d", {"kernel_size": 2}),
        *[layer for _ in range(CONVOLUTIONS - 1) for layer in hidden_convolution()],
        ("AdaptiveAvgPool2d", {"output_size": 1}),
        ("Flatten", {}),
        ("Linear", {"in_features": FILTERS, "out_features": 10}),
    ]


def fit(
    network: nn.Module,
    images: np.ndarray,
    labels: np.ndarray,
    *,
    epochs: int = 3,
    batch_size: int = 50,
    lr: float = 2e-3,
) -> None:
    """Train a network in place with Adam, on batches shuffled by torch's global generator.

    Parameters
    ----------
    network : Module
        Maps images (N, C, H, W) to scores (N, classes). It is left in training mode.
    images : ndarray of float32, shape (N, C, H, W)
    labels : ndarray of int, shape (N,)
    epochs, batch_size : int
    lr : float
    """
    x, y = torch.from_numpy(images), torch.from_numpy(labels).long()
    optimizer = torch.optim.Adam(network.parameters(), lr=lr)
    network.train()
    for _ in range(epochs):
        for places in torch.randperm(len(x)).split(batch_size):
            optimizer.zero_grad()
            F.cross_entropy(network(x[places]), y[places]).backward()
            optimizer.step()
