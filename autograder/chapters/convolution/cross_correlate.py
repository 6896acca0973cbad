"""The check of ``01-convolution.cross_correlate``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.correlation
from autograder.chapters.convolution import drawing, oracles
from autograder.chapters.convolution.answers import cross_correlate as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import CORRELATIONS

__all__ = ["CHECK"]


def _signals(rng: np.random.Generator) -> Iterator[Case]:
    x, kernel = rng.permutation(6) + 1.0, rng.permutation(3) + 1.0
    label = "a signal of 6 numbers, a kernel of 3"
    yield Case(label, (x,), {"kernel": kernel}, public=True)
    yield drawing.signal_case(rng)
    yield drawing.signal_case(rng)


def _images(rng: np.random.Generator) -> Iterator[Case]:
    x, kernel = rng.permutation(12).reshape(3, 4) + 1.0, rng.permutation(4).reshape(2, 2) + 1.0
    label = "an image of 3x4 pixels, a 2x2 kernel"
    yield Case(label, (x,), {"kernel": kernel}, public=True)
    yield from drawing.image_cases(rng)


CHECK = FunctionCheck(
    key="01-convolution.cross_correlate",
    oracle=oracles.cross_correlate,
    parts=(
        Part("signals", 2, _signals),
        Part("images", 2, _images),
        Part("square images", 1, drawing.square_cases),
        Part("modes", 2, drawing.mode_cases),
        Part("dtype and input", 1, drawing.careful_cases),
    ),
    reference=FunctionAnswer("reference", cnnlib.correlation.cross_correlate),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=CORRELATIONS,
)
