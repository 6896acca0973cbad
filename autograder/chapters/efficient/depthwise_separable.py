"""The check of ``07-efficient.DepthwiseSeparable``."""

from collections.abc import Callable, Iterator

import numpy as np

import cnnlib.depthwise_separable
from autograder.chapters.efficient import at_home, modules
from autograder.chapters.efficient.answers import depthwise_separable as answers
from autograder.chapters.efficient.forward import forward_case
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.drawing import two_of
from autograder.checks.function_check import FunctionCheck
from autograder.checks.module_cases import module_case
from autograder.checks.together import together_in

__all__ = ["CHECK"]


def _cases(
    make_case: Callable[..., Case], training: bool, *strides: int
) -> Callable[[np.random.Generator], Iterator[Case]]:
    def draw(rng: np.random.Generator) -> Iterator[Case]:
        for stride in strides:
            into, out = two_of(rng, (3, 4, 5))
            shape = (4, into, *two_of(rng, (5, 6, 7)))
            options = {"in_channels": into, "out_channels": out}
            options |= {"stride": stride} if stride > 1 else {}
            label = f"4 images of {shape[2]}x{shape[3]}, {into} to {out} channels, stride {stride}"
            yield make_case(rng, modules.Separable, label, options, shape, training=training)

    return draw


def _square(rng: np.random.Generator) -> Iterator[Case]:
    into, out = two_of(rng, (3, 4, 5))
    side = int(rng.integers(5, 8))
    label = f"4 images of {side}x{side}, {into} to {out} channels"
    options = {"in_channels": into, "out_channels": out}
    shape = (4, into, side, side)
    yield forward_case(rng, modules.Separable, label, options, shape, training=True)


GRADIENTS = (
    "input",
    *(f"{layer}.weight" for layer in ("depthwise", "bn1", "pointwise", "bn2")),
    "bn1.bias",
    "bn2.bias",
)
BUFFERS = tuple(
    f"buffer {norm}.running_{kind}" for norm in ("bn1", "bn2") for kind in ("mean", "var")
)

CHECK = FunctionCheck(
    key="07-efficient.DepthwiseSeparable",
    oracle=modules.Separable,
    parts=(
        Part("output", 1, _cases(forward_case, True, 1), at_home=at_home.SEPARABLE_OUTPUT),
        Part("square images", 1, _square, at_home=at_home.SEPARABLE_SQUARE),
        Part("stride", 2, _cases(forward_case, True, 2), at_home=at_home.SEPARABLE_STRIDED),
        Part(
            "evaluation", 2, _cases(forward_case, False, 1, 2), at_home=at_home.SEPARABLE_EVALUATED
        ),
        Part(
            "gradients and statistics",
            2,
            _cases(module_case, True, 1, 2),
            only=(*GRADIENTS, *BUFFERS),
            at_home=at_home.SEPARABLE_GRADIENTS,
        ),
    ),
    reference=FunctionAnswer("reference", cnnlib.depthwise_separable.DepthwiseSeparable),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    together=together_in(answers),
    rtol=1e-3,
    torch=True,
)
