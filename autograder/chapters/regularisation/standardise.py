"""The check of ``06-regularisation.standardise``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.preparation
from autograder.chapters.regularisation import drawing, oracles
from autograder.chapters.regularisation.answers import standardise as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]

Statistics = tuple[np.ndarray, np.ndarray]


def _statistics(rng: np.random.Generator, channels: int) -> Statistics:
    return rng.uniform(90, 150, channels), rng.uniform(30, 80, channels)


def _values(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.integers(0, 9, (1, 2, 1, 3)).astype(float)
    given = np.array([4.0, 2]), np.array([2.0, 4])
    yield Case("an image of 1x3, 2 channels", (x, *given), public=True)
    # With as many rows and columns as channels, statistics along a wrong axis raise no error.
    for shape in ((3, 4, 2, 5), (2, 1, 4, 3), (2, 3, 3, 3)):
        x = rng.uniform(0, 255, shape)
        yield Case(f"images of shape {shape}", (x, *_statistics(rng, shape[1])))


def _bytes(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.integers(0, 256, (3, 2, 4, 5), dtype=np.uint8)
    yield Case("images of bytes", (x, *_statistics(rng, 2)))


def _care(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.uniform(0, 255, (2, 3, 4, 2)).astype(np.float32)
    yield Case("images of float32", (x, *_statistics(rng, 3)), read_only=True)
    yield Case("images", (drawing.images(rng, (2, 3, 1, 4)), *_statistics(rng, 3)), read_only=True)
    bright = rng.integers(100, 256, (1, 2, 3, 3), dtype=np.uint8)
    low = np.array([20.0, 90])  # no negative differences, which are tested by the part on bytes
    yield Case("bright images of bytes", (bright, low, _statistics(rng, 2)[1]), read_only=True)


CHECK = FunctionCheck(
    key="06-regularisation.standardise",
    oracle=oracles.standardise,
    parts=(
        Part("values", 1, _values),
        Part("bytes", 1, _bytes),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.preparation.standardise),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=("cnnlib.batch_norm.batch_norm2d",),
)
