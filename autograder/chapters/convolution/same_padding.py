"""The check of ``01-convolution.same_padding``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.geometry
from autograder.chapters.convolution import oracles
from autograder.chapters.convolution.answers import same_padding as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _odd(rng: np.random.Generator) -> Iterator[Case]:
    for number, kernel in enumerate(rng.choice([3, 5, 7, 9, 11], size=3, replace=False).tolist()):
        yield Case(f"a kernel of {kernel}", (kernel,), public=number == 0)
    yield Case("a kernel of 1", (1,))


def _dilated(rng: np.random.Generator) -> Iterator[Case]:
    for kernels, dilations in (([3, 5, 7, 9], [3, 4, 5]), ([4, 6, 8, 10], [2, 4, 6])):
        for kernel in rng.choice(kernels, size=2, replace=False).tolist():
            dilation = int(rng.choice(dilations))
            label = f"a kernel of {kernel} with dilation {dilation}"
            yield Case(label, (kernel,), {"dilation": dilation})


CHECK = FunctionCheck(
    key="01-convolution.same_padding",
    oracle=oracles.same_padding,
    parts=(Part("odd kernels", 2, _odd), Part("dilation", 2, _dilated)),
    reference=FunctionAnswer("reference", cnnlib.geometry.same_padding),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
