"""The check of ``01-convolution.conv_output_size``."""

from collections.abc import Callable, Iterator

import numpy as np

import cnnlib.conv
from autograder.chapters.convolution import oracles
from autograder.chapters.convolution.answers import conv_output_size as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]

PLACES = range(3, 30)


def _cases(
    kernels: range, public: bool = False, **ranges: range
) -> Callable[[np.random.Generator], Iterator[Case]]:
    """Return a function that draws three kernels; the first case is `public` if that is said.

    With a stride, the last window ends at the border in one case and leaves pixels over in two,
    in one of them as many as possible: rounding the wrong way then gives a wrong size. There the
    stride is at least 3, because half a step is rounded down as often as up.
    """

    def draw(rng: np.random.Generator) -> Iterator[Case]:
        for number, kernel in enumerate(rng.choice(kernels, size=3, replace=False).tolist()):
            strides = {"stride": range(3, 5)} if number == 2 and "stride" in ranges else {}
            chosen = (ranges | strides).items()
            given = {name: int(rng.choice(range_)) for name, range_ in chosen}
            stride, padding = given.get("stride", 1), given.get("padding", 0)
            left_over = (1, 0, stride - 1)[number] if stride > 1 else 0
            extent = given.get("dilation", 1) * (kernel - 1) + 1
            # So many positions that the image is larger than its padding, and than a kernel that is
            # taken to be wider than it is.
            places = int(rng.choice(PLACES)) + 2 * padding + kernel
            size = extent + stride * (places - 1) + left_over - 2 * padding
            options = {"kernel_size": kernel, **given}
            words = [f"{size} pixels", f"a kernel of {kernel}"]
            words += [f"{name} {value}" for name, value in given.items()]
            yield Case(", ".join(words), (size,), options, public=public and number == 0)

    return draw


def _plain(rng: np.random.Generator) -> Iterator[Case]:
    yield from _cases(range(2, 12), public=True)(rng)
    yield Case("9 pixels, a kernel of 1", (9,), {"kernel_size": 1})


CHECK = FunctionCheck(
    key="01-convolution.conv_output_size",
    oracle=oracles.conv_output_size,
    parts=(
        Part("plain", 1, _plain),
        Part("stride", 2, _cases(range(3, 12), public=True, stride=range(2, 5))),
        Part("padding", 1, _cases(range(3, 12), padding=range(1, 6))),
        Part("dilation", 1, _cases(range(3, 9), dilation=range(2, 5))),
        Part(
            "all together",
            1,
            _cases(range(3, 9), stride=range(2, 5), padding=range(1, 6), dilation=range(2, 5)),
        ),
    ),
    reference=FunctionAnswer("reference", cnnlib.conv.conv_output_size),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
