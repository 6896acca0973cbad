"""Accuracy and top-k accuracy of a network (chapter 6)."""

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.training.evaluation_mode import evaluation_mode

__all__ = ["METRICS", "accuracy", "average", "evaluate", "measure"]

METRICS = ("loss", "accuracy", "top5")


def accuracy(logits: torch.Tensor, labels: torch.Tensor, k: int = 1) -> float:
    """Return the fraction of images whose class is among the `k` largest logits (Prec@k).

    Parameters
    ----------
    logits : Tensor, shape (N, classes)
    labels : Tensor of int, shape (N,)
    k : int
        With `k` classes or fewer, every image counts as right.

    Raises
    ------
    ValueError
        If the shapes do not fit, there is no image, or `k` is below 1.

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d* (Cohen, Pot), question 15: Prec@1 and Prec@5.
    """
    if logits.ndim != 2 or labels.shape != logits.shape[:1] or not len(labels):
        raise ValueError(
            f"logits must have shape (N, classes) and labels (N,) with N at least 1, not "
            f"{tuple(logits.shape)} and {tuple(labels.shape)}."
        )
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}.")
    return _right(logits, labels, k).float().mean().item()


def measure(
    logits: torch.Tensor, labels: torch.Tensor, label_smoothing: float = 0.0
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the mean cross-entropy of a batch, and its `METRICS` summed over the images.

    Parameters
    ----------
    logits : Tensor, shape (N, classes)
    labels : Tensor of int64, shape (N,)
    label_smoothing : float
        See `torch.nn.functional.cross_entropy`.

    Returns
    -------
    loss : Tensor, shape ()
        To call ``backward()`` on.
    sums : Tensor, shape (3,)
        It stays on the device, so that nothing has to wait for it.
    """
    loss = F.cross_entropy(logits, labels, label_smoothing=label_smoothing)
    with torch.no_grad():
        right, near = (_right(logits, labels, k).sum().float() for k in (1, 5))
        sums = torch.stack([loss.float() * len(labels), right, near])
    return loss, sums


def evaluate(
    model: nn.Module, images: torch.Tensor, labels: torch.Tensor, batch_size: int = 500
) -> dict[str, float]:
    """Return ``loss``, ``accuracy`` and ``top5`` of a model on a data set, in evaluation mode.

    Dropout is off and batch norm uses its running statistics; the model's mode is restored.

    Parameters
    ----------
    model : Module
    images : Tensor, shape (N, C, H, W)
        On the model's device, as are the labels.
    labels : Tensor of int64, shape (N,)
    batch_size : int
        Images at a time; only affects the memory needed.

    Raises
    ------
    ValueError
        If there is not one label for each image, there is no image, or `batch_size` is below 1.

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d* (Cohen, Pot), question 14.
    """
    if len(images) != len(labels) or not len(labels):
        raise ValueError(
            f"There must be one label for each of at least one image, not images of shape "
            f"{tuple(images.shape)} and labels of shape {tuple(labels.shape)}."
        )
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, not {batch_size}.")
    with evaluation_mode(model), torch.no_grad():
        sums = [
            measure(model(x), y)[1]
            for x, y in zip(images.split(batch_size), labels.split(batch_size), strict=True)
        ]
    return average(sums, len(labels))


def average(sums: list[torch.Tensor], images: int) -> dict[str, float]:
    """Divide the sums of several batches by the number of images, and name them."""
    totals = torch.stack(sums).cpu().double().sum(dim=0) / images
    return dict(zip(METRICS, totals.tolist(), strict=True))


def _right(logits: torch.Tensor, labels: torch.Tensor, k: int) -> torch.Tensor:
    top = logits.topk(min(k, logits.shape[1]), dim=1).indices
    return (top == labels[:, None]).any(dim=1)
