"""The check of ``07-efficient.small_network``: nearly a large network's accuracy, a tenth of its
work."""

from autograder.chapters.efficient.answers.small_network import MISTAKES, small_network
from autograder.checks.answers import FunctionAnswer
from autograder.checks.fashion import fashion_task
from autograder.checks.networks import DesignedNetwork
from autograder.checks.outcome_check import OutcomeCheck
from cnnlib.architecture.description import LAYER_TYPES

__all__ = ["CHECK"]

CHECK = OutcomeCheck(
    key="07-efficient.small_network",
    learns=3,
    achieves=7,
    draw=fashion_task,
    # A tenth of what the large network takes. So few products leave no room for more parameters.
    network=DesignedNetwork(LAYER_TYPES, 1_000_000, max_multiply_adds=159_097),
    seconds=60.0,
    package=__name__.rpartition(".")[0],
    reference=FunctionAnswer("reference", small_network),
    mistakes=tuple(FunctionAnswer(mistake.__name__, mistake) for mistake in MISTAKES),
    torch=True,
)
