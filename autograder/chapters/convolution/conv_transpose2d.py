"""The check of ``01-convolution.conv_transpose2d``."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import cnnlib.conv_transpose
from autograder.chapters.convolution import oracles
from autograder.chapters.convolution.answers import conv_transpose2d as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.drawing import two_of
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]

Pair = tuple[int, int]


def _case(
    rng: np.random.Generator,
    kernel: Pair | None = None,
    size: Pair | None = None,
    groups: int = 1,
    bias: bool = False,
    dtype: str = "float64",
    read_only: bool = False,
    only_dtype: bool = False,
    **options: int | Pair,
) -> Case:
    """Draw maps whose sizes are all different."""
    kernel = kernel or two_of(rng, (2, 3, 4))
    (h, w), n = size or two_of(rng, (3, 4, 5)), int(rng.choice((2, 3)))
    channels, per_group = (5, 4) if groups == 1 else (2 * groups, 3)
    x = rng.standard_normal((n, channels, h, w)).astype(dtype)
    weight = rng.standard_normal((channels, per_group, *kernel)).astype(dtype)
    given = {"weight": weight, **options}
    words = [f"{n} maps of {h}x{w} in {channels} channels"]
    words += [f"to {groups * per_group} channels by kernels of {kernel[0]}x{kernel[1]}"]
    if bias:
        given["bias"] = rng.standard_normal(groups * per_group).astype(dtype)
        words += ["with a bias"]
    if groups > 1:
        given["groups"] = groups
        words += [f"{groups} groups"]
    words += [f"{name} {_in_words(value)}" for name, value in options.items()]
    words += [dtype] if dtype != "float64" else []
    label = ", ".join(words)
    return Case(label, (x,), given, read_only=read_only, only_dtype=only_dtype)


def _painting(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(4).reshape(1, 1, 2, 2) + 1.0
    weight = rng.permutation(6).reshape(1, 1, 2, 3) + 1.0
    yield Case("1 map of 2x2, a 2x3 kernel", (x,), {"weight": weight}, public=True)
    yield _case(rng)
    yield _case(rng, kernel=(1, 1))


def _square(rng: np.random.Generator) -> Iterator[Case]:
    kernel, side = int(rng.choice((2, 3))), int(rng.choice((4, 5)))
    yield _case(rng, kernel=(kernel, kernel), size=(side, side))


def _strides(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, kernel=two_of(rng, (3, 4)), stride=2)
    yield _case(rng, kernel=two_of(rng, (3, 4)), stride=two_of(rng, (2, 3)))
    yield _case(rng, kernel=(1, 2), stride=3)  # with gaps between the kernels


def _option(**choices: Callable[[np.random.Generator], int | Pair]) -> Callable[..., Any]:
    """Return a function that draws a case with these options, then one with a single number."""

    def draw(rng: np.random.Generator) -> Iterator[Case]:
        options: dict[str, Any] = {name: choose(rng) for name, choose in choices.items()}
        yield _case(rng, kernel=two_of(rng, (3, 4)), **options)
        alike: dict[str, Any] = {name: np.max(value).item() for name, value in options.items()}
        yield _case(rng, kernel=two_of(rng, (3, 4)), **alike)

    return draw


def _output_paddings(rng: np.random.Generator) -> Iterator[Case]:
    yield from _option(
        stride=lambda _: 3,
        padding=lambda _: 1,
        output_padding=lambda rng: two_of(rng, (1, 2)),
    )(rng)
    yield _case(rng, kernel=(5, 6), size=(5, 4), stride=2, padding=4, output_padding=1)


def _groups_and_bias(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, bias=True)
    yield _case(rng, groups=2)
    yield _case(rng, groups=3, bias=True)


def _everything(rng: np.random.Generator, **flags: Any) -> Case:
    options: dict[str, Any] = {
        "stride": two_of(rng, (2, 3)),
        "padding": two_of(rng, (1, 2)),
        "output_padding": two_of(rng, (0, 1)),
        "dilation": two_of(rng, (1, 2)),
    }
    kernel = two_of(rng, (3, 4))
    return _case(rng, kernel=kernel, groups=2, bias=True, **options, **flags)


def _all_together(rng: np.random.Generator) -> Iterator[Case]:
    yield _everything(rng)
    yield _everything(rng)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    for bias in (False, True):
        yield _case(rng, dtype="float32", bias=bias)
    yield _case(rng, read_only=True)
    yield _everything(rng, dtype="float32", only_dtype=True)


def _in_words(value: int | Pair) -> str:
    return f"{value[0]} down and {value[1]} across" if isinstance(value, tuple) else str(value)


CHECK = FunctionCheck(
    key="01-convolution.conv_transpose2d",
    oracle=oracles.conv_transpose2d,
    parts=(
        Part("painting", 2, _painting),
        Part("square images", 1, _square),
        Part("stride", 1, _strides),
        Part("padding", 1, _option(padding=lambda rng: two_of(rng, (0, 2)))),
        Part("output padding", 1, _output_paddings),
        Part("dilation", 1, _option(dilation=lambda rng: two_of(rng, (2, 3)))),
        Part("groups and bias", 1, _groups_and_bias),
        Part("all together", 1, _all_together),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.conv_transpose.conv_transpose2d),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=("cnnlib.matrix_view.conv2d_matrix",),
)
