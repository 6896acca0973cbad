"""The check of ``02-pooling.max_pool2d``."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Unpack

import numpy as np

from autograder.chapters.pooling import drawing, oracles
from autograder.chapters.pooling.answers import max_pool2d as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.drawing import Windows, cases_on
from autograder.checks.function_check import FunctionCheck
from cnnlib import pooling

__all__ = ["CHECK"]

EVERYTHING = ("stride", "padding", "dilation", "ceil_mode")


def _case(
    rng: np.random.Generator, windows: Windows, dtype: str = "float64", **flags: Unpack[Flags]
) -> Case:
    # Mostly below 0, so that answers that start from 0 or pad with 0 return 0.
    x = (rng.standard_normal(windows.shape) - 2).astype(dtype)
    given = {"kernel_size": windows.kernel_size, **windows.options}
    return Case(windows.describe("windows of {}x{}", dtype), (x,), given, **flags)


def _maxima(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(24).reshape(1, 1, 4, 6) - 12.0
    yield Case("1 image of 4x6 pixels, windows of 2x2", (x,), {"kernel_size": 2}, public=True)
    for windows in drawing.touching(rng):
        yield _case(rng, windows)


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.square(rng))


def _where(rng: np.random.Generator) -> Iterator[Case]:
    for draw in (drawing.touching, drawing.strided):
        for windows in draw(rng):
            yield _asking_where(_case(rng, windows), "with indices")


def _where_padded(rng: np.random.Generator) -> Iterator[Case]:
    for windows in drawing.padded(rng):
        yield _asking_where(_case(rng, windows), "with indices")


def _where_together(rng: np.random.Generator) -> Iterator[Case]:
    for draw in (drawing.dilated, drawing.hanging):
        for windows in draw(rng):
            yield _asking_where(_case(rng, windows), "with indices")
    for windows in drawing.everything(rng, *EVERYTHING):
        yield _asking_where(_case(rng, windows), "with indices")


def _ties(rng: np.random.Generator) -> Iterator[Case]:
    for windows in drawing.strided(rng):
        case = _case(rng, windows)
        # As after a ReLU: many zeros, and some windows of zeros only.
        x = np.maximum(np.round(case.args[0] + 1), 0)
        yield _asking_where(Case(case.label, (x,), case.kwargs), "many equal numbers, with indices")


def _asking_where(case: Case, words: str) -> Case:
    given = {**case.kwargs, "return_indices": True}
    return Case(f"{case.label}, {words}", case.args, given)


def _everything(rng: np.random.Generator) -> Iterator[Case]:
    for windows in drawing.everything(rng, *EVERYTHING):
        yield _case(rng, windows)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    for windows in drawing.padded(rng):
        yield _case(rng, windows, dtype="float32")
        yield _case(rng, windows, read_only=True)
    # Images, and maps of a quantised network with negative numbers only.
    for dtype, low, high in (("uint8", 0, 256), ("int8", -128, 0)):
        for windows in drawing.padded(rng):
            pixels = rng.integers(low, high, windows.shape, dtype=dtype)
            label = windows.describe("windows of {}x{}", dtype)
            yield Case(label, (pixels,), {"kernel_size": windows.kernel_size, **windows.options})
    for windows in drawing.everything(rng, *EVERYTHING):
        case = _case(rng, windows, dtype="float32")
        yield replace(_asking_where(case, "with indices"), only_dtype=True)


CHECK = FunctionCheck(
    key="02-pooling.max_pool2d",
    oracle=oracles.max_pool2d,
    parts=(
        Part("maxima", 3, _maxima),
        Part("square images", 1, _square),
        Part("stride", 2, cases_on(drawing.strided, _case)),
        Part("padding", 2, cases_on(drawing.padded, _case)),
        Part("dilation", 1, cases_on(drawing.dilated, _case)),
        Part("ceil mode", 1, cases_on(drawing.hanging, _case)),
        Part("all together", 1, _everything),
        Part("where", 2, _where, only=("indices",), dtype=True),
        Part("where, with padding", 1, _where_padded, only=("indices",)),
        Part("where, all together", 1, _where_together, only=("indices",)),
        Part("where, of equal numbers", 1, _ties, only=("indices",)),
        Part("dtype and input", 2, _care),
    ),
    reference=FunctionAnswer("reference", pooling.max_pool2d),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    returns=("out", "indices"),
)
