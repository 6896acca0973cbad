"""A recipe of today for any network: what better training alone is worth (chapter 6)."""

from typing import Any

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from cnnlib.experiments.augmentation import random_crop, random_horizontal_flip
from cnnlib.experiments.experiment import Job
from cnnlib.experiments.training import tensors, train_classifier

__all__ = ["MODERN", "Averaged", "crop_and_flip", "one_cycle", "train_modern"]

MODERN: dict[str, Any] = {
    "recipe": "modern",
    "learning_rate": 0.1,
    "momentum": 0.9,
    "weight_decay": 5e-4,
    "label_smoothing": 0.1,
    "averaging": 0.999,
    "batch_size": 128,
}


class Averaged(nn.Module):
    """A network that learns, and its average, which answers.

    In training mode an image goes through the network. In evaluation mode it goes through the
    moving average of the network's weights and buffers twice, once mirrored, and the logits are
    averaged. Both are part of ``state_dict()``, so that a checkpoint holds them.

    Parameters
    ----------
    network : Module
    decay : float
        The share of the average that each step keeps; lower during the first steps, so that the
        average does not hold on to the first weights.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        super().__init__()
        self.network = network

        def blend(average: torch.Tensor, current: torch.Tensor, n: Any) -> torch.Tensor:
            return average + (current - average) * (1 - torch.clamp((n + 1) / (n + 10), max=decay))

        self.average = AveragedModel(network, avg_fn=blend, use_buffers=True)
        self.average.requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, C, H, W) to logits (N, classes)."""
        if self.training:
            return self.network(x)
        return (self.average(x) + self.average(x.flip(-1))) / 2

    def update_after(self, optimizer: torch.optim.Optimizer) -> None:
        """Update the average after each of the optimizer's steps."""
        optimizer.register_step_post_hook(lambda *_: self.average.update_parameters(self.network))


def crop_and_flip(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Shift each image by up to 4 pixels, and mirror half of them."""
    cropped = random_crop(
        images, (images.shape[2], images.shape[3]), padding=4, generator=generator
    )
    return random_horizontal_flip(cropped, generator=generator)


def one_cycle(epoch: int, epochs: int, warm_up: float = 0.2) -> float:
    """Return the factor of the learning rate: up in a straight line, then down to almost nothing.

    Parameters
    ----------
    epoch, epochs : int
        The first epoch is 0.
    warm_up : float
        The share of the epochs in which it rises.

    References
    ----------
    Smith & Topin (2018), "Super-convergence: very fast training of neural networks using large
    learning rates", section 4.
    """
    middle, top = epoch + 0.5, warm_up * epochs
    return middle / top if middle < top else (epochs - middle) / (epochs - top)


def train_modern(job: Job, network: nn.Module, precision: str) -> dict[str, Any]:
    """Train with `MODERN`: one-cycle, label smoothing, averaged weights, flips at test time too."""
    given = job.settings
    data = tensors(job.dataset)
    model = Averaged(network, given["averaging"]).to(job.device)
    optimizer = torch.optim.SGD(
        model.network.parameters(),
        lr=given["learning_rate"],
        momentum=given["momentum"],
        weight_decay=given["weight_decay"],
        nesterov=True,
    )
    model.update_after(optimizer)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda epoch: one_cycle(epoch, job.epochs)
    )
    return train_classifier(
        job,
        model,
        data,
        optimizer,
        scheduler,
        batch_size=given["batch_size"],
        augment=crop_and_flip,
        precision=precision,
        label_smoothing=given["label_smoothing"],
    )
