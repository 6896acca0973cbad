"""Time an epoch with the data on the device beside the same loop over a plain ``DataLoader``.

Small images keep a GPU waiting: it is done with a batch before the next has been gathered and sent.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from cnnlib.data import Dataset, load
from cnnlib.experiments.results import made_by, write_result
from cnnlib.experiments.training import tensors
from cnnlib.models.network_1cd import network_1cd
from cnnlib.training.metrics import evaluate, measure
from cnnlib.training.train import train

__all__ = ["compare", "main"]

Data = tuple[torch.Tensor, torch.Tensor]

SEED = 0
BATCH_SIZE, LEARNING_RATE = 128, 0.1
ROUNDS = 5


def compare(dataset: Dataset, device: torch.device, rounds: int = ROUNDS) -> dict[str, Any]:
    """Train the 1-c/1-d network for an epoch both ways, in turn, `rounds` times after a first.

    Returns
    -------
    dict
        ``data_on_device`` and ``data_loader``: seconds per epoch, a median each; ``ratio``, the
        median of the second over the first in each round; ``made_by``.
    """
    learn, validation, _ = tensors(dataset)
    ways: tuple[Callable, ...] = (_on_device, _with_loader)
    taken = [
        [_seconds(way, dataset, learn, validation, device) for way in ways]
        for _ in range(rounds + 1)
    ][1:]  # the first round pays for cuDNN's choice of algorithms
    ours, theirs = zip(*taken, strict=True)
    return {
        "made_by": made_by(device),
        "images": len(learn[0]),
        "batch_size": BATCH_SIZE,
        "rounds": rounds,
        "data_on_device": median(ours),
        "data_loader": median(theirs),
        "ratio": median(their / our for our, their in taken),
    }


def main(device: torch.device) -> None:
    """Compare on CIFAR-10 and write ``data-on-device.json``."""
    result = compare(load("cifar10"), device)
    path = write_result("data-on-device", result)
    print(
        f"Seconds per epoch: {result['data_on_device']:.2f} with the data on the device, "
        f"{result['data_loader']:.2f} with a DataLoader, ratio {result['ratio']:.2f}: {path}"
    )


def _seconds(
    way: Callable, dataset: Dataset, learn: Data, validation: Data, device: torch.device
) -> float:
    torch.manual_seed(SEED)
    _, channels, size, _ = learn[0].shape
    model = network_1cd(channels, len(dataset.classes), size).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    _wait_for(device)
    started = perf_counter()
    way(model, learn, validation, optimizer)
    _wait_for(device)
    return perf_counter() - started


def _on_device(
    model: nn.Module, learn: Data, validation: Data, optimizer: torch.optim.Optimizer
) -> None:
    train(model, learn, validation, optimizer, epochs=1, batch_size=BATCH_SIZE, progress=False)


def _with_loader(
    model: nn.Module, learn: Data, validation: Data, optimizer: torch.optim.Optimizer
) -> None:
    device = next(model.parameters()).device
    model.train()
    for images, labels in DataLoader(TensorDataset(*learn), BATCH_SIZE, shuffle=True):
        x, y = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss, _ = measure(model(x), y)
        loss.backward()
        optimizer.step()
    evaluate(model, *(part.to(device) for part in validation))


def _wait_for(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
