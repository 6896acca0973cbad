"""The check of ``04-backprop.sigmoid_backward``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.activations
from autograder.chapters.backprop import activation_cases as draw
from autograder.chapters.backprop import oracles
from autograder.chapters.backprop.answers import sigmoid_backward as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK"]


def sigmoid_backward(grad_out, x):
    """Differentiate ``torch.sigmoid``."""
    import torch

    return oracles.gradients(torch.sigmoid, grad_out, x)[0]


def _far(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation([-5000.0, -800, -50, -2, 1, 40, 900, 6000]).reshape(2, 4)
    case = draw.case(rng, x)
    yield Case(f"{case.label}, numbers up to 6000 and down to -5000", case.args)


CHECK = FunctionCheck(
    key="04-backprop.sigmoid_backward",
    oracle=sigmoid_backward,
    parts=(
        Part("values", 1.5, draw.both_signs),
        Part("far from zero", 1, _far),
        Part("dtype and input", 0.5, draw.care),
    ),
    reference=FunctionAnswer("reference", cnnlib.activations.sigmoid_backward),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=NUMERICAL_GRADIENT,
)
