"""One training loop for every torch network of the course, on any device (chapters 5 to 8)."""

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from tqdm.auto import tqdm

from cnnlib.training.checkpoint import load_checkpoint, save_checkpoint
from cnnlib.training.metrics import average, evaluate, measure

__all__ = ["train"]

Data = tuple[torch.Tensor, torch.Tensor]
Augment = Callable[[torch.Tensor, torch.Generator], torch.Tensor]


def train(
    model: nn.Module,
    data: Data,
    validation: Data,
    optimizer: Optimizer,
    scheduler: LRScheduler | None = None,
    *,
    epochs: int,
    batch_size: int = 100,
    seed: int = 0,
    augment: Augment | None = None,
    label_smoothing: float = 0.0,
    seconds: float | None = None,
    checkpoint: str | Path | None = None,
    mixed_precision: bool = False,
    channels_last: bool = False,
    progress: bool = True,
) -> list[dict[str, Any]]:
    """Train a classifier with cross-entropy, and measure it after each epoch.

    The data are moved to the model's device once, and are shuffled there. The order, the
    augmentation and the dropout of every epoch depend on `seed` and the epoch's number, so a run
    that was interrupted and resumed gives the same result. Seed the weights with
    ``torch.manual_seed`` before you build the model.

    Parameters
    ----------
    model : Module
        Maps images (N, C, H, W) to logits (N, classes). It is left in training mode.
    data, validation : (Tensor, Tensor)
        Images of a floating dtype, shape (N, C, H, W), and labels of dtype int64, shape (N,).
    optimizer : Optimizer
        Of the model's parameters.
    scheduler : LRScheduler, optional
        Takes one step after each epoch.
    epochs : int
        In total, including those of a checkpoint.
    batch_size : int
        The last batch of an epoch holds the remaining images.
    seed : int
    augment : callable, optional
        ``augment(images, generator)`` returns the batch to train on; the generator is on the
        device of the images.
    label_smoothing : float
        The fraction of each label that is spread over all classes. ``loss`` is then the smoothed
        loss; ``validation_loss`` is always the plain one.
    seconds : float, optional
        The time limit of this call. It stops before an epoch that would exceed it, if it takes as
        long as the longest one so far. One epoch is always run.
    checkpoint : str or Path, optional
        Resume from this file if it exists, and write it after each epoch.
    mixed_precision : bool
        Compute convolutions and matrix products in bfloat16 (autocast); weights keep their dtype.
    channels_last : bool
        Store images and weights in the order (N, H, W, C), which is faster with mixed precision on
        a GPU.
    progress : bool
        Show a bar.

    Returns
    -------
    list of dict
        A row for each epoch: ``epoch`` from 1, ``learning_rate``; ``loss``, ``accuracy`` and
        ``top5`` of the training batches, during the epoch; ``validation_loss``,
        ``validation_accuracy``, ``validation_top5`` after it; ``seconds``, its duration, and
        ``cpu_seconds``, the time of all cores together.

    Raises
    ------
    ValueError
        If data, numbers or checkpoint do not fit.

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d* (Cohen, Pot), questions 13 to 18.
    """
    started = time.perf_counter()
    _check(data, "data")
    _check(validation, "validation")
    for name, value, minimum in (("epochs", epochs, 1), ("batch_size", batch_size, 1)):
        if value < minimum:
            raise ValueError(f"{name} must be at least {minimum}, not {value}.")
    if seed < 0:
        raise ValueError(f"seed must be at least 0, not {seed}.")

    device = next(model.parameters()).device
    layout = torch.channels_last if channels_last else torch.contiguous_format
    if channels_last:
        model.to(memory_format=layout)  # type: ignore[call-overload]  # missing in torch's stubs
    images, labels = data[0].to(device, memory_format=layout), data[1].to(device)
    held_out = validation[0].to(device, memory_format=layout), validation[1].to(device)
    settings = {"seed": seed, "batch_size": batch_size, "images": len(images)}
    history: list[dict[str, Any]] = []
    if checkpoint is not None and Path(checkpoint).exists():
        history = load_checkpoint(checkpoint, model, optimizer, scheduler, settings)

    steps = math.ceil(len(images) / batch_size)
    bar = tqdm(
        total=epochs * steps, initial=len(history) * steps, unit="batch", disable=not progress
    )
    precision = torch.autocast(device.type, torch.bfloat16, enabled=mixed_precision)
    longest = 0.0
    with bar, torch.random.fork_rng([device] if device.type == "cuda" else []):
        for epoch in range(len(history) + 1, epochs + 1):
            begun, worked = time.perf_counter(), time.process_time()
            if seconds is not None and longest and begun + longest > started + seconds:
                break
            row = {"epoch": epoch, "learning_rate": optimizer.param_groups[0]["lr"]}
            batches = _batches(images, labels, batch_size, _seeded(device, seed, epoch), augment)
            row |= _learn(model, batches, optimizer, precision, label_smoothing, bar)
            with precision:
                measured = evaluate(model, *held_out)
            row |= {f"validation_{name}": value for name, value in measured.items()}
            row["seconds"] = time.perf_counter() - begun
            row["cpu_seconds"] = time.process_time() - worked
            longest = max(longest, row["seconds"])
            history.append(row)
            bar.set_postfix(validation_accuracy=f"{row['validation_accuracy']:.4f}")
            if scheduler is not None:
                scheduler.step()
            if checkpoint is not None:
                save_checkpoint(checkpoint, model, optimizer, scheduler, settings, history)
    return history


def _learn(
    model: nn.Module,
    batches: Iterator[Data],
    optimizer: Optimizer,
    precision: torch.autocast,
    label_smoothing: float,
    bar: tqdm,
) -> dict[str, float]:
    model.train()
    images, sums = 0, []
    for x, y in batches:
        optimizer.zero_grad()
        with precision:  # left after each step, because autocast caches copies of the weights
            loss, of_batch = measure(model(x), y, label_smoothing)
        loss.backward()
        optimizer.step()
        images += len(y)
        sums.append(of_batch)
        bar.update()
    return average(sums, images)


def _batches(
    images: torch.Tensor,
    labels: torch.Tensor,
    batch_size: int,
    generator: torch.Generator,
    augment: Augment | None,
) -> Iterator[Data]:
    """Yield the data in a new order, without a copy of the whole."""
    order = torch.randperm(len(images), generator=generator, device=images.device)
    for places in order.split(batch_size):
        x = images[places]
        yield (x if augment is None else augment(x, generator)), labels[places]


def _seeded(device: torch.device, seed: int, epoch: int) -> torch.Generator:
    """Seed dropout, and return a generator on the device, both for this epoch only."""
    number = int(np.random.SeedSequence([seed, epoch]).generate_state(1)[0])
    torch.manual_seed(number)
    return torch.Generator(device).manual_seed(number)


def _check(data: Data, name: str) -> None:
    images, labels = data
    if images.ndim != 4 or not images.is_floating_point():
        raise ValueError(
            f"The images of {name} must have a floating dtype and 4 axes (N, C, H, W), not dtype "
            f"{images.dtype} and shape {tuple(images.shape)}."
        )
    if labels.shape != images.shape[:1] or labels.dtype != torch.int64 or not len(labels):
        raise ValueError(
            f"The labels of {name} must have dtype torch.int64 and one number for each of at least "
            f"one image, not dtype {labels.dtype} and shape {tuple(labels.shape)} for images of "
            f"shape {tuple(images.shape)}."
        )
