"""The check of ``03-im2col.col2im``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

import cnnlib.im2col
from autograder.chapters.im2col import OTHER_CONVOLUTIONS, oracles
from autograder.chapters.im2col.answers import col2im as answers
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
    n, c, h, w = windows.shape
    (kh, kw), (h_out, w_out) = windows.kernel_size, windows.places
    cols = rng.standard_normal((n, c * kh * kw, h_out * w_out)).astype(dtype)
    label = f"the columns of {windows.describe(dtype=dtype)}"
    given = {"output_size": (h, w), "kernel_size": (kh, kw), **windows.options}
    return Case(label, (cols,), given, **flags)


def _sums(rng: np.random.Generator) -> Iterator[Case]:
    cols = rng.permutation(24).reshape(1, 4, 6) + 1.0
    given = {"output_size": (3, 4), "kernel_size": 2}
    yield Case("the columns of 1 image of 3x4 pixels, a 2x2 kernel", (cols,), given, public=True)
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
    key="03-im2col.col2im",
    oracle=oracles.col2im,
    parts=(
        Part("sums", 4, _sums),
        Part("square images", 2, _square),
        Part("stride", 3, drawing.cases_on(drawing.strided, _case)),
        Part("padding", 3, drawing.cases_on(drawing.padded, _case)),
        Part("dilation", 3, drawing.cases_on(drawing.dilated, _case)),
        Part("all together", 3, drawing.cases_on(drawing.everything, _case)),
        Part("dtype and input", 2, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.im2col.col2im),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=OTHER_CONVOLUTIONS,
)
