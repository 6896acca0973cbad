"""A network that classifies clothes, built without training, to test students' images."""

from dataclasses import dataclass

import numpy as np
import torch

from autograder.chapters.visualisation import oracles
from autograder.chapters.visualisation.drawing import FLATTEN, RELU, Layers
from autograder.checks.fashion import HELD_OUT
from autograder.checks.perturbation import perturb
from cnnlib.data import load

__all__ = ["FashionNetwork", "draw_fashion_network"]

FILTERS, KERNEL, WINDOW = 12, 5, 4
LEARNED, TESTED, CLASSES = 2_000, 200, 10
RIDGE = 3.0


@dataclass(frozen=True)
class FashionNetwork:
    """A network, and unseen images that it classifies correctly.

    Attributes
    ----------
    layers : list
        From images (N, 1, 28, 28) to 10 scores.
    images : ndarray of float32, shape (N, 1, 28, 28)
        From 0 to 1; those of 200 that are classified correctly.
    labels : ndarray of int64, shape (N,)
    """

    layers: Layers
    images: np.ndarray
    labels: np.ndarray

    def scores(self, images: np.ndarray) -> np.ndarray:
        """Return the network's scores, computed with torch."""
        return _run(self.layers, images)

    def score_of_clothes(self) -> float:
        """Return the mean score that the images have for their own classes."""
        return float(self.scores(self.images)[np.arange(len(self.labels)), self.labels].mean())

    def accuracy(self, images: np.ndarray) -> float:
        """Return the share of these images that the network classifies as their labels."""
        return float((self.scores(images).argmax(axis=1) == self.labels).mean())


def draw_fashion_network(rng: np.random.Generator) -> FashionNetwork:
    """Draw random kernels, and fit a dense layer on top to 2 000 images by least squares.

    Random features with ridge regression take a fraction of a second and always work; a step
    along the gradient fools them like trained networks.
    """
    mini = load("fashion-mini")
    with np.load(HELD_OUT) as held_out:
        x_test, y_test = held_out["x"], held_out["y"]
    learned = rng.permutation(len(mini.x_train))[:LEARNED]
    tested = rng.permutation(len(x_test))[:TESTED]
    kernels = rng.standard_normal((FILTERS, 1, KERNEL, KERNEL)).astype("float32") / KERNEL
    bias = np.zeros(FILTERS, "float32")
    body: Layers = [
        ("conv2d", {"weight": kernels, "bias": bias}),
        RELU,
        ("max_pool2d", {"kernel_size": WINDOW}),
        FLATTEN,
    ]
    features = _run(body, perturb(mini.x_train[learned], rng)).astype("float64")
    mean = features.mean(axis=0)
    centred = features - mean
    targets = np.eye(CLASSES)[mini.y_train[learned]]
    gram = centred.T @ centred + RIDGE * len(centred) / 100 * np.eye(centred.shape[1])
    weight = np.linalg.solve(gram, centred.T @ targets).T
    offset = targets.mean(axis=0) - weight @ mean
    dense = {"weight": weight.astype("float32"), "bias": offset.astype("float32")}
    layers: Layers = [*body, ("linear", dense)]
    images, labels = perturb(x_test[tested], rng), y_test[tested]
    known = _run(layers, images).argmax(axis=1) == labels
    return FashionNetwork(layers, images[known], labels[known])


def _run(layers: Layers, images: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return oracles.forward(torch.from_numpy(images), layers).numpy()
