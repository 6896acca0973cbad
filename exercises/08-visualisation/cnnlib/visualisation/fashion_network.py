"""A small network that classifies clothes, trained in seconds (chapter 8)."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.layer_list import LayerList

__all__ = ["as_tensors", "fashion_network", "layers_of", "train_fashion_network"]


def fashion_network() -> nn.Sequential:
    """Build a network of two convolutions for grey images of 28x28.

    ==================  ==============  ===========
    layer               output          parameters
    ==================  ==============  ===========
    conv 5x5, pad 2     8 x 28 x 28             208
    max pool 2x2        8 x 14 x 14               0
    conv 5x5, pad 2     16 x 14 x 14          3 216
    max pool 2x2        16 x 7 x 7                0
    dense               10                    7 850
    ==================  ==============  ===========

    A ReLU follows each convolution.
    """
    return nn.Sequential(
        nn.Conv2d(1, 8, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 7 * 7, 10),
    )


def train_fashion_network(
    images: torch.Tensor, labels: torch.Tensor, seed: int = 0, epochs: int = 8
) -> nn.Sequential:
    """Train a new network with Adam, in batches of 64, and return it in evaluation mode.

    Parameters
    ----------
    images : Tensor, shape (N, 1, 28, 28)
        Pixels from 0 to 1.
    labels : Tensor of int64, shape (N,)
    seed : int
        Draws the initial weights and the order of the images.
    epochs : int
    """
    torch.manual_seed(seed)
    # With the channels last, torch takes half the time for a max pooling.
    model = fashion_network()
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    steps = epochs * -(-len(images) // 64)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(64):
            optimizer.zero_grad()
            F.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
            schedule.step()
    model.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    return model.eval()


def as_tensors(images: np.ndarray, labels: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    """Return images of integers from 0 to 255 as tensors from 0 to 1, and their labels."""
    return torch.from_numpy(images).float() / 255, torch.from_numpy(labels).long()


def layers_of(model: nn.Sequential) -> LayerList:
    """Return a torch network as plain data, as :func:`~cnnlib.layer_list.run_layer` takes it.

    Raises
    ------
    ValueError
        If a layer is not a Conv2d with zero padding given as numbers, ReLU, MaxPool2d, Flatten or
        Linear.
    """
    return [_as_data(layer) for layer in model]


def _as_data(layer: nn.Module) -> tuple[str, dict[str, object]]:
    match layer:
        case nn.Conv2d(padding_mode="zeros", padding=tuple()):
            options = _options(layer, "stride", "padding", "dilation", "groups")
            return "conv2d", _arrays(layer) | options
        case nn.Linear():
            return "linear", _arrays(layer)
        case nn.ReLU():
            return "relu", {}
        case nn.MaxPool2d():
            options = _options(layer, "kernel_size", "stride", "padding", "dilation", "ceil_mode")
            return "max_pool2d", options
        case nn.Flatten():
            return "flatten", {}
    raise ValueError(f"{layer} has no counterpart among the layers of cnnlib.layer_list.")


def _arrays(layer: nn.Module) -> dict[str, object]:
    return {name: value.detach().numpy() for name, value in layer.named_parameters()}


def _options(layer: nn.Module, *names: str) -> dict[str, object]:
    return {name: getattr(layer, name) for name in names}
