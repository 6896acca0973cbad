"""The check of ``06-regularisation.generalise``: a network that does not memorise wrong labels."""

from collections import OrderedDict
from dataclasses import replace

import numpy as np

from autograder.chapters.regularisation.answers.generalise import MISTAKES, generalise
from autograder.checks.answers import FunctionAnswer
from autograder.checks.fashion import fashion_task
from autograder.checks.networks import NamedNetwork
from autograder.checks.outcome_check import OutcomeCheck
from autograder.checks.task import Task

__all__ = ["CHECK", "mislabelled_task", "network"]


def mislabelled_task(rng: np.random.Generator) -> Task:
    """Draw 400 images of ``fashion-mini`` to learn from, of which 100 have a wrong label."""
    task = fashion_task(rng)
    chosen = rng.permutation(len(task.x_train))[:400]
    labels = task.y_train[chosen].copy()
    wrong = rng.permutation(400)[:100]
    labels[wrong] = (labels[wrong] + rng.integers(1, 10, 100)) % 10
    return replace(task, x_train=task.x_train[chosen], y_train=labels)


def network():
    """The network of practicals 1-c and 1-d, for images of 28x28 in grey, in evaluation mode."""
    from torch import nn

    layers: OrderedDict[str, nn.Module] = OrderedDict()
    for number, (before, after) in enumerate(((1, 32), (32, 64), (64, 64)), start=1):
        layers[f"conv{number}"] = nn.Conv2d(before, after, 5, padding=2)
        layers[f"relu{number}"] = nn.ReLU()
        layers[f"pool{number}"] = nn.MaxPool2d(2)
    layers["flatten"] = nn.Flatten()
    layers["fc4"] = nn.Linear(64 * 3 * 3, 1000)
    layers["relu4"] = nn.ReLU()
    layers["fc5"] = nn.Linear(1000, 10)
    return nn.Sequential(layers)


CHECK = OutcomeCheck(
    key="06-regularisation.generalise",
    learns=2,
    achieves=5,
    narrows=5,
    draw=mislabelled_task,
    network=NamedNetwork(network),
    seconds=120.0,
    package=__name__.rpartition(".")[0],
    reference=FunctionAnswer("reference", generalise),
    mistakes=tuple(FunctionAnswer(mistake.__name__, mistake) for mistake in MISTAKES),
    untrained="stays_untrained",
    torch=True,
)
