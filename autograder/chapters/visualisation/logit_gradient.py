"""The check of ``08-visualisation.logit_gradient``."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

import cnnlib.logit_gradient
from autograder.chapters.visualisation import drawing, layers_at_home, oracles
from autograder.chapters.visualisation.answers import logit_gradient as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK"]

FLATTEN, RELU = drawing.FLATTEN, drawing.RELU


def _case(
    rng: np.random.Generator,
    words: str,
    layers: drawing.Layers,
    shape: tuple[int, ...] = (3, 2, 9, 11),
    read_only: bool = False,
) -> Case:
    x, labels = drawing.draw_images(rng, shape), drawing.draw_labels(rng, shape[0])
    return Case(f"{shape[0]} images, {words}", (x, layers, labels), read_only=read_only)


def _relabelled(rng: np.random.Generator, case: Case) -> Case:
    """Return the case with other images and labels; without a ReLU, the images have no effect."""
    x, layers, labels = case.args
    others = drawing.draw_images(rng, x.shape), layers, np.roll(labels, 1)
    return replace(case, label=f"{case.label}, with other labels", args=others)


def _dense(rng: np.random.Generator) -> Iterator[Case]:
    weight = rng.permutation(8).reshape(2, 4) * 1.0
    x, labels = rng.integers(0, 5, (1, 1, 2, 2)) * 1.0, np.array([1])
    layers = [FLATTEN, ("linear", {"weight": weight})]
    yield Case("1 image of 2x2 pixels, a dense layer", (x, layers, labels), public=True)
    layers = [FLATTEN, drawing.linear(rng, 24, 6)]
    yield _case(rng, "a dense layer with a bias", layers, (4, 2, 3, 4))
    layers = [FLATTEN, drawing.linear(rng, 18, 6)]
    square = _case(rng, "as high as wide, a dense layer with a bias", layers, (4, 2, 3, 3))
    yield from (square, _relabelled(rng, square))


def _rectifiers(rng: np.random.Generator) -> Iterator[Case]:
    layers = [FLATTEN, drawing.linear(rng, 24, 15), RELU, drawing.linear(rng, 15, 6)]
    yield _case(rng, "two dense layers with a ReLU between them", layers, (4, 2, 3, 4))


def _convolutions(rng: np.random.Generator) -> Iterator[Case]:
    layers = [*drawing.convolutions(rng), FLATTEN, drawing.linear(rng, 4 * 6 * 8, 6)]
    case = _case(rng, "two convolutions and a dense layer", layers)
    yield from (case, _relabelled(rng, case))


def _poolings(rng: np.random.Generator) -> Iterator[Case]:
    layers = [*drawing.pooled(rng), FLATTEN, drawing.linear(rng, 4 * 2 * 2, 6)]
    yield _case(rng, "convolutions and poolings", layers, (3, 2, 12, 17))
    layers = [*drawing.overlapping(rng), FLATTEN, drawing.linear(rng, 4 * 5 * 6, 6)]
    yield _case(rng, "a pooling with stride and padding", layers, (3, 2, 8, 10))


def _together(rng: np.random.Generator) -> Iterator[Case]:
    layers = [*drawing.features(rng), *drawing.classifier(rng)]
    yield _case(rng, "a whole network", layers)
    first, second, third, last = drawing.with_options(rng)
    layers = [first, RELU, second, third, RELU, last, RELU]
    x = drawing.draw_images(rng, (3, 2, 15, 16))
    out, _ = oracles.forward_with_switches(x, layers)
    layers += [FLATTEN, drawing.linear(rng, out[0].size, 6)]
    yield Case("3 images, all options", (x, layers, drawing.draw_labels(rng)))


def _care(rng: np.random.Generator) -> Iterator[Case]:
    layers = [FLATTEN, drawing.linear(rng, 24, 15), RELU, drawing.linear(rng, 15, 6)]
    yield _case(rng, "that must not change", layers, (4, 2, 3, 4), read_only=True)
    x = drawing.draw_images(rng, (4, 2, 3, 4), "float32")
    labels = drawing.draw_labels(rng, 4)
    yield Case("4 images, float32", (x, drawing.in_dtype(layers, "float32"), labels))


CHECK = FunctionCheck(
    key="08-visualisation.logit_gradient",
    oracle=oracles.logit_gradient,
    parts=(
        Part("dense layers", 2, _dense, at_home=layers_at_home.LOGIT_DENSE),
        Part("rectifiers", 2, _rectifiers, at_home=layers_at_home.LOGIT_RECTIFIERS),
        Part("convolutions", 3, _convolutions, at_home=layers_at_home.LOGIT_CONVOLUTIONS),
        Part("poolings", 3, _poolings, at_home=layers_at_home.LOGIT_POOLINGS),
        Part("all together", 2, _together, at_home=layers_at_home.LOGIT_TOGETHER),
        Part("dtype and input", 1, _care, at_home=layers_at_home.LOGIT_CARE),
    ),
    reference=FunctionAnswer("reference", cnnlib.logit_gradient.logit_gradient),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    withheld=NUMERICAL_GRADIENT,
)
