"""The check of ``02-pooling.conv1x1``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

from autograder.chapters.pooling import oracles
from autograder.chapters.pooling.answers import conv1x1 as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck
from cnnlib import pointwise

__all__ = ["CHECK"]


def _case(
    rng: np.random.Generator,
    shape: tuple[int, int, int, int],
    filters: int,
    bias: bool = False,
    dtype: str = "float64",
    **flags: Unpack[Flags],
) -> Case:
    n, c, h, w = shape
    arrays = {"weight": rng.standard_normal((filters, c, 1, 1)).astype(dtype)}
    if bias:
        arrays["bias"] = rng.standard_normal(filters).astype(dtype)
    label = f"{n} images of {h}x{w} pixels in {c} channels, {filters} filters"
    label += " and a bias" if bias else ""
    label += "" if dtype == "float64" else f", {dtype}"
    return Case(label, (rng.standard_normal(shape).astype(dtype),), arrays, **flags)


def _unlike(rng: np.random.Generator) -> tuple[tuple[int, int, int, int], int]:
    """Draw a shape and a number of filters, five different numbers."""
    *shape, filters = rng.permutation((2, 3, 4, 5, 6, 7))[:5].tolist()
    return tuple(shape), filters


def _mixing(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(12).reshape(1, 2, 2, 3) + 1.0
    weight = rng.permutation(6).reshape(3, 2, 1, 1) + 1.0
    label = "1 image of 2x3 pixels in 2 channels, 3 filters"
    yield Case(label, (x,), {"weight": weight}, public=True)
    yield _case(rng, *_unlike(rng))
    yield _case(rng, *_unlike(rng))


def _square(rng: np.random.Generator) -> Iterator[Case]:
    """Draw as many filters as channels, so that a transposed weight raises no error."""
    shape, _ = _unlike(rng)
    yield _case(rng, shape, filters=shape[1])


def _bias(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, *_unlike(rng), bias=True)
    shape, _ = _unlike(rng)
    # With as many filters as pixels across, a bias along the wrong axis raises no error.
    yield _case(rng, shape, filters=shape[3], bias=True)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, *_unlike(rng), dtype="float32")
    yield _case(rng, *_unlike(rng), bias=True, read_only=True)
    yield _case(rng, *_unlike(rng), bias=True, dtype="float32", only_dtype=True)


CHECK = FunctionCheck(
    key="02-pooling.conv1x1",
    oracle=oracles.conv1x1,
    parts=(
        Part("mixing", 4, _mixing),
        Part("as many filters as channels", 1, _square),
        Part("bias", 2, _bias),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", pointwise.conv1x1),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=(
        "cnnlib.conv.conv2d",
        "cnnlib.conv_transpose.conv_transpose2d",
        "cnnlib.conv1d.conv1d",
    ),
)
