"""A training exercise that takes a moment: tell blurred vertical bars from horizontal ones."""

import numpy as np

from autograder.checks.answers import FunctionAnswer
from autograder.checks.networks import NamedNetwork
from autograder.checks.outcome_check import OutcomeCheck
from autograder.checks.task import Task

__all__ = ["BARS"]


def draw(rng):
    numbers = rng.permutation(3)
    x_train, y_train = _images(rng, 300)
    x_test, y_test = _images(rng, 600)
    return Task(x_train, numbers[y_train], x_test, numbers[y_test], classes=3)


def _images(rng, n):
    """Classes: a bar down, a bar across, none; in noise that hides some of them."""
    y = rng.integers(0, 3, n)
    x = rng.normal(0, 1.2, (n, 1, 6, 6))
    for image, label in zip(x[:, 0], y, strict=True):
        if label == 0:
            image[:, 2:4] += 1
        elif label == 1:
            image[2:4] += 1
    return x.astype(np.float32), y


def train(images, labels, seed):
    rng = np.random.default_rng(seed)
    x = images.reshape(len(images), -1)
    weight = 0.01 * rng.standard_normal((x.shape[1], 3))
    for _ in range(60):
        scores = x @ weight
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(x)), labels] -= 1
        weight -= 0.5 * (x.T @ p / len(x) + 0.1 * weight)
    return {"1.weight": weight.T}, 0.0, 1.0


def climbs(images, labels, seed):
    """Steps along the gradient, not against it."""
    rng = np.random.default_rng(seed)
    x = images.reshape(len(images), -1)
    weight = 0.01 * rng.standard_normal((x.shape[1], 3))
    onehot = np.eye(3)[labels]
    weight -= x.T @ (onehot - 1 / 3) / len(x)
    return {"1.weight": weight.T}, 0.0, 1.0


def forgets_the_labels(images, labels, seed):
    shuffled = np.random.default_rng(seed).permutation(labels)
    return train(images, shuffled, seed)


def stays_untrained(_images, _labels, seed):
    """Draws parameters and returns them."""
    return {"1.weight": np.random.default_rng(seed).normal(size=(3, 36))}, 0.0, 1.0


def network():
    from torch import nn

    return nn.Sequential(nn.Flatten(), nn.Linear(36, 3, bias=False))


BARS = OutcomeCheck(
    key="00-test.bars",
    learns=2,
    achieves=6,
    draw=draw,
    network=NamedNetwork(network),
    seconds=5.0,
    package=__name__,
    reference=FunctionAnswer("reference", train),
    mistakes=(
        FunctionAnswer("climbs", climbs),
        FunctionAnswer("forgets_the_labels", forgets_the_labels),
        FunctionAnswer("stays_untrained", stays_untrained),
    ),
)
