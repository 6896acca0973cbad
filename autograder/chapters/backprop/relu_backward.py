"""The check of ``04-backprop.relu_backward``."""

import cnnlib.activations
from autograder.chapters.backprop import activation_cases as draw
from autograder.chapters.backprop import oracles
from autograder.chapters.backprop.answers import relu_backward as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK"]


def relu_backward(grad_out, x):
    """Differentiate ``torch.relu``."""
    import torch

    return oracles.gradients(torch.relu, grad_out, x)[0]


CHECK = FunctionCheck(
    key="04-backprop.relu_backward",
    oracle=relu_backward,
    parts=(
        Part("both signs", 1, draw.both_signs),
        Part("zero", 0.5, draw.zero),
        Part("dtype and input", 0.5, draw.care),
    ),
    reference=FunctionAnswer("reference", cnnlib.activations.relu_backward),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=NUMERICAL_GRADIENT,
)
