"""The check of ``08-visualisation.forward_with_switches``."""

from collections.abc import Iterator

import numpy as np

from autograder.chapters.visualisation import drawing, layers_at_home, oracles
from autograder.chapters.visualisation.answers import forward_with_switches as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from cnnlib import switches

__all__ = ["CHECK"]


def _output(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(np.arange(-8.0, 8)).reshape(1, 1, 4, 4)
    layers = [("relu", {}), ("max_pool2d", {"kernel_size": 2})]
    yield Case("1 image of 4x4 pixels, a ReLU and a pooling", (x, layers), public=True)
    x = drawing.draw_images(rng, (2, 2, 9, 11))
    yield Case("2 images of 9x11 pixels, convolutions and ReLUs", (x, drawing.rectified(rng)))


def _records(rng: np.random.Generator) -> Iterator[Case]:
    x = drawing.draw_images(rng, (2, 2, 12, 17))
    yield Case("2 images of 12x17 pixels, convolutions and poolings", (x, drawing.pooled(rng)))
    x = drawing.draw_images(rng)
    yield Case("3 images of 9x11 pixels, with ReLUs too", (x, drawing.features(rng)))


def _options(rng: np.random.Generator) -> Iterator[Case]:
    x = drawing.draw_images(rng, (3, 2, 11, 14))
    yield Case("3 images, strides, padding, groups", (x, drawing.with_options(rng)))
    x = drawing.draw_images(rng, (2, 2, 8, 10))
    yield Case("2 images, a pooling with stride and padding", (x, drawing.overlapping(rng)))


def _care(rng: np.random.Generator) -> Iterator[Case]:
    layers = drawing.features(rng)
    x = drawing.draw_images(rng, dtype="float32")
    yield Case("3 images, float32", (x, drawing.in_dtype(layers, "float32")))
    yield Case("3 images that must not change", (drawing.draw_images(rng), layers), read_only=True)


CHECK = FunctionCheck(
    key="08-visualisation.forward_with_switches",
    oracle=oracles.forward_with_switches,
    parts=(
        Part("output", 2, _output, only=("out",), at_home=layers_at_home.SWITCHES_OUTPUT),
        Part("records", 4, _records, only=("records",), at_home=layers_at_home.SWITCHES_RECORDS),
        Part("options of the layers", 2, _options, at_home=layers_at_home.SWITCHES_OPTIONS),
        Part("dtype and input", 1, _care, at_home=layers_at_home.SWITCHES_CARE),
    ),
    reference=FunctionAnswer("reference", switches.forward_with_switches),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    returns=("out", "records"),
)
