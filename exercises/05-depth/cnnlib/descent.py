"""Train a network of NumPy layers by gradient descent, and measure it (chapter 4)."""

from collections.abc import Callable, Mapping

import numpy as np

from cnnlib.layers.layer import Layer
from cnnlib.losses import cross_entropy, cross_entropy_backward

__all__ = ["accuracy", "fit", "gradient_step"]


def gradient_step(
    parameters: Mapping[str, np.ndarray], gradients: Mapping[str, np.ndarray], lr: float
) -> None:
    r"""Move every parameter against its gradient, in place: :math:`w \leftarrow w - \eta \nabla_w`.

    Parameters
    ----------
    parameters, gradients : mapping of str to ndarray
        Of the same names and shapes.
    lr : float
        :math:`\eta`, the learning rate.

    Raises
    ------
    ValueError
        If names or shapes differ.
    """
    shapes = [{name: a.shape for name, a in group.items()} for group in (parameters, gradients)]
    if shapes[0] != shapes[1]:
        raise ValueError(f"Parameters {shapes[0]} and gradients {shapes[1]} differ.")
    for name, parameter in parameters.items():
        parameter -= lr * gradients[name]


def fit(
    network: Layer,
    images: np.ndarray,
    labels: np.ndarray,
    update: Callable[[Mapping[str, np.ndarray]], None],
    *,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
) -> list[float]:
    """Train a classifier on shuffled batches, and return the loss of each.

    Parameters
    ----------
    network : Layer
        Its output is a score for each class, shape (N, K).
    images : ndarray, shape (N, C, H, W)
    labels : ndarray of int, shape (N,)
    update : callable
        Takes the gradients by name and updates the parameters, as the ``step`` of an optimiser
        does, or ``lambda gradients: gradient_step(network.parameters(), gradients, lr=0.1)``.
    epochs, batch_size : int
        A smaller last batch is left out.
    rng : numpy.random.Generator
        Shuffles the examples in each epoch.

    Returns
    -------
    list of float
        The first is near the logarithm of the number of classes.

    Raises
    ------
    ValueError
        If there is not one label per image, or a number is out of range.
    """
    _check(images, labels)
    if epochs < 0 or not 1 <= batch_size <= len(images):
        raise ValueError(
            f"epochs must not be negative and batch_size from 1 to the {len(images)} images, not "
            f"epochs={epochs}, batch_size={batch_size}."
        )
    network.train()
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(images) - batch_size + 1, batch_size):
            batch = order[start : start + batch_size]
            scores = network.forward(images[batch])
            losses.append(float(cross_entropy(scores, labels[batch])))
            network.backward(cross_entropy_backward(1.0, scores, labels[batch]))
            update(network.gradients)
    return losses


def accuracy(
    network: Layer, images: np.ndarray, labels: np.ndarray, batch_size: int = 500
) -> float:
    """Return the share of images whose highest score is that of the right class.

    Parameters
    ----------
    network : Layer
        Left in evaluation mode.
    images : ndarray, shape (N, C, H, W)
    labels : ndarray of int, shape (N,)
    batch_size : int
        How many images are scored at once; affects only the memory needed.

    Raises
    ------
    ValueError
        If there is not one label per image, or `batch_size` is not positive.
    """
    _check(images, labels)
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, not {batch_size}.")
    network.eval()
    right = 0
    for start in range(0, len(images), batch_size):
        scores = network.forward(images[start : start + batch_size])
        right += int((scores.argmax(axis=1) == labels[start : start + batch_size]).sum())
    return right / len(images)


def _check(images: np.ndarray, labels: np.ndarray) -> None:
    if len(images) == 0 or np.shape(labels) != (len(images),):
        raise ValueError(
            f"There must be one label per image, and at least one, but images are "
            f"{np.shape(images)} and labels {np.shape(labels)}."
        )
