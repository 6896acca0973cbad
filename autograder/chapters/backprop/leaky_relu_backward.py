"""The check of ``04-backprop.leaky_relu_backward``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.activations
from autograder.chapters.backprop import activation_cases as draw
from autograder.chapters.backprop import oracles
from autograder.chapters.backprop.answers import leaky_relu_backward as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK"]


def leaky_relu_backward(grad_out, x, negative_slope=0.01):
    """Differentiate ``torch.nn.functional.leaky_relu``."""
    from torch.nn import functional

    return oracles.gradients(lambda t: functional.leaky_relu(t, negative_slope), grad_out, x)[0]


def _slopes(rng: np.random.Generator) -> Iterator[Case]:
    for negative_slope in (0.3, 0.07):
        yield draw.case(rng, draw.away_from_zero(rng, (4, 6)), negative_slope=negative_slope)


CHECK = FunctionCheck(
    key="04-backprop.leaky_relu_backward",
    oracle=leaky_relu_backward,
    parts=(
        Part("both signs", 1, draw.both_signs),
        Part("another slope", 1, _slopes),
        Part("zero", 0.5, draw.zero),
        Part("dtype and input", 0.5, draw.care),
    ),
    reference=FunctionAnswer("reference", cnnlib.activations.leaky_relu_backward),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=NUMERICAL_GRADIENT,
)
