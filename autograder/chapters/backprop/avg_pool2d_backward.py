"""The check of ``04-backprop.avg_pool2d_backward``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.pooling_backward
from autograder.chapters.backprop import pooling_oracles
from autograder.chapters.backprop import pooling_windows as draw
from autograder.chapters.backprop.answers import avg_pool2d_backward as answers
from autograder.chapters.backprop.pooling_cases import care, case, overlap, small
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK"]

OPTIONS = ("stride", "padding")


def _shares(rng: np.random.Generator) -> Iterator[Case]:
    yield small(rng)
    for _ in range(3):
        yield case(rng, draw.side_by_side(rng))


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield case(rng, draw.square(rng))


def _edges(rng: np.random.Generator) -> Iterator[Case]:
    for windows in (*draw.padded(rng), draw.hanging_over(rng)):
        yield case(rng, windows)
    for windows in draw.padded(rng):
        yield case(rng, windows, count_include_pad=False)
    for counted in (True, False):
        windows = draw.everything(rng, *OPTIONS)
        yield case(rng, windows, count_include_pad=counted)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield from care(*OPTIONS)(rng)
    windows = draw.everything(rng, *OPTIONS)
    flags: Flags = {"only_dtype": True}
    yield case(rng, windows, dtype="float32", flags=flags, count_include_pad=False)


CHECK = FunctionCheck(
    key="04-backprop.avg_pool2d_backward",
    oracle=pooling_oracles.avg_pool2d_backward,
    parts=(
        Part("shares", 1, _shares),
        Part("square images", 1, _square),
        Part("overlap", 1, overlap),
        Part("padding and ceil_mode", 1, _edges),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.pooling_backward.avg_pool2d_backward),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=NUMERICAL_GRADIENT,
)
