"""The check of ``07-efficient.separable_conv2d_backward``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

import cnnlib.separable
from autograder.chapters.efficient import oracles
from autograder.chapters.efficient.answers import separable_conv2d_backward as answers
from autograder.chapters.efficient.drawn import FILTERS, arrays, separable_shapes
from autograder.checks import drawing
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK"]


def _case(
    rng: np.random.Generator,
    windows: drawing.Windows,
    bias: bool = False,
    dtype: str = "float64",
    **flags: Unpack[Flags],
) -> Case:
    drawn = arrays(rng, separable_shapes(windows), dtype)
    given = {"bias": drawn["bias"]} if bias else {}
    words = f"kernels of {{}}x{{}}, then {FILTERS} of 1x1" + (" and a bias" if bias else "")
    arguments = drawn["grad_out"], drawn["x"], drawn["depthwise"], drawn["pointwise"]
    return Case(windows.describe(words, dtype), arguments, {**given, **windows.options}, **flags)


def _plain(rng: np.random.Generator) -> Iterator[Case]:
    shapes = (1, 3, 2, 3), (1, 2, 3, 4), (2, 1, 2, 2), (3, 2, 1, 1)
    arguments = tuple(rng.permutation(np.prod(shape)).reshape(shape) + 1.0 for shape in shapes)
    yield Case("1 image of 3x4 pixels, 2 channels to 3", arguments, public=True)
    for draw in (drawing.with_defaults, drawing.single_pixels):
        yield _case(rng, draw(rng))


def _strided(rng: np.random.Generator) -> Iterator[Case]:
    for windows in (*drawing.strided(rng), *drawing.padded(rng)):
        yield _case(rng, windows)


def _bias(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.with_defaults(rng), bias=True)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.with_defaults(rng), dtype="float32")
    yield _case(rng, drawing.with_defaults(rng), read_only=True)


CHECK = FunctionCheck(
    key="07-efficient.separable_conv2d_backward",
    oracle=oracles.separable_conv2d_backward,
    parts=(
        Part("input", 1, _plain, only=("grad_x",)),
        Part("depth-wise weights", 1, _plain, only=("grad_depthwise",)),
        Part("1x1 weights", 1, _plain, only=("grad_pointwise",)),
        Part("bias", 1, _bias, only=("grad_bias",)),
        Part("stride and padding", 1, _strided),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.separable.separable_conv2d_backward),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=NUMERICAL_GRADIENT,
    returns=("grad_x", "grad_depthwise", "grad_pointwise", "grad_bias"),
)
