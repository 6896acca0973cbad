"""The check of ``04-backprop.train``: a LeNet in NumPy that learns."""

from autograder.chapters.backprop.answers.train import MISTAKES, train
from autograder.checks.answers import FunctionAnswer
from autograder.checks.fashion import fashion_task
from autograder.checks.outcome_check import OutcomeCheck

__all__ = ["CHECK"]

CHECK = OutcomeCheck(
    key="04-backprop.train",
    learns=3,
    achieves=7,
    draw=fashion_task,
    seconds=120.0,
    package=__name__.rpartition(".")[0],
    reference=FunctionAnswer("reference", train),
    mistakes=tuple(FunctionAnswer(mistake.__name__, mistake) for mistake in MISTAKES),
)
