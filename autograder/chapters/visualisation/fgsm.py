"""The check of ``08-visualisation.fgsm``."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.chapters.visualisation import at_home, drawing, oracles
from autograder.chapters.visualisation.answers import fgsm as answers
from autograder.chapters.visualisation.fashion_network import (
    FashionNetwork,
    draw_fashion_network,
)
from autograder.chapters.visualisation.levels import level
from autograder.chapters.visualisation.torch_cases import (
    COUNTS,
    MISSING,
    RESULT,
    network_case,
    on_networks,
)
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.together import together_in
from cnnlib import adversarial

__all__ = ["CHECK", "FOOLS"]

FOOLS = "fools a network"
EPSILON = 0.05
ROUNDING = 1e-6  # of epsilon: `torch.where(up, epsilon, -epsilon)` is float32


def _one_step(rng: np.random.Generator) -> Iterator[Case]:
    weight = np.stack([rng.permutation([-2.0, -1, 1, 2, 3, -3]), np.zeros(6)])
    layers = [drawing.FLATTEN, ("linear", {"weight": weight})]
    x = rng.integers(3, 8, (1, 1, 2, 3)) / 10
    label = (
        "an image of 2x3 pixels, a dense layer from 6 pixels to 2 classes with the weights "
        f"{weight.tolist()}, class 0, epsilon 0.25"
    )
    case = network_case(label, (layers,), x, np.array([0]), 0.25, public=True)
    yield case
    yield replace(case, label=f"{label}, a second time", public=False)
    for dtype, epsilon in (("float64", 0.1), ("float32", 0.03)):
        layers = drawing.in_dtype([*drawing.features(rng), *drawing.classifier(rng)], dtype)
        x = rng.uniform(0.2, 0.8, (3, 2, 9, 11)).astype(dtype)
        label = f"3 images of 9x11 pixels in 2 channels, {dtype}, epsilon {epsilon}"
        yield network_case(label, (layers,), x, drawing.draw_labels(rng), epsilon)


def _range(rng: np.random.Generator) -> Iterator[Case]:
    layers = [*drawing.features(rng), *drawing.classifier(rng)]
    x = rng.uniform(0, 1, (3, 2, 9, 11)).round(1)
    label = "3 images with many pixels near 0 and 1, epsilon 0.3"
    yield network_case(label, (layers,), x, drawing.draw_labels(rng), 0.3)


def _evaluation(rng: np.random.Generator) -> Iterator[Case]:
    first, *others = drawing.features(rng)
    layers = [first, drawing.batch_norm(rng, 4), *others, *drawing.classifier(rng)]
    x = rng.uniform(0.2, 0.8, (3, 2, 9, 11))
    label = "3 images, a network with batch norm, epsilon 0.1"
    yield network_case(label, (layers,), x, drawing.draw_labels(rng), 0.1)


def _fools(rng: np.random.Generator) -> Iterator[Case]:
    network = draw_fashion_network(rng)
    given = network.layers, network.images, network.labels, EPSILON
    right = _share_fooled(network, oracles.fgsm, *given)
    ceiling = 1 - level("fgsm") * right

    def fool(function: Any, *given: Any) -> dict[str, float]:
        """Return the share of misclassified images, relative to that of the right step."""
        fooled = _share_fooled(network, function, *given)
        return {"reached": fooled / right, MISSING: max(0.0, 1 - fooled - ceiling)}

    label = (
        f"{len(network.images)} pictures of clothes and a network that classifies them all "
        f"correctly, epsilon {EPSILON}: the right step lowers the accuracy from 100% to "
        f"{1 - right:.1%}; yours must lower it below the ceiling of {ceiling:.1%}, with no pixel "
        "changed by more than epsilon"
    )
    yield Case(label, given, use=fool)


def _share_fooled(
    network: FashionNetwork, function: Any, layers: drawing.Layers, x: np.ndarray, *inputs: Any
) -> float:
    """Return the share of misclassified images; 0 if a pixel changed too much or left 0 to 1."""
    moved = on_networks(function, (layers,), x, *inputs)["result"]
    if moved.shape != x.shape:
        return 0.0
    far = max(float(np.abs(moved - x).max()) - EPSILON, -float(moved.min()), moved.max() - 1)
    return 1 - network.accuracy(moved) if far < ROUNDING else 0.0


CHECK = FunctionCheck(
    key="08-visualisation.fgsm",
    oracle=oracles.fgsm,
    parts=(
        Part("one step", 3, _one_step, only=RESULT, rtol=ROUNDING, at_home=at_home.FGSM_ONE_STEP),
        Part("range", 2, _range, only=RESULT, rtol=ROUNDING, at_home=at_home.FGSM_RANGE),
        Part(
            "evaluation mode",
            1,
            _evaluation,
            only=RESULT,
            rtol=ROUNDING,
            at_home=at_home.FGSM_EVALUATED,
        ),
        Part("leaves all as it was", 1, _evaluation, only=COUNTS, at_home=at_home.FGSM_LEAVES),
        Part(FOOLS, 3, _fools, only=(MISSING,), at_home=at_home.FGSM),
    ),
    reference=FunctionAnswer("reference", adversarial.fgsm),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    together=together_in(answers),
    torch=True,
)
