"""The networks that `pooling` and `dilation` compare, and how one of them is trained."""

from typing import Any

import torch

from cnnlib.experiments.experiment import Job, Size
from cnnlib.experiments.training import fastest_precision, tensors, train_classifier
from cnnlib.models.lenet_variants import lenet_variant

__all__ = ["DOCUMENT", "SIZES", "configuration", "settings", "train_network"]

DOCUMENT = "MLP Coursework 2: Exploring Convolutional Networks"

SIZES: dict[str | None, Size] = {
    "fashion-mini": Size(epochs=2, seeds=1),
    "emnist-balanced": Size(epochs=100, seeds=3),
}


def configuration(context: str, layers: int, filters: int) -> str:
    """Return a name such as ``"max, 2 layers, 32 filters"``."""
    return f"{context}, {layers} layer{'s' if layers > 1 else ''}, {filters} filters"


def settings(context: str, layers: int, filters: int) -> dict[str, Any]:
    """Return table 1 of the document for one network; it names no learning rate: Adam's own."""
    return {
        "context": context,
        "layers": layers,
        "filters": filters,
        "batch_size": 100,
        "learning_rate": 1e-3,
        "weight_decay": 1e-5,
    }


def train_network(job: Job) -> dict[str, Any]:
    """Train one network with Adam at a constant rate."""
    given = job.settings
    torch.manual_seed(job.seed)
    channels, classes = job.dataset.x_train.shape[1], len(job.dataset.classes)
    model = lenet_variant(
        given["context"], given["layers"], given["filters"], channels, classes
    ).to(job.device)
    optimizer = torch.optim.Adam(
        model.parameters(), given["learning_rate"], weight_decay=given["weight_decay"]
    )
    data = tensors(job.dataset)
    return train_classifier(
        job,
        model,
        data,
        optimizer,
        batch_size=given["batch_size"],
        precision=fastest_precision(job, model, data[0][0][: given["batch_size"]]),
    )
