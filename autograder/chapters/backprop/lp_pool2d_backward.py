"""The check of ``04-backprop.lp_pool2d_backward``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.pooling_backward
from autograder.chapters.backprop import pooling_oracles
from autograder.chapters.backprop import pooling_windows as draw
from autograder.chapters.backprop.answers import lp_pool2d_backward as answers
from autograder.chapters.backprop.pooling_cases import care, case, small
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK"]


def _squares(rng: np.random.Generator) -> Iterator[Case]:
    yield small(rng, lowest=-7, norm_type=2)
    for _ in range(2):
        yield case(rng, draw.side_by_side(rng), norm_type=2)


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield case(rng, draw.square(rng), norm_type=2)


def _norms(rng: np.random.Generator) -> Iterator[Case]:
    for norm_type in (3, 1.5, 4):
        yield case(rng, draw.side_by_side(rng), norm_type=norm_type)


def _zeros(rng: np.random.Generator) -> Iterator[Case]:
    for norm_type in (2, 3):
        windows = draw.side_by_side(rng)
        x = rng.standard_normal(windows.shape) * rng.integers(0, 2, windows.shape)
        kh, kw = windows.kernel_size
        x[:, 0, :kh, :kw] = 0
        one = case(rng, windows, x, norm_type=norm_type)
        yield Case(f"{one.label}, with windows of zeros", one.args, one.kwargs)


def _overlap(rng: np.random.Generator) -> Iterator[Case]:
    for windows in (*draw.overlapping(rng), draw.hanging_over(rng)):
        yield case(rng, windows, norm_type=2)
    yield case(rng, draw.everything(rng, "stride"), norm_type=3)


CHECK = FunctionCheck(
    key="04-backprop.lp_pool2d_backward",
    oracle=pooling_oracles.lp_pool2d_backward,
    parts=(
        Part("squares", 1.5, _squares),
        Part("square images", 0.5, _square),
        Part("other norms", 1, _norms),
        Part("zeros", 1, _zeros),
        Part("overlap and ceil_mode", 0.5, _overlap),
        Part("dtype and input", 0.5, care("stride", norm_type=2)),
    ),
    reference=FunctionAnswer("reference", cnnlib.pooling_backward.lp_pool2d_backward),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    rtol=1e-5,  # adding 1e-8 to a divisor is accepted
    withheld=NUMERICAL_GRADIENT,
)
