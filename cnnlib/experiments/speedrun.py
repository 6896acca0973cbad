"""The shortest time to 94 % on the test set of CIFAR-10, on one GPU (chapter 6)."""

from typing import Any

import torch
from torch import nn

from cnnlib.experiments.experiment import Experiment, Job, Size, Source
from cnnlib.experiments.modern import MODERN, train_modern
from cnnlib.experiments.training import fastest_precision, tensors

__all__ = ["EXPERIMENT", "TARGET", "resnet_9"]

TARGET = 0.94


class Residual(nn.Module):
    """Add to the input what two convolutions make of it."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(*_conv(channels, channels), *_conv(channels, channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, channels, H, W) to the same shape."""
        return x + self.body(x)


def resnet_9(in_channels: int, classes: int, channels: int) -> nn.Sequential:
    """Build eight convolutions, two residual connections and a dense layer.

    Parameters
    ----------
    in_channels, classes : int
    channels : int
        Of the first convolution; they double three times.

    Returns
    -------
    Sequential
        Maps (N, in_channels, H, W), H and W at least 8, to logits (N, classes).

    References
    ----------
    Page (2018), "How to train your ResNet", part 4.
    """
    return nn.Sequential(
        *_conv(in_channels, channels),
        *_conv(channels, 2 * channels),
        nn.MaxPool2d(2),
        Residual(2 * channels),
        *_conv(2 * channels, 4 * channels),
        nn.MaxPool2d(2),
        *_conv(4 * channels, 8 * channels),
        nn.MaxPool2d(2),
        Residual(8 * channels),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(8 * channels, classes),
    )


def train_fast(job: Job) -> dict[str, Any]:
    """Train with the modern recipe; ``reached`` says whether the test set was at the target."""
    given = job.settings
    torch.manual_seed(job.seed)
    network = resnet_9(job.dataset.x_train.shape[1], len(job.dataset.classes), given["channels"])
    network.to(job.device)
    images = tensors(job.dataset)[0][0][: given["batch_size"]]
    figures = train_modern(job, network, fastest_precision(job, network, images))
    return figures | {"reached": figures["test_accuracy"] >= TARGET}


def _conv(in_channels: int, channels: int) -> list[nn.Module]:
    conv = nn.Conv2d(in_channels, channels, kernel_size=3, padding=1, bias=False)
    return [conv, nn.BatchNorm2d(channels), nn.ReLU()]


EXPERIMENT = Experiment(
    name="speedrun",
    title="The shortest time to 94 % on CIFAR-10",
    configurations={"ResNet-9": MODERN | {"batch_size": 512, "learning_rate": 0.4, "channels": 64}},
    sizes={
        # Batches of 512 would make twelve steps an epoch of it.
        "fashion-mini": Size(
            epochs=4, seeds=1, settings={"channels": 8, "batch_size": 64, "learning_rate": 0.1}
        ),
        "cifar10": Size(epochs=16, seeds=3),
    },
    train=train_fast,
    measures=("test_accuracy", "seconds", "seconds_per_epoch"),
    sources=(
        Source(
            "Jordan (2024), 94% on CIFAR-10 in 3.29 seconds on a single GPU",
            "airbench94",
            {},
            "2.6 s on an A100 in its fastest variant; ours has not been timed on a GPU.",
        ),
    ),
)
