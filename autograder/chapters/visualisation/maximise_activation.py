"""The check of ``08-visualisation.maximise_activation``."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.chapters.visualisation import at_home, drawing, oracles
from autograder.chapters.visualisation.answers import maximise_activation as answers
from autograder.chapters.visualisation.answers import maximise_steps
from autograder.chapters.visualisation.fashion_network import draw_fashion_network
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
from cnnlib import activation_maximisation

__all__ = ["CHECK", "RAISES"]

RAISES = "raises a class"
ROUNDING = 1e-6


def _start(
    rng: np.random.Generator, shape: tuple[int, ...] = (2, 9, 11), dtype: str = "float64"
) -> np.ndarray:
    return rng.uniform(0.35, 0.65, shape).astype(dtype)


def _one_step(rng: np.random.Generator) -> Iterator[Case]:
    weight = np.stack([np.zeros(6), rng.permutation([-2.0, -1, 1, 2, 3, -3])])
    layers = [drawing.FLATTEN, ("linear", {"weight": weight})]
    x = rng.integers(4, 7, (1, 2, 3)) / 10
    options = {"steps": 1, "learning_rate": 0.1}
    label = (
        "an image of 2x3 pixels, a dense layer from 6 pixels to 2 classes with the weights "
        f"{weight.tolist()}, class 1, one step with learning rate 0.1"
    )
    case = network_case(label, (layers,), x, 1, options=options, public=True)
    yield case
    yield replace(case, label=f"{label}, a second time", public=False)
    layers = drawing.features(rng)[:-1]
    options = {"steps": 1, "learning_rate": 0.5}
    label = "the mean of a map of 3x4, one step with learning rate 0.5"
    yield network_case(label, (layers,), _start(rng), 3, options=options)
    options = {"steps": 1}
    layers = [*drawing.features(rng), *drawing.classifier(rng)]
    label = "a class, one step with the default learning rate"
    yield network_case(label, (layers,), _start(rng), 4, options=options)


def _steps(rng: np.random.Generator) -> Iterator[Case]:
    for dtype, steps in (("float64", 6), ("float32", 4)):
        layers = [*drawing.features(rng), *drawing.classifier(rng)]
        layers = drawing.in_dtype(layers, dtype)
        options = {"steps": steps, "learning_rate": 0.2}
        label = f"a class, {steps} steps with learning rate 0.2, {dtype}"
        yield network_case(label, (layers,), _start(rng, dtype=dtype), 2, options=options)
    layers = [drawing.FLATTEN, drawing.linear(rng, 2 * 9 * 11, drawing.CLASSES)]
    label = "a class of a dense layer, the default number of steps with learning rate 0.002"
    yield network_case(label, (layers,), _start(rng), 3, options={"learning_rate": 0.002})


def _range(rng: np.random.Generator) -> Iterator[Case]:
    # The first step leaves the range, so the second one depends on whether it was clipped.
    for _ in range(2):
        layers = [*drawing.features(rng), *drawing.classifier(rng)]
        options = {"steps": 4, "learning_rate": 30.0}
        label = "a class, 4 steps with learning rate 30"
        yield network_case(label, (layers,), _start(rng), 1, options=options)


def _penalty(rng: np.random.Generator) -> Iterator[Case]:
    layers = [*drawing.features(rng), *drawing.classifier(rng)]
    # With a rate of 0.5, twice the penalty times the rate would be the penalty.
    for steps, rate in ((1, 0.3), (3, 0.8)):
        options = {"steps": steps, "learning_rate": rate, "penalty": 0.1}
        label = f"a class, {steps} steps with learning rate {rate} and penalty 0.1"
        yield network_case(label, (layers,), _start(rng), 1, options=options)


def _evaluation(rng: np.random.Generator) -> Iterator[Case]:
    first, *others = drawing.features(rng)
    layers = [first, drawing.batch_norm(rng, 4), *others, *drawing.classifier(rng)]
    options = {"steps": 2, "learning_rate": 0.3}
    label = "a class of a network with batch norm, 2 steps"
    yield network_case(label, (layers,), _start(rng), 1, options=options)


def _raises(rng: np.random.Generator) -> Iterator[Case]:
    network = draw_fashion_network(rng)
    factor, clothes = level("maximise_activation"), network.score_of_clothes()

    def raise_all(
        function: Any, layers: drawing.Layers, x: np.ndarray, **options: Any
    ) -> dict[str, float]:
        """Return the mean score of ten images, one optimised for each class, over that of clothes.

        An image of another shape, or with pixels outside 0 to 1, counts as 0.
        """
        scores = []
        for k in range(10):
            image = on_networks(function, (layers,), x, k, **options)["result"]
            fits = (
                image.shape == x.shape and -ROUNDING <= image.min() <= image.max() <= 1 + ROUNDING
            )
            scores.append(float(network.scores(image[None])[0, k]) if fits else 0.0)
        reached = float(np.mean(scores)) / clothes
        return {"reached": reached, MISSING: max(0.0, factor - reached)}

    label = (
        f"a network that gives pictures of clothes a mean score of {clothes:.2f} for their class, "
        "20 steps with learning rate 2: your images for the ten classes, with pixels from 0 to 1, "
        f"must reach a mean score of {factor:.2f} times that"
    )
    options = {"steps": 20, "learning_rate": 2.0}
    start = _start(rng, (1, 28, 28), "float32")
    yield Case(label, (network.layers, start), options, use=raise_all)


CHECK = FunctionCheck(
    key="08-visualisation.maximise_activation",
    oracle=oracles.maximise_activation,
    parts=(
        Part("one step", 2, _one_step, only=RESULT, at_home=at_home.MAXIMISE_ONE_STEP),
        Part("several steps", 2, _steps, only=RESULT, at_home=at_home.MAXIMISE_STEPS),
        Part("range", 1, _range, only=RESULT, at_home=at_home.MAXIMISE_RANGE),
        Part("penalty", 1, _penalty, only=RESULT, at_home=at_home.MAXIMISE_PENALTY),
        Part("evaluation mode", 1, _evaluation, only=RESULT, at_home=at_home.MAXIMISE_EVALUATED),
        Part("leaves all as it was", 1, _evaluation, only=COUNTS, at_home=at_home.MAXIMISE_LEAVES),
        Part(RAISES, 2, _raises, only=(MISSING,), at_home=at_home.MAXIMISE),
    ),
    reference=FunctionAnswer("reference", activation_maximisation.maximise_activation),
    variants=variants_in(answers),
    misconceptions=(*misconceptions_in(answers), *misconceptions_in(maximise_steps)),
    together=together_in(answers),
    torch=True,
)
