"""The check of ``08-visualisation.grad_cam``."""

from collections.abc import Iterator

import numpy as np
import torch

import cnnlib.grad_cam
from autograder.chapters.visualisation import at_home, drawing, oracles
from autograder.chapters.visualisation.answers import grad_cam as answers
from autograder.chapters.visualisation.torch_cases import COUNTS, RESULT, network_case
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.together import together_in

__all__ = ["CHECK"]


def _pair(
    rng: np.random.Generator, dtype: str = "float64"
) -> tuple[drawing.Layers, drawing.Layers]:
    halves = drawing.features(rng), drawing.classifier(rng)
    return drawing.in_dtype(halves[0], dtype), drawing.in_dtype(halves[1], dtype)


def _maps(rng: np.random.Generator) -> Iterator[Case]:
    # The two channels themselves are the maps, one for and one against the class.
    x = rng.integers(1, 9, (1, 2, 2, 3)) * 1.0
    weight = rng.permutation([4.0, 2, 3, 1, 5, 3, -2, 0, -1, -3, 0, 0]).reshape(1, 12)
    same = [("conv2d", {"weight": np.eye(2).reshape(2, 2, 1, 1)})]
    halves = same, [drawing.FLATTEN, ("linear", {"weight": weight})]
    label = "an image of 2x3 pixels in 2 channels, which are the maps, and a dense layer"
    yield network_case(label, halves, x, np.array([0]), public=True)
    label = "1 image of 9x11 pixels in 2 channels"
    x = drawing.draw_images(rng, (1, 2, 9, 11))
    halves = _pair(rng)
    # The class with the lowest score is not the predicted one, and has negative places.
    scores = oracles.forward(torch.from_numpy(x), [*halves[0], *halves[1]])
    yield network_case(label, halves, x, scores.argmin(1).numpy())


def _images(rng: np.random.Generator) -> Iterator[Case]:
    for dtype in ("float64", "float32"):
        x = drawing.draw_images(rng, (4, 2, 9, 11), dtype)
        label = f"4 images of 9x11 pixels in 2 channels, {dtype}"
        yield network_case(label, _pair(rng, dtype), x, drawing.draw_labels(rng, 4))


def _evaluation(rng: np.random.Generator) -> Iterator[Case]:
    for _ in range(2):
        (first, *others), classifier = _pair(rng)
        features = [first, drawing.batch_norm(rng, 4), *others]
        mixing = drawing.conv(rng, 5, 5, (1, 1)), drawing.batch_norm(rng, 5), drawing.RELU
        label = "4 images, networks with batch norm"
        x = drawing.draw_images(rng, (4, 2, 9, 11))
        networks = features, [*mixing, *classifier]
        yield network_case(label, networks, x, drawing.draw_labels(rng, 4))


CHECK = FunctionCheck(
    key="08-visualisation.grad_cam",
    oracle=oracles.grad_cam,
    parts=(
        Part("one image", 4, _maps, only=RESULT, at_home=at_home.CAM_OF_ONE),
        Part("several images", 4, _images, only=RESULT, at_home=at_home.CAM_OF_SEVERAL),
        Part("evaluation mode", 2, _evaluation, only=RESULT, at_home=at_home.CAM_EVALUATED),
        Part("leaves all as it was", 1, _evaluation, only=COUNTS, at_home=at_home.CAM_LEAVES),
    ),
    reference=FunctionAnswer("reference", cnnlib.grad_cam.grad_cam),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    together=together_in(answers),
    torch=True,
)
