"""The check of ``03-im2col.conv2d_im2col``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

import cnnlib.im2col
from autograder.chapters.im2col import OTHER_CONVOLUTIONS, oracles
from autograder.chapters.im2col.answers import conv2d_im2col as answers
from autograder.checks import drawing
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _case(
    rng: np.random.Generator,
    windows: drawing.Windows,
    filters: int = 5,
    bias: bool = False,
    dtype: str = "float64",
    **flags: Unpack[Flags],
) -> Case:
    x = rng.standard_normal(windows.shape).astype(dtype)
    kernels = (filters, windows.shape[1], *windows.kernel_size)
    given = {"weight": rng.standard_normal(kernels).astype(dtype), **windows.options}
    if bias:
        given["bias"] = rng.standard_normal(filters).astype(dtype)
    words = f"{filters} kernels of {{}}x{{}}" + (" and a bias" if bias else "")
    return Case(windows.describe(words, dtype), (x,), given, **flags)


def _products(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(12).reshape(1, 1, 3, 4) + 1.0
    weight = rng.permutation(4).reshape(1, 1, 2, 2) + 1.0
    label = "1 image of 3x4 pixels, a 2x2 kernel"
    yield Case(label, (x,), {"weight": weight}, public=True)
    yield _case(rng, drawing.with_defaults(rng))
    for draw in (drawing.one_place, drawing.single_pixels):
        yield _case(rng, draw(rng))


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.square(rng))


def _bias(rng: np.random.Generator) -> Iterator[Case]:
    windows = drawing.with_defaults(rng)
    # With as many kernels as positions across, a bias along the wrong axis raises no error.
    yield _case(rng, windows, filters=windows.places[1], bias=True)
    yield _case(rng, drawing.with_defaults(rng), bias=True)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.with_defaults(rng), dtype="float32")
    yield _case(rng, drawing.with_defaults(rng), read_only=True)
    for windows in drawing.everything(rng):
        yield _case(rng, windows, dtype="float32", bias=True, only_dtype=True)


CHECK = FunctionCheck(
    key="03-im2col.conv2d_im2col",
    oracle=oracles.conv2d_im2col,
    parts=(
        Part("products", 4, _products),
        Part("square images", 1, _square),
        Part("bias", 3, _bias),
        Part("stride", 3, drawing.cases_on(drawing.strided, _case)),
        Part("padding", 3, drawing.cases_on(drawing.padded, _case)),
        Part("dilation", 2, drawing.cases_on(drawing.dilated, _case)),
        Part("all together", 2, drawing.cases_on(drawing.everything, _case, bias=True)),
        Part("dtype and input", 2, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.im2col.conv2d_im2col),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=(
        *OTHER_CONVOLUTIONS,
        *("cnnlib.three_loops.conv2d_correlate", "cnnlib.three_loops.correlate2d"),
    ),
)
