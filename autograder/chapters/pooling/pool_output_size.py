"""The check of ``02-pooling.pool_output_size``."""

from collections.abc import Iterator

import numpy as np

from autograder.chapters.pooling import oracles, sizes
from autograder.chapters.pooling.answers import pool_output_size as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from cnnlib import pooling_windows

__all__ = ["CHECK"]


def _strided(rng: np.random.Generator) -> Iterator[Case]:
    given = {"stride": 2}
    yield Case("8 pixels, windows of 3, stride 2", (8, 3), given, public=True)
    yield from sizes.plain(rng)


CHECK = FunctionCheck(
    key="02-pooling.pool_output_size",
    oracle=oracles.pool_output_size,
    parts=(
        Part("stride", 2, _strided),
        Part("default stride", 1, sizes.touching),
        Part("padding", 1, sizes.padded),
        Part("dilation", 1, sizes.dilated),
        Part("ceil mode", 1, sizes.ceil),
        Part("windows left out", 1, sizes.left_out),
        Part("all together", 1, sizes.everything),
    ),
    reference=FunctionAnswer("reference", pooling_windows.pool_output_size),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
