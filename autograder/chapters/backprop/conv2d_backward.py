"""The check of ``04-backprop.conv2d_backward``."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Unpack

import numpy as np

import cnnlib.conv_backward
from autograder.chapters.backprop import oracles
from autograder.chapters.backprop.answers import conv2d_backward as answers
from autograder.checks import drawing
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK"]


def conv2d_backward(
    grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
) -> tuple[np.ndarray, ...]:
    """Differentiate ``torch.nn.functional.conv2d``."""
    from torch.nn import functional

    def forward(x, weight, bias=None):
        return functional.conv2d(x, weight, bias, stride, padding, dilation, groups)

    arrays = (x, weight) if bias is None else (x, weight, bias)
    return oracles.gradients(forward, grad_out, *arrays)


def _case(
    rng: np.random.Generator,
    windows: drawing.Windows,
    filters: int = 5,
    groups: int = 1,
    bias: bool = False,
    dtype: str = "float64",
    **flags: Unpack[Flags],
) -> Case:
    n, channels, *_ = windows.shape
    shapes = {
        "grad_out": (n, filters, *windows.places),
        "x": windows.shape,
        "weight": (filters, channels // groups, *windows.kernel_size),
        "bias": (filters,),
    }
    drawn = {name: rng.standard_normal(shape).astype(dtype) for name, shape in shapes.items()}
    given = {**({"bias": drawn["bias"]} if bias else {}), **windows.options}
    words = f"{filters} kernels of {{}}x{{}}" + (" and a bias" if bias else "")
    if groups > 1:
        given["groups"] = groups
        words += f" in {groups} groups"
    arguments = drawn["grad_out"], drawn["x"], drawn["weight"]
    return Case(windows.describe(words, dtype), arguments, given, **flags)


def _plain(rng: np.random.Generator) -> Iterator[Case]:
    x, weight, grad_out = (
        rng.permutation(np.prod(shape)).reshape(1, 1, *shape) + 1.0
        for shape in ((3, 4), (2, 2), (2, 3))
    )
    label = "1 image of 3x4 pixels, a 2x2 kernel and a bias"
    yield Case(label, (grad_out, x, weight), {"bias": np.array([1.0])}, public=True)
    for draw in (drawing.with_defaults, drawing.one_place, drawing.single_pixels):
        yield _case(rng, draw(rng), bias=True)


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.square(rng), bias=True)


def _groups(rng: np.random.Generator) -> Iterator[Case]:
    for groups, channels, filters in ((2, 2, 3), (3, 1, 2)):
        windows = drawing.with_defaults(rng)
        n, _, h, w = windows.shape
        windows = replace(windows, shape=(n, groups * channels, h, w))
        yield _case(rng, windows, filters=groups * filters, groups=groups)


def _together(
    rng: np.random.Generator, dtype: str = "float64", **flags: Unpack[Flags]
) -> Iterator[Case]:
    for windows in drawing.everything(rng):
        n, _, h, w = windows.shape
        windows = replace(windows, shape=(n, 4, h, w))
        yield _case(rng, windows, filters=6, groups=2, bias=True, dtype=dtype, **flags)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, drawing.with_defaults(rng), bias=True, dtype="float32")
    yield _case(rng, drawing.with_defaults(rng), bias=True, read_only=True)
    yield from _together(rng, "float32", only_dtype=True)


CHECK = FunctionCheck(
    key="04-backprop.conv2d_backward",
    oracle=conv2d_backward,
    parts=(
        Part("input", 3, _plain, only=("grad_x",)),
        Part("square images", 1, _square),
        Part("weights", 3, _plain, only=("grad_weight",)),
        Part("bias", 1, _plain, only=("grad_bias",)),
        Part("stride", 2, drawing.cases_on(drawing.strided, _case)),
        Part("padding", 1, drawing.cases_on(drawing.padded, _case)),
        Part("dilation", 1, drawing.cases_on(drawing.dilated, _case)),
        Part("groups", 1, _groups),
        Part("all together", 1, _together),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.conv_backward.conv2d_backward),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    returns=("grad_x", "grad_weight", "grad_bias"),
    withheld=NUMERICAL_GRADIENT,
)
