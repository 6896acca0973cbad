"""Accuracy against multiply-adds and measured time, for four networks (chapter 7)."""

import time
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from cnnlib.counting import count_multiply_adds
from cnnlib.experiments.experiment import Experiment, Job, Size
from cnnlib.experiments.modern import MODERN, train_modern
from cnnlib.experiments.training import fastest_precision, tensors
from cnnlib.mobilenet import mobilenet
from cnnlib.models.network_1cd import network_1cd
from cnnlib.models.squeezenet import squeezenet
from cnnlib.training.evaluation_mode import evaluation_mode
from cnnlib.vgg import vgg_08

__all__ = ["EXPERIMENT", "seconds_per_image"]

BATCH, ROUNDS = 100, 5


def _network_1cd(channels: int, classes: int, size: int) -> nn.Module:
    return network_1cd(channels, classes, size, batch_norm=True, dropout=0.3)


def _vgg_08(channels: int, classes: int, _size: int) -> nn.Module:
    return vgg_08(channels, classes, batch_norm=True)


def _mobilenet(channels: int, classes: int, _size: int) -> nn.Module:
    return _without_first_stride(mobilenet(channels, classes))


def _squeezenet(channels: int, classes: int, _size: int) -> nn.Module:
    network = squeezenet(channels, classes)
    # Without batch norm, PyTorch's own first weights let the signal fade over 18 layers.
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    return _without_first_stride(network)


def _without_first_stride(network: nn.Module) -> nn.Module:
    """Let a network that was made for 224x224 see small images whole."""
    first = network.get_submodule("conv1")
    assert isinstance(first, nn.Conv2d)
    first.stride = (1, 1)
    return network


NETWORKS: dict[str, Callable[[int, int, int], nn.Module]] = {
    "network of 1-c and 1-d": _network_1cd,
    "VGG-08": _vgg_08,
    "MobileNet": _mobilenet,
    "SqueezeNet": _squeezenet,
}


def train_network(job: Job) -> dict[str, Any]:
    """Train one network with the modern recipe; count its work and time it on single threads.

    Returns
    -------
    dict
        As `train_modern` does, and ``multiply_adds`` and ``seconds_per_image`` of the forward pass.
    """
    torch.manual_seed(job.seed)
    _, channels, size, _ = job.dataset.x_train.shape
    network = NETWORKS[job.configuration](channels, len(job.dataset.classes), size)
    work = count_multiply_adds(network, (channels, size, size))
    network.to(job.device)
    seconds = job.remember(
        f"seconds per image, {job.configuration}",
        lambda: seconds_per_image(network, (channels, size, size)),
    )
    images = tensors(job.dataset)[0][0][: job.settings["batch_size"]]
    precision = fastest_precision(job, network, images, f"precision of {job.configuration}")
    figures = train_modern(job, network, precision)
    return figures | {"multiply_adds": work, "seconds_per_image": float(f"{seconds:.4g}")}


def seconds_per_image(network: nn.Module, shape: tuple[int, int, int]) -> float:
    """Return the shortest time of a forward pass of a batch in float32, by image."""
    device = next(network.parameters()).device
    images = torch.randn(BATCH, *shape, device=device)
    taken = []
    with evaluation_mode(network), torch.no_grad():
        for _ in range(ROUNDS + 1):
            started = time.perf_counter()
            network(images).sum().item()  # waits for the device
            taken.append(time.perf_counter() - started)
    return min(taken) / BATCH


EXPERIMENT = Experiment(
    name="efficiency",
    title="Accuracy against cost",
    configurations={
        # SqueezeNet has no batch norm, and stays at chance with the rate of the others.
        name: MODERN | {"learning_rate": 0.01 if name == "SqueezeNet" else 0.1}
        for name in NETWORKS
    },
    sizes={"fashion-mini": Size(epochs=2, seeds=1), "cifar10": Size(epochs=30, seeds=3)},
    train=train_network,
    measures=(
        "test_accuracy",
        "validation_accuracy",
        "parameters",
        "multiply_adds",
        "seconds_per_image",
        "seconds_per_epoch",
    ),
)
