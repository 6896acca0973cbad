"""The check of ``01-convolution.conv2d``."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Unpack

import numpy as np

import cnnlib.conv
from autograder.chapters.convolution import oracles
from autograder.chapters.convolution.answers import conv2d as answers
from autograder.checks import drawing
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _case(
    rng: np.random.Generator,
    windows: drawing.Windows,
    filters: int = 5,
    groups: int = 1,
    bias: bool = False,
    dtype: str = "float64",
    **flags: Unpack[Flags],
) -> Case:
    x = rng.standard_normal(windows.shape).astype(dtype)
    kernels = (filters, windows.shape[1] // groups, *windows.kernel_size)
    given = {"weight": rng.standard_normal(kernels).astype(dtype), **windows.options}
    words = f"{filters} kernels of {{}}x{{}}"
    if bias:
        given["bias"] = rng.standard_normal(filters).astype(dtype)
        words += " and a bias"
    if groups > 1:
        given["groups"] = groups
        words += f" in {groups} groups"
    return Case(windows.describe(words, dtype), (x,), given, **flags)


def _sums(rng: np.random.Generator) -> Iterator[Case]:
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


def _groups(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, _with_channels(drawing.with_defaults(rng), 4), filters=6, groups=2)
    yield _case(rng, _with_channels(drawing.with_defaults(rng), 6), filters=9, groups=3)
    yield _case(
        rng, _with_channels(drawing.with_defaults(rng), 3), filters=6, groups=3
    )  # depthwise


def _everything(
    rng: np.random.Generator, dtype: str = "float64", **flags: Unpack[Flags]
) -> Iterator[Case]:
    (windows,) = drawing.everything(rng)
    windows = _with_channels(windows, 6)
    yield _case(rng, windows, filters=4, groups=2, bias=True, dtype=dtype, **flags)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    for bias in (False, True):
        yield _case(rng, drawing.with_defaults(rng), dtype="float32", bias=bias)
    yield _case(rng, drawing.with_defaults(rng), read_only=True)
    yield from _everything(rng, "float32", only_dtype=True)


def _with_channels(windows: drawing.Windows, channels: int) -> drawing.Windows:
    n, _, h, w = windows.shape
    return replace(windows, shape=(n if n != channels else n + 1, channels, h, w))


CHECK = FunctionCheck(
    key="01-convolution.conv2d",
    oracle=oracles.conv2d,
    parts=(
        Part("sums", 3, _sums),
        Part("square images", 1, _square),
        Part("bias", 2, _bias),
        Part("stride", 2, drawing.cases_on(drawing.strided, _case)),
        Part("padding", 2, drawing.cases_on(drawing.padded, _case)),
        Part("dilation", 2, drawing.cases_on(drawing.dilated, _case)),
        Part("groups", 2, _groups),
        Part("all together", 1, _everything),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.conv.conv2d),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
