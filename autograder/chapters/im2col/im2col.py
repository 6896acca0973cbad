"""The check of ``03-im2col.im2col``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

import cnnlib.im2col
from autograder.chapters.im2col import OTHER_CONVOLUTIONS, oracles
from autograder.chapters.im2col.answers import im2col as answers
from autograder.checks import drawing
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _case(
    rng: np.random.Generator,
    windows: drawing.Windows,
    dtype: str = "float64",
    **flags: Unpack[Flags],
) -> Case:
    x = rng.standard_normal(windows.shape).astype(dtype)
    given = {"kernel_size": windows.kernel_size, **windows.options}
    return Case(windows.describe(dtype=dtype), (x,), given, **flags)


def _windows(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(12).reshape(1, 1, 3, 4) + 1.0
    yield Case("1 image of 3x4 pixels, a 2x2 kernel", (x,), {"kernel_size": 2}, public=True)
    for draw in (drawing.with_defaults, drawing.one_place, drawing.single_pixels):
        yield _case(rng, draw(rng))


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.square(rng))


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.with_defaults(rng), dtype="float32")
    yield _case(rng, drawing.with_defaults(rng), read_only=True)
    for windows in drawing.everything(rng):
        yield _case(rng, windows, dtype="float32", only_dtype=True)


CHECK = FunctionCheck(
    key="03-im2col.im2col",
    oracle=oracles.im2col,
    parts=(
        Part("windows", 4, _windows),
        Part("square images", 2, _square),
        Part("stride", 3, drawing.cases_on(drawing.strided, _case)),
        Part("padding", 3, drawing.cases_on(drawing.padded, _case)),
        Part("dilation", 3, drawing.cases_on(drawing.dilated, _case)),
        Part("all together", 3, drawing.cases_on(drawing.everything, _case)),
        Part("dtype and input", 2, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.im2col.im2col),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=OTHER_CONVOLUTIONS,
)
