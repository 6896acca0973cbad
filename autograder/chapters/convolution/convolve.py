"""The check of ``01-convolution.convolve``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.correlation
from autograder.chapters.convolution import drawing, oracles
from autograder.chapters.convolution.answers import convolve as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import CORRELATIONS

__all__ = ["CHECK"]


def _signals(rng: np.random.Generator) -> Iterator[Case]:
    single = np.zeros(5)
    single[rng.integers(1, 4)] = 1
    kernel = rng.permutation(3) + 1.0
    label = "a signal with a single 1 in it, a kernel of 3"
    yield Case(label, (single,), {"kernel": kernel, "mode": "full"}, public=True)
    yield drawing.signal_case(rng)


def _images(rng: np.random.Generator) -> Iterator[Case]:
    yield from drawing.image_cases(rng)
    # A square kernel can be rotated or transposed without an error.
    yield drawing.image_case(rng, kernel_size=(3, 3))


CHECK = FunctionCheck(
    key="01-convolution.convolve",
    oracle=oracles.convolve,
    parts=(
        Part("signals", 1, _signals),
        Part("images", 1, _images),
        Part("square images", 1, drawing.square_cases),
        Part("modes", 1, drawing.mode_cases),
        Part("dtype and input", 1, drawing.careful_cases),
    ),
    reference=FunctionAnswer("reference", cnnlib.correlation.convolve),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=CORRELATIONS,
)
