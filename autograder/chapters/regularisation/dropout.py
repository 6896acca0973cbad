"""The check of ``06-regularisation.dropout``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.dropout
from autograder.chapters.regularisation import oracles
from autograder.chapters.regularisation.answers import dropout as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def mask(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Draw a mask that keeps some units and drops some."""
    kept = rng.random(shape) < 0.6
    kept.flat[:2] = True, False
    return kept


def _training(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.integers(1, 9, (2, 3)).astype(float)
    yield Case("2 rows of 3, p = 0.75", (x, mask(rng, (2, 3)), 0.75), public=True)
    for shape, p in (((4, 5), 0.2), ((2, 3, 4, 2), 0.6)):
        x = rng.normal(size=shape)
        yield Case(f"shape {shape}, p = {p}", (x, mask(rng, shape), p, True))
    x, kept = rng.normal(size=(3, 4)), mask(rng, (3, 4))
    for words in ("", ", the same once more"):  # an answer that draws its own mask gives another
        yield Case(f"p left at 0.5{words}", (x, kept))


def _evaluating(rng: np.random.Generator) -> Iterator[Case]:
    for shape, p in (((4, 3), 0.3), ((2, 2, 3, 1), 0.8)):
        x = rng.normal(size=shape)
        yield Case(f"shape {shape}, p = {p}, evaluating", (x, mask(rng, shape), p, False))


def _care(rng: np.random.Generator) -> Iterator[Case]:
    for dtype in ("float32", "float64"):
        x = rng.normal(size=(3, 5)).astype(dtype)
        yield Case(f"{dtype}", (x, mask(rng, (3, 5)), 0.37), read_only=True)


CHECK = FunctionCheck(
    key="06-regularisation.dropout",
    oracle=oracles.dropout,
    parts=(
        Part("training", 2, _training),
        Part("evaluating", 1, _evaluating),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.dropout.dropout),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
