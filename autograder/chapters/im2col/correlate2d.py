"""The check of ``03-im2col.correlate2d``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

import cnnlib.three_loops
from autograder.chapters.im2col import OTHER_CONVOLUTIONS, oracles
from autograder.chapters.im2col.answers import correlate2d as answers
from autograder.checks import drawing
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import CORRELATIONS

__all__ = ["CHECK"]


def _case(
    rng: np.random.Generator,
    windows: drawing.Windows,
    dtype: str = "float64",
    **flags: Unpack[Flags],
) -> Case:
    image = rng.standard_normal(windows.shape[2:]).astype(dtype)
    kernel = rng.standard_normal(windows.kernel_size).astype(dtype)
    h, w = image.shape
    kh, kw = kernel.shape
    options = ", ".join(f"{name} {value}" for name, value in windows.options.items())
    label = f"an image of {h}x{w} pixels, a kernel of {kh}x{kw}"
    label += f", {options}" if options else ""
    label += ", float32" if dtype == "float32" else ""
    return Case(label, (image, kernel), windows.options, **flags)


def _sums(rng: np.random.Generator) -> Iterator[Case]:
    image = rng.permutation(12).reshape(3, 4) + 1.0
    kernel = rng.permutation(4).reshape(2, 2) + 1.0
    yield Case("an image of 3x4 pixels, a 2x2 kernel", (image, kernel), public=True)
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
    key="03-im2col.correlate2d",
    oracle=oracles.correlate2d,
    parts=(
        Part("sums", 2, _sums),
        Part("square images", 1, _square),
        Part("stride", 2, drawing.cases_on(drawing.strided, _case)),
        Part("padding", 1, drawing.cases_on(drawing.padded, _case)),
        Part("dilation", 1, drawing.cases_on(drawing.dilated, _case)),
        Part("all together", 1, drawing.cases_on(drawing.everything, _case)),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.three_loops.correlate2d),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=(
        *OTHER_CONVOLUTIONS,
        *CORRELATIONS,
        "cnnlib.im2col.conv2d_im2col",
    ),
)
