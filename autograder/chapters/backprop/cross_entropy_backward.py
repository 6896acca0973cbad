"""The check of ``04-backprop.cross_entropy_backward``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

import cnnlib.losses
from autograder.chapters.backprop import oracles
from autograder.chapters.backprop.answers import cross_entropy_backward as answers
from autograder.chapters.backprop.loss_cases import label, scores
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK"]


def cross_entropy_backward(grad_out, x, target):
    """Differentiate ``torch.nn.functional.cross_entropy``."""
    import torch
    from torch.nn import functional

    classes = torch.tensor(target)
    return oracles.gradients(lambda t: functional.cross_entropy(t, classes), grad_out, x)[0]


def _case(
    rng: np.random.Generator, grad_out: float = 1.0, dtype: str = "float64", **flags: Unpack[Flags]
) -> Case:
    x = scores(rng).astype(dtype)
    words = "" if grad_out == 1 else f", grad_out {grad_out}"
    return Case(label(x, words), (grad_out, x, _target(rng, x)), **flags)


def _target(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """Draw the right classes: not all the same, and one of them twice."""
    n, k = x.shape
    target = rng.integers(0, k, (n,))
    target[1], target[2] = (target[0] + 1) % k, target[0]
    return target


def _draw_scores(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(6).reshape(2, 3) - 2.0
    yield Case(label(x), (1.0, x, rng.permutation(3)[:2]), public=True)
    for _ in range(3):
        yield _case(rng)


def _large(rng: np.random.Generator) -> Iterator[Case]:
    x = scores(rng)
    x[0] += 2000
    x[1] -= 2000
    yield Case(
        label(x, ", scores around 2000, around -2000 and around 0"), (1.0, x, _target(rng, x))
    )


def _upstream(rng: np.random.Generator) -> Iterator[Case]:
    for _ in range(2):
        yield _case(rng, grad_out=round(rng.uniform(2, 5), 2))


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, dtype="float32")
    yield _case(rng, read_only=True)


CHECK = FunctionCheck(
    key="04-backprop.cross_entropy_backward",
    oracle=cross_entropy_backward,
    parts=(
        Part("scores", 2.5, _draw_scores),
        Part("large scores", 0.5, _large),
        Part("upstream", 2, _upstream),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.losses.cross_entropy_backward),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=NUMERICAL_GRADIENT,
)
