"""The check of ``06-regularisation.dropout_backward``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.dropout
from autograder.chapters.regularisation import oracles
from autograder.chapters.regularisation.answers import dropout_backward as answers
from autograder.chapters.regularisation.dropout import mask
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK"]


def _training(rng: np.random.Generator) -> Iterator[Case]:
    g, x = rng.integers(1, 9, (2, 2, 3)).astype(float)
    yield Case("2 rows of 3, p = 0.75", (g, x, mask(rng, (2, 3)), 0.75), public=True)
    for shape, p in (((4, 5), 0.2), ((2, 3, 4, 2), 0.6)):
        g, x = rng.normal(size=(2, *shape))
        yield Case(f"shape {shape}, p = {p}", (g, x, mask(rng, shape), p, True))
    g, x = rng.normal(size=(2, 3, 4))
    kept = mask(rng, (3, 4))
    for words in ("", ", the same once more"):  # an answer that draws its own mask gives another
        yield Case(f"p left at 0.5{words}", (g, x, kept))


def _evaluating(rng: np.random.Generator) -> Iterator[Case]:
    g, x = rng.normal(size=(2, 4, 3))
    yield Case("evaluating", (g, x, mask(rng, (4, 3)), 0.3, False))


def _care(rng: np.random.Generator) -> Iterator[Case]:
    for dtype in ("float32", "float64"):
        g, x = rng.normal(size=(2, 3, 5)).astype(dtype)
        yield Case(f"{dtype}", (g, x, mask(rng, (3, 5)), 0.37), read_only=True)


CHECK = FunctionCheck(
    key="06-regularisation.dropout_backward",
    oracle=oracles.dropout_backward,
    parts=(
        Part("training", 1, _training),
        Part("evaluating", 0.5, _evaluating),
        Part("dtype and input", 0.5, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.dropout.dropout_backward),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=NUMERICAL_GRADIENT,
)
