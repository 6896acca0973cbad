"""The check of ``08-visualisation.deconvnet``."""

from collections.abc import Callable, Iterator

import numpy as np

import cnnlib.deconvnet
from autograder.chapters.visualisation import drawing, layers_at_home, oracles
from autograder.chapters.visualisation.answers import deconvnet as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.together import together_in

__all__ = ["CHECK"]


def _cases(
    draw: Callable[[np.random.Generator], drawing.Layers], words: str, shape: tuple[int, ...]
) -> Callable[[np.random.Generator], Iterator[Case]]:
    def draw_cases(rng: np.random.Generator) -> Iterator[Case]:
        for given in drawing.with_active_units(rng, draw, 2, shape):
            yield Case(f"{shape[0]} images of {shape[2]}x{shape[3]} pixels, {words}", given)

    return draw_cases


def _one_convolution(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.integers(1, 4, (1, 1, 3, 4)) * 1.0
    layers = [("conv2d", {"weight": rng.permutation(8).reshape(2, 1, 2, 2) + 1.0})]
    label = "1 image of 3x4 pixels, one convolution with 2 kernels of 2x2"
    yield Case(label, (x, layers, (1, 0, 2)), public=True)
    yield from _cases(drawing.convolutions, "two convolutions", (2, 2, 9, 11))(rng)


def _options(rng: np.random.Generator) -> Iterator[Case]:
    words = "strides, padding, dilation, groups"
    yield from _cases(drawing.with_options, words, (2, 2, 17, 16))(rng)
    # One by one, so that those that raise can be named.
    for option in ({"stride": (2, 3)}, {"padding": 1}, {"dilation": (2, 1)}, {"groups": 2}):
        draw, (name,) = drawing.with_one_option(**option), option
        for given in drawing.with_active_units(rng, draw, 1, (1, 2, 8, 10)):
            yield Case(f"1 image of 8x10 pixels, a convolution with {name}", given)


def _together(rng: np.random.Generator) -> Iterator[Case]:
    def draw(rng: np.random.Generator) -> drawing.Layers:
        first, second, third, last = drawing.with_options(rng)
        return [first, drawing.RELU, second, third, drawing.RELU, last, drawing.RELU]

    yield from _cases(draw, "all together", (2, 2, 17, 16))(rng)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    shape = (2, 2, 9, 11)
    for x, layers, unit in drawing.with_active_units(rng, drawing.convolutions, 1, shape):
        yield Case("2 images that must not change", (x, layers, unit), read_only=True)
        single = x.astype("float32"), drawing.in_dtype(layers, "float32"), unit
        yield Case("2 images, float32", single)


CHECK = FunctionCheck(
    key="08-visualisation.deconvnet",
    oracle=oracles.deconvnet,
    parts=(
        Part("convolutions", 2, _one_convolution, at_home=layers_at_home.PROJECTED_CONVOLUTIONS),
        Part(
            "square images",
            1,
            _cases(drawing.square_convolutions, "square kernels", (3, 2, 9, 9)),
            at_home=layers_at_home.PROJECTED_SQUARE,
        ),
        Part(
            "rectifiers",
            3,
            _cases(drawing.rectified, "with ReLUs", (2, 2, 9, 11)),
            at_home=layers_at_home.PROJECTED_RECTIFIERS,
        ),
        Part(
            "unpooling",
            3,
            _cases(drawing.pooled, "with poolings", (3, 2, 12, 17)),
            at_home=layers_at_home.PROJECTED_UNPOOLED,
        ),
        Part(
            "overlapping windows",
            1,
            _cases(drawing.overlapping, "one pooling", (2, 2, 8, 10)),
            at_home=layers_at_home.PROJECTED_OVERLAPPING,
        ),
        Part("options of the layers", 3, _options, at_home=layers_at_home.PROJECTED_OPTIONS),
        Part("all together", 1, _together, at_home=layers_at_home.PROJECTED_TOGETHER),
        Part("dtype and input", 1, _care, at_home=layers_at_home.PROJECTED_CARE),
    ),
    reference=FunctionAnswer("reference", cnnlib.deconvnet.deconvnet),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    together=together_in(answers),
)
