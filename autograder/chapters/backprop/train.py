"""The check of ``04-backprop.train``: a LeNet in NumPy that learns."""

from autograder.chapters.backprop.answers.train import MISTAKES, train
from autograder.checks.answers import FunctionAnswer
from autograder.checks.fashion import fashion_task
from autograder.checks.networks import NamedNetwork
from autograder.checks.outcome_check import OutcomeCheck

__all__ = ["CHECK", "lenet"]


def lenet():
    """LeNet-5 in torch, with the names that `cnnlib.lenet` gives its parameters."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


CHECK = OutcomeCheck(
    key="04-backprop.train",
    learns=3,
    achieves=7,
    draw=fashion_task,
    network=NamedNetwork(lenet),
    seconds=120.0,
    package=__name__.rpartition(".")[0],
    reference=FunctionAnswer("reference", train),
    mistakes=tuple(FunctionAnswer(mistake.__name__, mistake) for mistake in MISTAKES),
    untrained="stays_untrained",
)
