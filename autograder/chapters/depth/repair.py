"""The check of ``05-depth.repair``: a deep network that learns."""

from typing import TYPE_CHECKING

from autograder.chapters.depth.answers.repair import MISTAKES, repair
from autograder.checks.answers import FunctionAnswer
from autograder.checks.fashion import fashion_task
from autograder.checks.networks import DesignedNetwork
from autograder.checks.outcome_check import OutcomeCheck

if TYPE_CHECKING:
    from cnnlib.architecture.sizes import Summary

__all__ = ["CHECK"]

LAYERS = (
    "Conv2d",
    "BatchNorm2d",
    "ReLU",
    "LeakyReLU",
    "Residual",
    "AvgPool2d",
    "MaxPool2d",
    "AdaptiveAvgPool2d",
    "Dropout",
    "Flatten",
    "Linear",
)
CONVOLUTIONS = 25


def as_deep(summary: "Summary") -> str:
    """Ask for as many convolutions as the broken network has."""
    there = summary.types["Conv2d"]
    if there >= CONVOLUTIONS:
        return ""
    return f"the network has {there} convolutions; it must keep {CONVOLUTIONS} of them."


CHECK = OutcomeCheck(
    key="05-depth.repair",
    learns=4,
    achieves=8,
    draw=fashion_task,
    network=DesignedNetwork(LAYERS, 16_000, 1_000_000, requires=as_deep),
    seconds=120.0,
    package=__name__.rpartition(".")[0],
    reference=FunctionAnswer("reference", repair),
    mistakes=tuple(FunctionAnswer(mistake.__name__, mistake) for mistake in MISTAKES),
    torch=True,
)
