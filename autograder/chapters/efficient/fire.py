"""The check of ``07-efficient.Fire``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.fire
from autograder.chapters.efficient import at_home, modules
from autograder.chapters.efficient.answers import fire as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.drawing import two_of
from autograder.checks.function_check import FunctionCheck
from autograder.checks.module_cases import module_case
from autograder.checks.together import together_in

__all__ = ["CHECK"]


NAMES = ("in_channels", "squeeze", "expand1x1", "expand3x3")
LAYERS = NAMES[1:]


def _cases(rng: np.random.Generator) -> Iterator[Case]:
    # With equal numbers of channels, a convolution that reads the wrong maps raises no error.
    for channels in (rng.permutation([2, 3, 4, 5]).tolist(), [3, 3, 3, int(rng.integers(4, 7))]):
        options = dict(zip(NAMES, channels, strict=True))
        shape = (2, channels[0], *two_of(rng, (4, 5, 6)))
        label = f"2 images of {shape[2]}x{shape[3]}, Fire{tuple(channels)}"
        yield module_case(rng, modules.Fire, label, options, shape, training=True)


GRADIENTS = ("input", *(f"{layer}.{kind}" for layer in LAYERS for kind in ("weight", "bias")))

CHECK = FunctionCheck(
    key="07-efficient.Fire",
    oracle=modules.Fire,
    parts=(
        Part("output", 5, _cases, only=("output",), at_home=at_home.FIRE_OUTPUT),
        Part("gradients", 3, _cases, only=GRADIENTS, at_home=at_home.FIRE_GRADIENTS),
    ),
    reference=FunctionAnswer("reference", cnnlib.fire.Fire),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    together=together_in(answers),
    rtol=1e-4,
    torch=True,
)
