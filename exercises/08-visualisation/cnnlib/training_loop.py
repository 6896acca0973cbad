"""Train a torch network, measure it after each epoch, and keep its best state (chapter 6)."""

from collections.abc import Callable
from copy import deepcopy

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from cnnlib.exercise import exercise
from cnnlib.preparation import channel_statistics, standardise

__all__ = ["train_best"]

Arrays = tuple[np.ndarray, np.ndarray]
Augment = Callable[[np.ndarray, np.random.Generator], np.ndarray]


@exercise("06-regularisation.train_best", points=14)
def train_best(
    model: nn.Module,
    training: Arrays,
    validation: Arrays,
    optimizer: torch.optim.Optimizer,
    *,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    augment: Augment | None = None,
) -> list[dict[str, float]]:
    """Train a classifier, measure it after each epoch, and leave it in its best state.

    All images are standardised first, with the mean and the standard deviation of the *training*
    images, channel by channel. Then, in each epoch,

    1. the model, in training mode, sees every training image once, in a new order drawn from `rng`,
       in batches of `batch_size`, the last one with the remaining images. If there is an `augment`,
       it changes each batch of standardised images before the model sees it. For each batch the
       optimiser takes one step, with the gradient of only that batch's mean cross-entropy;
    2. the model, in evaluation mode and without computing gradients, sees every validation image
       once, in batches of any size. They are never augmented.

    At the end the model has the parameters and buffers of the epoch with the highest validation
    accuracy, the first such epoch if several are equal.

    Parameters
    ----------
    model : Module
        Maps images (N, C, H, W), tensors of float32, to scores (N, classes). H and W may differ
        between training and validation.
    training, validation : (ndarray, ndarray)
        Images, shape (N, C, H, W), and labels of int64, shape (N,). They are not changed.
    optimizer : Optimizer
        Of the model's parameters.
    epochs, batch_size : int
    rng : numpy.random.Generator
        The only source of random numbers. It is also passed to `augment`.
    augment : callable, optional
        Takes an array of images and `rng`, and returns an array of as many images.

    Returns
    -------
    list of dict
        A row for each epoch, of floats: ``loss``, the mean over the training images of the model's
        loss when it saw them; ``validation_loss`` and ``validation_accuracy``, over all validation
        images.

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d* (Cohen, Pot), questions 13 to 20.
    """
    mean, std = channel_statistics(training[0])
    images, held_out = (
        standardise(x, mean, std).astype(np.float32) for x in (training[0], validation[0])
    )
    labels = torch.from_numpy(training[1])
    history: list[dict[str, float]] = []
    best, state = -1.0, deepcopy(model.state_dict())
    for _ in range(epochs):
        model.train()
        total = 0.0
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            places = order[start : start + batch_size]
            batch = images[places] if augment is None else augment(images[places], rng)
            # A flipped array has negative strides, which torch does not take.
            scores = model(torch.from_numpy(np.ascontiguousarray(batch)))
            loss = functional.cross_entropy(scores, labels[places])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(places)
        model.eval()
        with torch.no_grad():
            scores = model(torch.from_numpy(held_out))
        answers = torch.from_numpy(validation[1])
        accuracy = (scores.argmax(dim=1) == answers).float().mean().item()
        history.append(
            {
                "loss": total / len(images),
                "validation_loss": functional.cross_entropy(scores, answers).item(),
                "validation_accuracy": accuracy,
            }
        )
        if accuracy > best:
            best, state = accuracy, deepcopy(model.state_dict())
    model.load_state_dict(state)
    return history
