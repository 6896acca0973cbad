"""The check of ``02-pooling.max_unpool2d``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

from autograder.chapters.pooling import drawing, oracles
from autograder.chapters.pooling.answers import max_unpool2d as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.drawing import Windows, cases_on, either_way
from autograder.checks.function_check import FunctionCheck
from cnnlib import unpooling

__all__ = ["CHECK"]


def _case(
    rng: np.random.Generator,
    windows: Windows,
    dtype: str = "float64",
    sized: bool = True,
    **flags: Unpack[Flags],
) -> Case:
    """Pool an image, so that the numbers and indices are those of a real network."""
    image = rng.standard_normal(windows.shape).astype(dtype)
    options = {"kernel_size": windows.kernel_size, **windows.options}
    x, indices = oracles.max_pool2d(image, **options, return_indices=True)
    label = f"what was pooled from {windows.describe('windows of {}x{}', dtype)}"
    if sized:
        options["output_size"] = windows.shape[2:]
        label += ", output_size given"
    return Case(label, (x, indices), options, **flags)


def _places(rng: np.random.Generator) -> Iterator[Case]:
    indices = np.array([[0, 1, 6, 7], [2, 3, 8, 9], [4, 5, 10, 11]])
    indices = rng.permuted(indices, axis=1)[:, 0].reshape(1, 1, 1, 3)
    x = rng.permutation(9)[:3].reshape(1, 1, 1, 3) + 1.0
    label = "3 numbers, pooled from 1 image of 2x6 pixels with windows of 2x2"
    yield Case(label, (x, indices), {"kernel_size": 2}, public=True)
    for windows in drawing.fitting(rng):
        yield _case(rng, windows, sized=False)
        yield _case(rng, windows)


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.square(rng), sized=False)


def _default_size(rng: np.random.Generator) -> Iterator[Case]:
    for options in (("stride",), *3 * (("stride", "padding"),)):
        for windows in drawing.fitting(rng, *options):
            yield _case(rng, windows, sized=False)
    for windows in drawing.fitting(rng, "stride", "padding", padding=either_way(rng, (0, 1))):
        yield _case(rng, windows, sized=False)


def _sized(rng: np.random.Generator) -> Iterator[Case]:
    for options in ({}, {"padding": 1}):
        for windows in drawing.touching(rng, **options):
            yield _case(rng, windows)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    for windows in drawing.touching(rng):
        yield _case(rng, windows, dtype="float32")
        yield _case(rng, windows, read_only=True)
    for windows in drawing.fitting(rng, "stride", "padding"):
        for sized in (False, True):
            yield _case(rng, windows, dtype="float32", sized=sized, only_dtype=True)


CHECK = FunctionCheck(
    key="02-pooling.max_unpool2d",
    oracle=oracles.max_unpool2d,
    parts=(
        Part("places", 3, _places),
        Part("square images", 1, _square),
        Part("default size", 2, _default_size),
        Part("output_size", 2, _sized),
        Part("overlapping windows", 1, cases_on(drawing.overlapping, _case)),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", unpooling.max_unpool2d),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
