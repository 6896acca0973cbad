"""The check of ``02-pooling.window_pixels``."""

from collections.abc import Callable, Iterator

import numpy as np

from autograder.chapters.pooling import oracles, sizes
from autograder.chapters.pooling.answers import window_pixels as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from cnnlib import pooling_windows

__all__ = ["CHECK"]

Draw = Callable[..., Iterator[Case]]

COUNTED, NOT_COUNTED = {"count_include_pad": True}, {"count_include_pad": False}


def _inside(rng: np.random.Generator) -> Iterator[Case]:
    yield Case("7 pixels, windows of 3, stride 2", (7, 3), {"stride": 2}, public=True)
    yield from sizes.plain(rng)
    yield from sizes.touching(rng)


def _with(draw: Draw, *flags: dict[str, bool]) -> Draw:
    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for each in flags:
            yield from draw(rng, **each)

    return cases


def _hanging(rng: np.random.Generator) -> Iterator[Case]:
    yield from _with(sizes.ceil, COUNTED, NOT_COUNTED)(rng)
    # A last window with a single pixel, as in the visible test.
    yield from sizes.left_out(rng, starts=(-1,), **NOT_COUNTED)


CHECK = FunctionCheck(
    key="02-pooling.window_pixels",
    oracle=oracles.window_pixels,
    parts=(
        Part("no padding", 1, _inside),
        Part("padding counted", 1, _with(sizes.padded, {}, COUNTED)),
        Part("padding not counted", 1, _with(sizes.padded, NOT_COUNTED)),
        Part("dilation", 1, _with(sizes.dilated, NOT_COUNTED)),
        Part("hanging over", 1, _hanging),
        Part("all together", 1, _with(sizes.everything, COUNTED, NOT_COUNTED)),
    ),
    reference=FunctionAnswer("reference", pooling_windows.window_pixels),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
