"""The check of ``01-convolution.linear_as_conv2d``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

import cnnlib.dense_as_conv
from autograder.chapters.convolution import oracles
from autograder.chapters.convolution.answers import linear_as_conv2d as answers
from autograder.checks import drawing
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _case(
    rng: np.random.Generator,
    windows: drawing.Windows,
    bias: bool = True,
    dtype: str = "float64",
    **flags: Unpack[Flags],
) -> Case:
    (_, channels, _, _), (kh, kw) = windows.shape, windows.kernel_size
    x = rng.standard_normal(windows.shape).astype(dtype)
    given = {
        "weight": rng.standard_normal((6, channels * kh * kw)).astype(dtype),
        "input_size": windows.kernel_size,
    }
    if windows.kernel_size[0] == windows.kernel_size[1]:
        given["input_size"] = windows.kernel_size[0]  # one number stands for both
    if bias:
        given["bias"] = rng.standard_normal(6).astype(dtype)
    words = "a dense layer of 6 units for {}x{}" + ("" if bias else " without a bias")
    return Case(windows.describe(words, dtype), (x,), given, **flags)


def _one_window(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(6).reshape(1, 1, 2, 3) + 1.0
    given = {"weight": rng.permutation(12).reshape(2, 6) - 4.0, "input_size": (2, 3)}
    label = "1 image of 2x3 pixels, a dense layer of 2 units for 2x3"
    yield Case(label, (x,), given, public=True)
    yield _case(rng, drawing.one_place(rng))


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.square(rng))


def _larger(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.with_defaults(rng))
    yield _case(rng, drawing.with_defaults(rng), bias=False)
    yield _case(rng, drawing.single_pixels(rng))


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.with_defaults(rng), dtype="float32")
    yield _case(rng, drawing.with_defaults(rng), read_only=True)


CHECK = FunctionCheck(
    key="01-convolution.linear_as_conv2d",
    oracle=oracles.linear_as_conv2d,
    parts=(
        Part("one window", 1, _one_window),
        Part("square images", 1, _square),
        Part("larger images", 2, _larger),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.dense_as_conv.linear_as_conv2d),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
