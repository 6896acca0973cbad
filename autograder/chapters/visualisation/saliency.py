"""The check of ``08-visualisation.saliency``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.saliency
from autograder.chapters.visualisation import at_home, drawing, oracles
from autograder.chapters.visualisation.answers import saliency as answers
from autograder.chapters.visualisation.torch_cases import COUNTS, RESULT, network_case
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.together import together_in

__all__ = ["CHECK"]


def _one_channel(rng: np.random.Generator) -> Iterator[Case]:
    weight = rng.choice([-3.0, -2, -1, 1, 2, 3], size=(2, 6))
    layers = [drawing.FLATTEN, ("linear", {"weight": weight})]
    x, labels = rng.standard_normal((1, 1, 2, 3)), np.array([1])
    label = f"an image of 2x3 pixels, a dense layer with the weights {weight.tolist()}, class 1"
    yield network_case(label, (layers,), x, labels, public=True)
    layers = [drawing.conv(rng, 1, 4, (3, 2)), drawing.RELU, *drawing.classifier(rng, 4 * 5 * 7)]
    x = drawing.draw_images(rng, (3, 1, 7, 8))
    label = "3 images of 7x8 pixels in 1 channel"
    yield network_case(label, (layers,), x, drawing.draw_labels(rng))


def _channels(rng: np.random.Generator) -> Iterator[Case]:
    for dtype in ("float64", "float32"):
        layers = drawing.in_dtype([*drawing.features(rng), *drawing.classifier(rng)], dtype)
        x = drawing.draw_images(rng, dtype=dtype)
        label = f"3 images of 9x11 pixels in 2 channels, {dtype}"
        yield network_case(label, (layers,), x, drawing.draw_labels(rng))


def _evaluation(rng: np.random.Generator) -> Iterator[Case]:
    first, *others = drawing.features(rng)
    layers = [first, drawing.batch_norm(rng, 4), *others, *drawing.classifier(rng)]
    label = "3 images, a network with batch norm"
    yield network_case(label, (layers,), drawing.draw_images(rng), drawing.draw_labels(rng))


CHECK = FunctionCheck(
    key="08-visualisation.saliency",
    oracle=oracles.saliency,
    parts=(
        Part("one channel", 3, _one_channel, only=RESULT, at_home=at_home.SALIENCY_OF_ONE),
        Part("channels", 2, _channels, only=RESULT, at_home=at_home.SALIENCY_CHANNELS),
        Part("evaluation mode", 2, _evaluation, only=RESULT, at_home=at_home.SALIENCY_EVALUATED),
        Part("leaves all as it was", 1, _evaluation, only=COUNTS, at_home=at_home.SALIENCY_LEAVES),
    ),
    reference=FunctionAnswer("reference", cnnlib.saliency.saliency),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    together=together_in(answers),
    torch=True,
)
