"""The check of ``07-efficient.depthwise_conv2d_backward``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

import cnnlib.depthwise_backward
from autograder.chapters.efficient import GROUPED_GRADIENTS, oracles
from autograder.chapters.efficient.answers import depthwise_conv2d_backward as answers
from autograder.chapters.efficient.drawn import arrays, depthwise_shapes
from autograder.checks import drawing
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]

# Sizes and padding are odd: with even ones p + n may be the same as p | n.
ODD = drawing.Windows((2, 3, 5, 7), (3, 2), (5, 8), {"padding": 1})


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
    arguments = drawn["grad_out"], drawn["x"], drawn["weight"]
    return Case(windows.describe(words, dtype), arguments, {**given, **windows.options}, **flags)


def _plain(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(24).reshape(1, 2, 3, 4) + 1.0
    weight = rng.permutation(8).reshape(2, 1, 2, 2) + 1.0
    grad_out = rng.permutation(12).reshape(1, 2, 2, 3) + 1.0
    label = "1 image of 3x4 pixels in 2 channels, with a bias"
    yield Case(label, (grad_out, x, weight), {"bias": np.array([1.0, 2.0])}, public=True)
    for draw in (drawing.with_defaults, drawing.one_place, drawing.single_pixels):
        yield _case(rng, draw(rng), bias=True)


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.square(rng), bias=True)


def _padding(rng: np.random.Generator) -> Iterator[Case]:
    for windows in (*drawing.padded(rng), ODD):
        yield _case(rng, windows)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.with_defaults(rng), bias=True, dtype="float32")
    yield _case(rng, drawing.with_defaults(rng), bias=True, read_only=True)


CHECK = FunctionCheck(
    key="07-efficient.depthwise_conv2d_backward",
    oracle=oracles.depthwise_conv2d_backward,
    parts=(
        Part("input", 1, _plain, only=("grad_x",)),
        Part("square images", 1, _square),
        Part("weights", 2, _plain, only=("grad_weight",)),
        Part("bias", 1, _plain, only=("grad_bias",)),
        Part("stride", 1, drawing.cases_on(drawing.strided, _case)),
        Part("padding", 1, _padding),
        Part("dilation", 0.5, drawing.cases_on(drawing.dilated, _case)),
        Part("all together", 1, drawing.cases_on(drawing.everything, _case, bias=True)),
        Part("dtype and input", 0.5, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.depthwise_backward.depthwise_conv2d_backward),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=GROUPED_GRADIENTS,
    returns=("grad_x", "grad_weight", "grad_bias"),
)
