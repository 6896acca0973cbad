"""The check of ``07-efficient.depthwise_conv2d``."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Unpack

import numpy as np

import cnnlib.depthwise
from autograder.chapters.efficient import GROUPED_CONVOLUTIONS, oracles
from autograder.chapters.efficient.answers import depthwise_conv2d as answers
from autograder.chapters.efficient.drawn import arrays, depthwise_shapes
from autograder.checks import drawing
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _case(
    rng: np.random.Generator,
    windows: drawing.Windows,
    bias: bool = False,
    dtype: str = "float64",
    **flags: Unpack[Flags],
) -> Case:
    drawn = arrays(rng, depthwise_shapes(windows), dtype)
    given = {"bias": drawn["bias"]} if bias else {}
    words = "a kernel of {}x{} for each" + (" and a bias" if bias else "")
    label = windows.describe(words, dtype)
    return Case(label, (drawn["x"], drawn["weight"]), {**given, **windows.options}, **flags)


def _channels(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(24).reshape(1, 2, 3, 4) + 1.0
    weight = rng.permutation(8).reshape(2, 1, 2, 2) + 1.0
    yield Case("1 image of 3x4 pixels in 2 channels", (x, weight), public=True)
    for draw in (drawing.with_defaults, drawing.one_place, drawing.single_pixels):
        yield _case(rng, draw(rng))


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.square(rng))


def _bias(rng: np.random.Generator) -> Iterator[Case]:
    # With as many channels as positions across, a bias along the wrong axis raises no error.
    windows = drawing.with_defaults(rng)
    n, _, h, w = windows.shape
    yield _case(rng, replace(windows, shape=(n, windows.places[1], h, w)), bias=True)
    yield _case(rng, drawing.with_defaults(rng), bias=True)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.with_defaults(rng), bias=True, dtype="float32")
    yield _case(rng, drawing.with_defaults(rng), bias=True, read_only=True)


CHECK = FunctionCheck(
    key="07-efficient.depthwise_conv2d",
    oracle=oracles.depthwise_conv2d,
    parts=(
        Part("channels", 1, _channels),
        Part("square images", 1, _square),
        Part("bias", 1, _bias),
        Part("stride", 1, drawing.cases_on(drawing.strided, _case)),
        Part("padding", 1, drawing.cases_on(drawing.padded, _case)),
        Part("dilation", 0.5, drawing.cases_on(drawing.dilated, _case)),
        Part("all together", 1, drawing.cases_on(drawing.everything, _case, bias=True)),
        Part("dtype and input", 0.5, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.depthwise.depthwise_conv2d),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=GROUPED_CONVOLUTIONS,
)
