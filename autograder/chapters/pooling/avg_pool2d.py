"""The check of ``02-pooling.avg_pool2d``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

from autograder.chapters.pooling import drawing, oracles
from autograder.chapters.pooling.answers import avg_pool2d as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.drawing import Windows, cases_on
from autograder.checks.function_check import FunctionCheck
from cnnlib import pooling

__all__ = ["CHECK"]


def _case(
    rng: np.random.Generator,
    windows: Windows,
    counted: bool = True,
    dtype: str = "float64",
    **flags: Unpack[Flags],
) -> Case:
    # As after a ReLU, some pixels are 0, and count as pixels.
    x = np.maximum(rng.standard_normal(windows.shape) + 1, 0).astype(dtype)
    given = {"kernel_size": windows.kernel_size, **windows.options}
    label = windows.describe("windows of {}x{}", dtype)
    if not counted:
        given["count_include_pad"] = False
        label += ", padding not counted"
    return Case(label, (x,), given, **flags)


def _averages(rng: np.random.Generator) -> Iterator[Case]:
    x = 4.0 * rng.permutation(24).reshape(1, 1, 4, 6)
    yield Case("1 image of 4x6 pixels, windows of 2x2", (x,), {"kernel_size": 2}, public=True)
    for windows in drawing.touching(rng):
        yield _case(rng, windows)


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.square(rng))


def _everything(rng: np.random.Generator) -> Iterator[Case]:
    for windows in drawing.everything(rng, "stride", "padding", "ceil_mode"):
        for counted in (True, False):
            yield _case(rng, windows, counted)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    (windows,) = drawing.touching(rng)
    yield _case(rng, windows, dtype="float32")
    yield _case(rng, windows, read_only=True)
    pixels = rng.integers(100, 256, windows.shape, dtype=np.uint8)
    label = windows.describe("windows of {}x{}", "uint8")
    yield Case(label, (pixels,), {"kernel_size": windows.kernel_size})
    for everything in drawing.everything(rng, "stride", "padding", "ceil_mode"):
        for counted in (True, False):
            yield _case(rng, everything, counted, dtype="float32", only_dtype=True)


CHECK = FunctionCheck(
    key="02-pooling.avg_pool2d",
    oracle=oracles.avg_pool2d,
    parts=(
        Part("averages", 2, _averages),
        Part("square images", 1, _square),
        Part("stride", 1, cases_on(drawing.strided, _case)),
        Part("padding counted", 1, cases_on(drawing.padded, _case)),
        Part("padding not counted", 1, cases_on(drawing.padded, _case, counted=False)),
        Part("ceil mode", 1, cases_on(drawing.hanging, _case)),
        Part("all together", 1, _everything),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", pooling.avg_pool2d),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
