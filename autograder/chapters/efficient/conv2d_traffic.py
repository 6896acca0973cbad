"""The check of ``07-efficient.conv2d_traffic``."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import cnnlib.traffic
from autograder.chapters.efficient.answers import conv2d_traffic as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.drawing import two_of
from autograder.checks.function_check import FunctionCheck
from cnnlib.arguments import pair
from cnnlib.traffic import Traffic

__all__ = ["CHECK"]


def conv2d_traffic(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    groups=1,
    bias=True,
    batch=1,
    itemsize=4,
) -> tuple[float, ...]:
    """Build the layer and its output on torch's meta device, and count their elements."""
    import torch

    args = in_channels, out_channels, kernel_size, stride, padding, 1, groups, bias
    with torch.device("meta"):
        layer, x = torch.nn.Conv2d(*args), torch.empty(batch, in_channels, *input_size)
    with torch.no_grad():
        out = layer(x)
    work = out.numel() * layer.weight[0].numel()
    weights = sum(parameter.numel() for parameter in layer.parameters())
    moved = [itemsize * numbers for numbers in (x.numel(), weights, out.numel())]
    return work, *moved, work / sum(moved)


def _layers(*names: str, public: bool = False) -> Callable[[np.random.Generator], Iterator[Case]]:
    """Return a function that draws three layers with these options; the last is never square."""

    def draw(rng: np.random.Generator) -> Iterator[Case]:
        for number in range(3):
            group = int(rng.integers(2, 4)) if "groups" in names else 1
            into, out = (group * n for n in rng.choice([3, 4, 5, 7], 2, replace=False).tolist())
            size = two_of(rng, tuple(range(20, 40)))
            kernel = int(rng.choice((3, 5)))
            oblong = two_of(rng, (2, 3, 5))
            options: dict[str, Any] = {
                "stride": 2 if number else (2, 3),
                "padding": 1 if number else (1, 2),
                "groups": group,
                "bias": False,
                "batch": int(rng.integers(2, 9)),
                "itemsize": 2 if number else 8,
            }
            given = {name: options[name] for name in names}
            shown = public and number == 0
            yield _case(size, into, out, oblong if number == 2 else kernel, given, shown)

    return draw


def _case(
    size: tuple[int, ...],
    into: int,
    out: int,
    kernel: int | tuple[int, int],
    given: dict[str, Any],
    public: bool,
) -> Case:
    kh, kw = pair(kernel, "kernel_size")
    words = [f"{into} channels of {size[0]}x{size[1]} pixels to {out} by kernels of {kh}x{kw}"]
    words += [f"{name} {value}" for name, value in given.items() if name != "bias"]
    words += ["no bias"] if "bias" in given else []
    return Case(", ".join(words), (size, into, out, kernel), given, public=public)


CHECK = FunctionCheck(
    key="07-efficient.conv2d_traffic",
    oracle=conv2d_traffic,
    parts=(
        Part("multiply-adds", 1, _layers(public=True), only=("multiply_adds",)),
        Part("input", 1, _layers("padding"), only=("input_bytes",)),
        Part("weights", 1, _layers(), only=("weight_bytes",)),
        Part("output", 1, _layers("stride", "padding"), only=("output_bytes",)),
        Part("intensity", 1, _layers("stride"), only=("intensity",)),
        Part("batch", 1, _layers("batch")),
        Part("groups and no bias", 1, _layers("groups", "bias")),
        Part("itemsize", 1, _layers("itemsize", "batch")),
    ),
    reference=FunctionAnswer("reference", cnnlib.traffic.conv2d_traffic),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    returns=Traffic._fields,
)
