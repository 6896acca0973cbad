"""Does a convolutional network earn its place? The LeNet beside networks without convolutions.

Everything is built of the NumPy layers of chapter 4 and has the same images, epochs and batches.
Each network trains at the step size that served it best on validation images.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from cnnlib.data import Dataset
from cnnlib.descent import accuracy, fit
from cnnlib.experiments.experiment import Experiment, Job, Size
from cnnlib.layers import Flatten, Layer, Linear, ReLU, Sequential
from cnnlib.lenet import lenet
from cnnlib.optimizers import SGD
from cnnlib.preparation import channel_statistics, standardise

__all__ = ["EXPERIMENT", "dense", "softmax_regression"]

PIXELS = 28 * 28
BATCH_SIZE, MOMENTUM = 50, 0.9
TUNING_SEED = 1000
HIDDEN = 78  # 62 020 parameters; the LeNet has 61 706

Images = tuple[np.ndarray, np.ndarray]


def softmax_regression(classes: int, *, rng: np.random.Generator) -> Layer:
    """Build one dense layer from pixels to scores."""
    return Sequential(Flatten(), Linear(PIXELS, classes, rng=rng))


def dense(classes: int, *, rng: np.random.Generator) -> Layer:
    """Build a network with one hidden layer and as many parameters as the LeNet."""
    first, second = Linear(PIXELS, HIDDEN, rng=rng), Linear(HIDDEN, classes, rng=rng)
    return Sequential(Flatten(), first, ReLU(), second)


@dataclass(frozen=True)
class Network:
    """How one is built, the step sizes to choose from, and whether its pixels are shuffled.

    The step sizes reach beyond the best on both sides.
    """

    build: Callable[..., Layer]
    step_sizes: tuple[float, ...]
    shuffled: bool = False


NETWORKS = {
    "softmax regression": Network(softmax_regression, (0.0001, 0.0003, 0.001, 0.003, 0.01)),
    "dense network": Network(dense, (0.001, 0.003, 0.01, 0.03)),
    "LeNet": Network(lenet, (0.003, 0.01, 0.03)),
    "LeNet, shuffled pixels": Network(lenet, (0.003, 0.01, 0.03), shuffled=True),
}


def train_network(job: Job) -> dict[str, Any]:
    """Choose the step size on validation images, train with it, and measure the test set once."""
    parts = _prepared(job.dataset, job.settings["shuffled"])
    tuning = {str(lr): _validated(job, parts, lr) for lr in NETWORKS[job.configuration].step_sizes}
    lr = float(max(tuning, key=lambda lr: tuning[lr]))
    network, curve, losses, seconds = _train(job, parts, lr, job.seed)
    return {
        "parameters": sum(array.size for array in network.parameters().values()),
        "learning_rate": lr,
        "tuning": tuning,
        "test_accuracy": accuracy(network, *parts["test"]),
        "validation_accuracy": curve[-1],
        "seconds": round(sum(seconds), 2),
        "seconds_per_epoch": round(median(seconds), 3),
        "history": {"loss": losses, "validation_accuracy": curve},
    }


def _validated(job: Job, parts: dict[str, Images], lr: float) -> float:
    """Return the validation accuracy of this step size, which all seeds of a network share."""
    return job.remember(
        f"{job.configuration}, step size {lr}",
        lambda: _train(job, parts, lr, TUNING_SEED)[1][-1],
    )


def _prepared(data: Dataset, shuffled: bool) -> dict[str, Images]:
    """Standardise; where asked, move the pixels of all images to other places, the same in all."""
    mean, std = channel_statistics(data.x_train)
    order = np.random.default_rng(0).permutation(PIXELS) if shuffled else np.arange(PIXELS)
    parts = {}
    for part in ("train", "val", "test"):
        x = standardise(getattr(data, f"x_{part}"), mean, std).astype(np.float32)
        moved = x.reshape(len(x), PIXELS)[:, order].reshape(x.shape)
        parts[part] = moved, getattr(data, f"y_{part}")
    return parts


def _train(
    job: Job, parts: dict[str, Images], lr: float, seed: int
) -> tuple[Layer, list[float], list[float], list[float]]:
    """Return the network, and validation accuracy, mean loss and seconds of each epoch."""
    rng = np.random.default_rng(seed)
    network = NETWORKS[job.configuration].build(len(job.dataset.classes), rng=rng)
    optimizer = SGD(network.parameters(), lr, job.settings["momentum"])
    curve, losses, seconds = [], [], []
    for _ in range(job.epochs):
        job.check_time()
        started = time.perf_counter()
        steps = fit(
            network,
            *parts["train"],
            optimizer.step,
            epochs=1,
            batch_size=job.settings["batch_size"],
            rng=rng,
        )
        seconds.append(time.perf_counter() - started)
        losses.append(float(f"{np.mean(steps):.5g}"))
        curve.append(accuracy(network, *parts["val"]))
    return network, curve, losses, seconds


EXPERIMENT = Experiment(
    name="lenet",
    title="The LeNet beside networks without convolutions",
    configurations={
        name: {
            "shuffled": network.shuffled,
            "batch_size": BATCH_SIZE,
            "momentum": MOMENTUM,
        }
        for name, network in NETWORKS.items()
    },
    sizes={"fashion-mini": Size(epochs=4, seeds=1)},
    train=train_network,
    measures=("test_accuracy", "validation_accuracy", "parameters", "seconds_per_epoch"),
)
