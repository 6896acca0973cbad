"""The check of ``06-regularisation.zca_whitening``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.preparation
from autograder.chapters.regularisation import drawing, oracles
from autograder.chapters.regularisation.answers import zca_whitening as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _two_pixels(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.integers(-4, 5, (5, 1, 1, 2)).astype(float)
    x[0, 0, 0] = [7, 2]  # the two pixels differ in mean and spread
    yield Case("5 images of two pixels", (x, 0.5), public=True)
    x = drawing.images(rng, (30, 1, 1, 2)) * [1, 3]
    yield Case("30 images of two pixels, epsilon left at 1e-2", (x,))


def _images(rng: np.random.Generator) -> Iterator[Case]:
    x = drawing.images(rng, (40, 2, 2, 3))
    for epsilon in (0.3, 0.9):
        yield Case(f"40 images of 2x3, 2 channels, epsilon {epsilon}", (x, epsilon))
    few = drawing.images(rng, (4, 3, 2, 1))
    yield Case("4 images of 6 numbers, fewer than there are directions", (few, 0.2))


def _care(rng: np.random.Generator) -> Iterator[Case]:
    x = drawing.images(rng, (20, 1, 2, 2))
    yield Case("images of float32", (x.astype(np.float32), 0.05), read_only=True)
    x = (x * 30 + 120).clip(0, 255).astype(np.uint8)
    yield Case("images of bytes", (x, 10.0), read_only=True)


CHECK = FunctionCheck(
    key="06-regularisation.zca_whitening",
    oracle=oracles.zca_whitening,
    parts=(
        Part("mean", 1, _images, only=("mean",)),
        Part("two pixels", 2, _two_pixels, only=("whitening",)),
        Part("images", 1, _images, only=("whitening",)),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.preparation.zca_whitening),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    returns=("mean", "whitening"),
    rtol=1e-6,
)
