"""The networks that `depth` and `regularisation` compare, and how one of them is trained."""

from collections import OrderedDict
from typing import Any

import torch
from torch import nn

from cnnlib.experiments.augmentation import random_erasing
from cnnlib.experiments.experiment import Job
from cnnlib.experiments.training import fastest_precision, tensors, train_classifier
from cnnlib.gradient_flow import GradientFlow
from cnnlib.training.metrics import measure
from cnnlib.training.train import Data
from cnnlib.vgg import vgg_08, vgg_38

__all__ = ["DOCUMENT", "SETTINGS", "gradient_flow", "train_vgg"]

DOCUMENT = (
    "MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional Networks"
)

# Section 5 of the document.
SETTINGS: dict[str, Any] = {
    "layers": 38,
    "batch_norm": False,
    "residual": False,
    "channels": 32,
    "random_erasing": 0.0,
    "weight_decay": 0.0,
    "dropout": 0.0,
    "batch_size": 100,
    "learning_rate": 1e-3,
    "final_rate": 2e-5,
}
FLOW_STEPS = 10


def train_vgg(job: Job) -> dict[str, Any]:
    """Train with Adam and a cosine schedule; record the gradient that reaches each layer at first.

    Returns
    -------
    dict
        As `train_classifier` does, and what `gradient_flow` returns under its name.
    """
    given = job.settings
    data = tensors(job.dataset)
    flow = job.remember(
        f"gradient flow of {job.configuration}, seed {job.seed}",
        lambda: gradient_flow(job, data[0]),
    )
    model, optimizer = _built(job)
    precision = fastest_precision(job, model, data[0][0][: given["batch_size"]])
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(
        optimizer, job.epochs, given["final_rate"]
    )
    erase = given["random_erasing"]
    figures = train_classifier(
        job,
        model,
        data,
        optimizer,
        scheduler,
        batch_size=given["batch_size"],
        augment=(lambda x, generator: random_erasing(x, erase, generator=generator))
        if erase
        else None,
        precision=precision,
    )
    return figures | {"gradient_flow": flow}


def _built(job: Job) -> tuple[nn.Sequential, torch.optim.Optimizer]:
    given = job.settings
    torch.manual_seed(job.seed)
    arguments = job.dataset.x_train.shape[1], len(job.dataset.classes), given["channels"]
    if given["layers"] == 8:
        model = vgg_08(*arguments, given["batch_norm"])
    else:
        model = vgg_38(*arguments, given["batch_norm"], given["residual"])
    if given["dropout"]:
        model = _with_dropout(model, given["dropout"])
    model.to(job.device)
    return model, torch.optim.Adam(
        model.parameters(), given["learning_rate"], weight_decay=given["weight_decay"]
    )


def _with_dropout(model: nn.Sequential, p: float) -> nn.Sequential:
    """Drop a share `p` of the dense layer's inputs in training (section 5.4 of the document)."""
    *others, (name, dense) = model.named_children()
    return nn.Sequential(OrderedDict([*others, ("dropout", nn.Dropout(p)), (name, dense)]))


def gradient_flow(job: Job, learn: Data) -> dict[str, float]:
    """Return the mean absolute gradient of each layer's weights over the first ten steps.

    They are taken in float32, in the order of the data set.
    """
    model, optimizer = _built(job)
    images, labels = (part[: FLOW_STEPS * job.settings["batch_size"]] for part in learn)
    model.train()
    with GradientFlow(model) as flow:
        for x, y in zip(
            images.split(job.settings["batch_size"]),
            labels.split(job.settings["batch_size"]),
            strict=True,
        ):
            optimizer.zero_grad()
            measure(model(x.to(job.device)), y.to(job.device))[0].backward()
            optimizer.step()
    return {layer: float(f"{value:.5g}") for layer, value in flow.per_layer().items()}
