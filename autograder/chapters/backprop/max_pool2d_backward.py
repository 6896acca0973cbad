"""The check of ``04-backprop.max_pool2d_backward``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.pooling_backward
from autograder.chapters.backprop import pooling_oracles
from autograder.chapters.backprop import pooling_windows as draw
from autograder.chapters.backprop.answers import max_pool2d_backward as answers
from autograder.chapters.backprop.pooling_cases import care, case, small
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK"]

OPTIONS = ("stride", "padding", "dilation")


def _winners(rng: np.random.Generator) -> Iterator[Case]:
    yield small(rng)
    for _ in range(3):
        yield case(rng, draw.side_by_side(rng))


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield case(rng, draw.square(rng))


def _overlap(rng: np.random.Generator) -> Iterator[Case]:
    for windows in draw.overlapping(rng):
        x = rng.standard_normal(windows.shape)
        x[:, :, 2, 2] += 10  # the maximum of every window that contains it
        yield case(rng, windows, x)


def _ties(rng: np.random.Generator) -> Iterator[Case]:
    for _ in range(2):
        windows = draw.side_by_side(rng)
        x = rng.integers(2, 4, windows.shape)
        one = case(rng, windows, x)
        yield Case(f"{one.label}, with equal numbers in it", one.args, one.kwargs)


def _edges(rng: np.random.Generator) -> Iterator[Case]:
    # All negative, so that a padding of zeros would be the maximum.
    together = draw.everything(rng, *OPTIONS)
    dilated = (draw.dilated(rng), draw.dilated(rng))
    for windows in (*draw.padded(rng), *dilated, draw.hanging_over(rng), together):
        yield case(rng, windows, -rng.uniform(1, 4, windows.shape))


CHECK = FunctionCheck(
    key="04-backprop.max_pool2d_backward",
    oracle=pooling_oracles.max_pool2d_backward,
    parts=(
        Part("winners", 2, _winners),
        Part("square images", 1, _square),
        Part("overlap", 2, _overlap),
        Part("equal numbers", 1, _ties),
        Part("padding, dilation, ceil_mode", 1, _edges),
        Part("dtype and input", 1, care(*OPTIONS)),
    ),
    reference=FunctionAnswer("reference", cnnlib.pooling_backward.max_pool2d_backward),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=NUMERICAL_GRADIENT,
)
