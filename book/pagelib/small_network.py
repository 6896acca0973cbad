"""The small network of chapter 1 in torch, a dense one of equal size, and a race between them."""

import numpy as np
import torch
from torch import nn

from cnnlib.data import Dataset

__all__ = ["accuracy", "attacked", "convolutional", "dense", "shuffled", "standardised", "train"]


def convolutional() -> nn.Sequential:
    """The network that `pagelib.network_diagram` draws: 13 610 parameters."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 13 * 13, 10)
    )


def dense() -> nn.Sequential:
    """A network without convolution and nearly as many parameters: 13 525."""
    return nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 17), nn.ReLU(), nn.Linear(17, 10))


def standardised(data: Dataset) -> tuple[torch.Tensor, torch.Tensor]:
    """Return training and test images with the mean 0 and the deviation 1 of the training set."""
    mean, deviation = data.x_train.mean(), data.x_train.std()
    return tuple(
        torch.from_numpy(((x - mean) / deviation).astype("f4")) for x in (data.x_train, data.x_test)
    )


def shuffled(images: torch.Tensor, seed: int = 0) -> torch.Tensor:
    """Move the pixels of all images to other places, in all of them in the same way."""
    order = torch.from_numpy(np.random.default_rng(seed).permutation(images[0].numel()))
    return images.flatten(1)[:, order].reshape(images.shape)


def train(make, images: torch.Tensor, labels: np.ndarray, seed: int, epochs: int = 5) -> nn.Module:
    """Train a new network by gradient descent with momentum, in batches of 50."""
    torch.manual_seed(seed)
    # With the channels last, torch takes half the time for a max pooling.
    network = make().to(memory_format=torch.channels_last)
    targets = torch.from_numpy(labels).long()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.02, momentum=0.9)
    steps = epochs * len(images) // 50
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0.02, total_iters=steps)
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(50):
            loss = nn.functional.cross_entropy(network(images[batch]), targets[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return network


@torch.no_grad()
def accuracy(network: nn.Module, images: torch.Tensor, labels: np.ndarray) -> float:
    """Return the share of images whose highest score is that of their class."""
    return float(np.mean(network(images).argmax(1).numpy() == labels))


def attacked(
    network: nn.Module, images: torch.Tensor, labels: np.ndarray, size: float
) -> torch.Tensor:
    """Move every pixel by `size` in the direction that raises the loss.

    References
    ----------
    Goodfellow, Shlens & Szegedy (2015), "Explaining and harnessing adversarial examples".
    """
    images = images.clone().requires_grad_()
    loss = nn.functional.cross_entropy(network(images), torch.from_numpy(labels).long())
    return (images + size * torch.autograd.grad(loss, images)[0].sign()).detach()
