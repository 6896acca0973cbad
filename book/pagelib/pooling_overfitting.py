"""The small network of chapter 1 with and without its pooling, trained until it knows its images.

Does pooling keep a network from learning its training images by heart? Chapter 2 tries it, once
with their labels and once with labels drawn at random.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from cnnlib.data import Dataset

__all__ = ["Outcome", "learn_by_heart"]

IMAGES, BATCH, EPOCHS, LEARNING_RATE = 300, 100, 120, 3e-3


@dataclass(frozen=True)
class Outcome:
    """How far a training went: shares of images from 0 to 1, and epochs."""

    training_accuracy: float
    test_accuracy: float
    epochs: int

    @property
    def gap(self) -> float:
        """The generalisation gap."""
        return self.training_accuracy - self.test_accuracy


def learn_by_heart(data: Dataset, pooling: bool, random_labels: bool, seed: int) -> Outcome:
    """Train on the first images of `data` until all are right, or for `EPOCHS` epochs."""
    x = torch.tensor(data.x_train[:IMAGES] / 255.0, dtype=torch.float32)
    middle, spread = x.mean(), x.std()
    x = (x - middle) / spread
    x_test = (torch.tensor(data.x_test / 255.0, dtype=torch.float32) - middle) / spread
    y = torch.tensor(np.asarray(data.y_train[:IMAGES], dtype=np.int64))
    if random_labels:
        y = torch.tensor(np.random.default_rng(seed).integers(0, 10, IMAGES))
    y_test = torch.tensor(np.asarray(data.y_test, dtype=np.int64))

    torch.manual_seed(seed)
    # With the channels last, torch takes half the time for a max pooling.
    network = _network(pooling).to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), LEARNING_RATE)
    learned, epochs = 0.0, 0
    while learned < 1 and epochs < EPOCHS:
        epochs += 1
        for batch in torch.randperm(IMAGES).split(BATCH):
            optimizer.zero_grad()
            nn.functional.cross_entropy(network(x[batch]), y[batch]).backward()
            optimizer.step()
        learned = _accuracy(network, x, y)
    return Outcome(learned, _accuracy(network, x_test, y_test), epochs)


def _network(pooling: bool) -> nn.Sequential:
    side = 13 if pooling else 26
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2) if pooling else nn.Identity(),
        nn.Flatten(),
        nn.Linear(8 * side * side, 10),
    )


@torch.no_grad()
def _accuracy(network: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    return (network(x).argmax(1) == y).float().mean().item()
