"""The check of ``02-pooling.lp_pool2d``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

from autograder.chapters.pooling import drawing, oracles
from autograder.chapters.pooling.answers import lp_pool2d as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.drawing import Windows, cases_on
from autograder.checks.function_check import FunctionCheck
from cnnlib import pooling

__all__ = ["CHECK"]


def _case(
    rng: np.random.Generator,
    windows: Windows,
    norm_type: float = 2,
    dtype: str = "float64",
    **flags: Unpack[Flags],
) -> Case:
    x = rng.standard_normal(windows.shape).astype(dtype)
    given = {"norm_type": norm_type, "kernel_size": windows.kernel_size, **windows.options}
    label = windows.describe(f"p = {norm_type}, windows of {{}}x{{}}", dtype)
    return Case(label, (x,), given, **flags)


def _euclidean(rng: np.random.Generator) -> Iterator[Case]:
    x = np.array([[3, -4, 0, 5], [0, 12, 12, 0]])[:, rng.permutation(4)].reshape(1, 1, 2, 4) / 1
    given = {"norm_type": 2, "kernel_size": (2, 1)}
    label = "1 image of 2x4 pixels, p = 2, windows of 2x1"
    yield Case(label, (x,), given, public=True)
    for windows in drawing.touching(rng):
        yield _case(rng, windows)


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.square(rng))


def _powers(rng: np.random.Generator) -> Iterator[Case]:
    """Draw other norms of non-negative numbers, for which signs do not matter."""
    for windows in drawing.touching(rng):
        for norm_type in (4, 3, 1.5):
            case = _case(rng, windows, norm_type)
            yield Case(f"{case.label}, no negative numbers", (np.abs(case.args[0]),), case.kwargs)


def _signs(rng: np.random.Generator) -> Iterator[Case]:
    # p = 1, as an answer without absolute values then returns sums, not the NaN of any odd root.
    for _ in range(2):
        for windows in drawing.touching(rng):
            yield _case(rng, windows, norm_type=1)


def _everything(rng: np.random.Generator) -> Iterator[Case]:
    for norm_type in (3, 4):
        for windows in drawing.everything(rng, "stride", "ceil_mode"):
            yield _case(rng, windows, norm_type)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    for windows in drawing.touching(rng):
        yield _case(rng, windows, dtype="float32")
        yield _case(rng, windows, read_only=True)
    for windows in drawing.everything(rng, "stride", "ceil_mode"):
        yield _case(rng, windows, dtype="float32", only_dtype=True)


CHECK = FunctionCheck(
    key="02-pooling.lp_pool2d",
    oracle=oracles.lp_pool2d,
    parts=(
        Part("p = 2", 1, _euclidean),
        Part("square images", 1, _square),
        Part("other powers", 1, _powers),
        Part("negative numbers", 1, _signs),
        Part("stride", 1, cases_on(drawing.strided, _case)),
        Part("ceil mode", 0.5, cases_on(drawing.hanging, _case)),
        Part("all together", 0.5, _everything),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", pooling.lp_pool2d),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
