"""The check of ``02-pooling.global_avg_pool2d``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

from autograder.chapters.pooling import oracles
from autograder.chapters.pooling.answers import global_avg_pool2d as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck
from cnnlib import pooling

__all__ = ["CHECK"]


def _case(rng: np.random.Generator, dtype: str = "float64", **flags: Unpack[Flags]) -> Case:
    n, c, h, w = shape = rng.permutation((2, 3, 4, 5, 6, 7))[:4].tolist()
    label = f"{n} images of {h}x{w} pixels in {c} channels"
    label += "" if dtype == "float64" else f", {dtype}"
    return Case(label, (rng.standard_normal(shape).astype(dtype),), **flags)


def _averages(rng: np.random.Generator) -> Iterator[Case]:
    x = 6.0 * rng.permutation(12).reshape(1, 2, 2, 3)
    yield Case("1 image of 2x3 pixels in 2 channels", (x,), public=True)
    yield _case(rng)
    yield _case(rng)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, dtype="float32")
    yield _case(rng, read_only=True)
    pixels = rng.integers(100, 256, (2, 3, 5, 4), dtype=np.uint8)
    yield Case("2 images of 5x4 pixels in 3 channels, uint8", (pixels,))


CHECK = FunctionCheck(
    key="02-pooling.global_avg_pool2d",
    oracle=oracles.global_avg_pool2d,
    parts=(
        Part("averages", 3, _averages),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", pooling.global_avg_pool2d),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
