"""The check of ``06-regularisation.channel_statistics``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.preparation
from autograder.chapters.regularisation import drawing, oracles
from autograder.chapters.regularisation.answers import channel_statistics as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _images(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.integers(0, 9, (2, 2, 1, 3)).astype(float)
    x[0, :, 0, :2] = [[0, 8], [1, 3]]  # no channel is constant
    yield Case("2 images of 1x3, 2 channels", (x,), public=True)
    for shape in ((5, 1, 4, 2), (3, 4, 2, 5), (2, 5, 4, 4)):
        yield Case(f"images of shape {shape}", (drawing.images(rng, shape),))


def _care(rng: np.random.Generator) -> Iterator[Case]:
    x = drawing.images(rng, (4, 3, 2, 5)) * 40 + 120
    for dtype in ("uint8", "float32"):
        yield Case(f"images of {dtype}", (x.clip(0, 255).astype(dtype),), read_only=True)
    x = rng.integers(100, 256, (2, 4, 3, 5), dtype=np.uint8)
    yield Case("bright images of bytes", (x,), read_only=True)


CHECK = FunctionCheck(
    key="06-regularisation.channel_statistics",
    oracle=oracles.channel_statistics,
    parts=(
        Part("mean", 1, _images, only=("mean",)),
        Part("standard deviation", 1, _images, only=("std",)),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.preparation.channel_statistics),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    returns=("mean", "std"),
    withheld=("cnnlib.batch_norm.batch_norm2d",),
)
