"""Train a torch classifier as a part of an experiment."""

import math
import time
from statistics import median
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from cnnlib.data import Dataset
from cnnlib.experiments.experiment import Job, OutOfTime
from cnnlib.preparation import channel_statistics, standardise, zca_whiten, zca_whitening
from cnnlib.training.metrics import evaluate, measure
from cnnlib.training.train import Augment, Data, train

__all__ = ["PRECISIONS", "columns", "fastest_precision", "tensors", "train_classifier"]

# What `train` is told, and what a result calls it.
PRECISIONS: dict[str, dict[str, bool]] = {
    "float32": {"mixed_precision": False, "channels_last": False},
    "float32, channels last": {"mixed_precision": False, "channels_last": True},
    "bfloat16": {"mixed_precision": True, "channels_last": False},
    "bfloat16, channels last": {"mixed_precision": True, "channels_last": True},
}

# A variance to add, of pixels whose own is 1; and how many images a covariance is measured on.
WHITENING, MEASURED = 0.1, 10_000


def tensors(
    dataset: Dataset, standardised: bool = True, whitened: bool = False
) -> tuple[Data, Data, Data]:
    """Return training, validation and test images as float32 tensors, with their labels.

    Parameters
    ----------
    dataset : Dataset
    standardised : bool
        Subtract the mean of the training images and divide by their standard deviation, channel by
        channel; otherwise the pixels are divided by 255.
    whitened : bool
        Remove the correlations between pixels as well (ZCA), as measured on training images.
    """
    if standardised:
        mean, std = channel_statistics(dataset.x_train)
    else:
        channels = dataset.x_train.shape[1]
        mean, std = np.zeros(channels), np.full(channels, 255.0)
    parts = (
        (dataset.x_train, dataset.y_train),
        (dataset.x_val, dataset.y_val),
        (dataset.x_test, dataset.y_test),
    )
    images = [standardise(x, mean, std) for x, _ in parts]
    if whitened:
        center, whitening = zca_whitening(images[0][:MEASURED], WHITENING)
        images = [zca_whiten(each, center, whitening) for each in images]
    train, validation, test = (
        (torch.from_numpy(x).float(), torch.from_numpy(y))
        for x, (_, y) in zip(images, parts, strict=True)
    )
    return train, validation, test


def train_classifier(
    job: Job,
    model: nn.Module,
    data: tuple[Data, Data, Data],
    optimizer: Optimizer,
    scheduler: LRScheduler | None = None,
    *,
    batch_size: int,
    augment: Augment | None = None,
    label_smoothing: float = 0.0,
    precision: str = "float32",
) -> dict[str, Any]:
    """Train for the job's epochs, measure the test set once, and return figures and curves.

    Returns
    -------
    dict
        ``parameters``, ``precision``; ``test_accuracy``, ``test_top5``, ``test_loss`` of the whole
        test set in float32; ``validation_accuracy`` after the last epoch and ``train_accuracy``
        during it; ``seconds`` in all; ``seconds_per_epoch`` and ``cpu_seconds_per_epoch``, medians
        (the second is the time of all cores together, which other work on the machine hardly
        changes); ``history``, a list for each column of the training's table.

    Raises
    ------
    OutOfTime
        If the time is up before the last epoch; the checkpoint is written.
    """
    learn, validation, test = data
    history = train(
        model,
        learn,
        validation,
        optimizer,
        scheduler,
        epochs=job.epochs,
        batch_size=batch_size,
        seed=job.seed,
        augment=augment,
        label_smoothing=label_smoothing,
        seconds=job.seconds_left,
        checkpoint=job.checkpoint,
        progress=job.progress,
        **PRECISIONS[precision],
    )
    if len(history) < job.epochs:
        raise OutOfTime
    images, labels = (part.to(job.device) for part in test)
    on_test = evaluate(model, images, labels)
    return {
        "parameters": sum(p.numel() for p in model.parameters() if p.requires_grad),
        "precision": precision,
        **{f"test_{name}": _short(value) for name, value in on_test.items()},
        "validation_accuracy": _short(history[-1]["validation_accuracy"]),
        "train_accuracy": _short(history[-1]["accuracy"]),
        "seconds": _short(sum(row["seconds"] for row in history)),
        "seconds_per_epoch": _short(median(row["seconds"] for row in history)),
        "cpu_seconds_per_epoch": _short(median(row["cpu_seconds"] for row in history)),
        "history": columns(history),
    }


def columns(history: list[dict[str, float]]) -> dict[str, list[float | None]]:
    """Turn a table by rows into one by columns, its numbers to five digits, None if not finite."""
    return {name: [_short(row[name]) for row in history] for name in history[0] if name != "epoch"}


def fastest_precision(
    job: Job, model: nn.Module, images: torch.Tensor, name: str = "precision", rounds: int = 3
) -> str:
    """Return which of `PRECISIONS` trains this model fastest here.

    The answer is remembered as `name`: with the same for all, all configurations of a result have
    the same precision.

    The four take turns, and the shortest time of each counts, so that other work on the machine
    changes the choice as little as can be. The model's weights are left as they were.
    """
    chosen = job.remember(name, lambda: _time_precisions(model, images, rounds))
    return min(chosen, key=chosen.get)


def _time_precisions(model: nn.Module, images: torch.Tensor, rounds: int) -> dict[str, float]:
    device = next(model.parameters()).device
    before = {name: value.clone() for name, value in model.state_dict().items()}
    labels = torch.zeros(len(images), dtype=torch.int64, device=device)
    seconds = dict.fromkeys(PRECISIONS, float("inf"))
    for _ in range(rounds + 1):  # the first pays for the choice of algorithms
        for name, options in PRECISIONS.items():
            last = options["channels_last"]
            layout = torch.channels_last if last else torch.contiguous_format
            model.to(memory_format=layout)  # type: ignore[call-overload]  # as in `train`
            x = images.to(device, memory_format=layout)
            started = time.perf_counter()
            with torch.autocast(device.type, torch.bfloat16, enabled=options["mixed_precision"]):
                loss, _ = measure(model(x), labels)
            loss.backward()
            loss.item()  # waits for the device
            seconds[name] = min(seconds[name], time.perf_counter() - started)
    model.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    model.zero_grad()
    model.load_state_dict(before)
    return seconds


def _short(value: float) -> float | None:
    """Keep five digits; JSON has no word for what is not finite."""
    return float(f"{value:.5g}") if math.isfinite(value) else None
