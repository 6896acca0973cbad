"""The check of ``01-convolution.conv2d_cost``."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import cnnlib.costs
from autograder.chapters.convolution import oracles
from autograder.chapters.convolution.answers import conv2d_cost as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.drawing import either_way, two_of
from autograder.checks.function_check import FunctionCheck
from autograder.checks.together import together_in
from cnnlib.costs import LayerCost

__all__ = ["CHECK"]


def _layers(
    public: bool = False, groups: tuple[int, ...] = (1,), bias: bool = True
) -> Callable[[np.random.Generator], Iterator[Case]]:
    """Return a function that draws two layers, the first of them square and odd in every size."""

    def draw(rng: np.random.Generator) -> Iterator[Case]:
        for number in range(2):
            group = int(rng.choice(groups))
            channels = [2, 3, 4, 5, 6] if number else [3, 5, 7]
            into, out = (group * n for n in rng.choice(channels, 2, replace=False).tolist())
            size, kernel, padding = ([int(rng.integers(20, 40))], [int(rng.choice((3, 5)))], 0)
            given: dict[str, Any] = {}
            if number:
                size, padding = rng.integers(20, 40, 2).tolist(), 1
                kernel = rng.choice([3, 4, 5], 2, False).tolist()
                given = {"stride": int(rng.integers(2, 4)), "padding": padding, "dilation": 2}
            given |= {"groups": group} if group > 1 else {}
            given |= {} if bias else {"bias": False}
            yield _case(_one(size), into, out, _one(kernel), public and not number, **given)

    return draw


def _multiplied(rng: np.random.Generator) -> Iterator[Case]:
    """Draw two layers, and one for each pair that may be the wrong way round."""
    yield from _layers()(rng)
    for name, numbers in (("stride", (2, 3)), ("padding", (0, 2)), ("dilation", (1, 2))):
        (high, wide), (rows, columns) = either_way(rng, (3, 4)), two_of(rng, (4, 5, 6))
        size = high + 6 * rows, wide + 6 * columns  # whole steps: rounding must not hide it
        yield _case(size, 2, 3, (high, wide), False, **{name: either_way(rng, numbers)})


def _grouped(rng: np.random.Generator) -> Iterator[Case]:
    yield from _layers(groups=(2, 3))(rng)
    *_, without_bias = _layers(groups=(2, 3), bias=False)(rng)
    yield without_bias


def _one(numbers: list[int]) -> int | tuple[int, ...]:
    return tuple(numbers) if len(numbers) > 1 else numbers[0]


def _case(
    size: int | tuple[int, ...],
    into: int,
    out: int,
    kernel: int | tuple[int, ...],
    public: bool,
    **given: int | bool | tuple[int, int],
) -> Case:
    words = [f"{into} channels of {_by(size)} pixels to {out} by kernels of {_by(kernel)}"]
    words += [f"{name} {value}" for name, value in given.items() if name != "bias"]
    words += ["no bias"] if "bias" in given else []
    return Case(", ".join(words), (size, into, out, kernel), given, public=public)


def _by(size: int | tuple[int, ...]) -> str:
    height, width = (size, size) if isinstance(size, int) else size
    return f"{height}x{width}"


CHECK = FunctionCheck(
    key="01-convolution.conv2d_cost",
    oracle=oracles.conv2d_cost,
    parts=(
        Part("parameters", 1, _layers(public=True), only=("parameters",)),
        Part("multiplications", 2, _multiplied, only=("multiplications",)),
        Part("accumulations", 1, _layers(), only=("accumulations",)),
        Part(
            "accumulations within channels", 1, _layers(), only=("accumulations_within_channels",)
        ),
        Part("bias sums", 1, _layers(), only=("bias_sums",)),
        Part("groups", 1, _grouped),
        Part("no bias", 1, _layers(bias=False), dtype=True),
    ),
    reference=FunctionAnswer("reference", cnnlib.costs.conv2d_cost),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    returns=LayerCost._fields,
    together=together_in(answers),
)
