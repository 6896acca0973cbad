"""The check of ``06-regularisation.random_crop``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.augmentation
from autograder.chapters.regularisation import oracles, random_facts
from autograder.chapters.regularisation.answers import random_crop as answers
from autograder.chapters.regularisation.at_home import crops
from autograder.chapters.regularisation.drawing import distinct
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def only_window(random_crop, x, size, padding, seed):
    """Crop where only one position is possible, so that the result is not random."""
    given = () if padding is None else (padding,)
    return random_facts.call(random_crop, x, size, *given, seed=seed)


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))


def _padding(rng: np.random.Generator) -> Iterator[Case]:
    for shape, size, padding in (((1, 2, 2, 3), (4, 5), 1), ((3, 2, 3, 4), (3, 8), (0, 2))):
        label = f"images of shape {shape}, size {size}, padding {padding}, one place only"
        args = distinct(rng, shape), size, padding, _seed(rng)
        yield Case(label, args, use=only_window, public=shape[0] == 1)
    label = "8 images of 3x4, as large as the window, padding left at 0"
    yield Case(label, (distinct(rng, (8, 2, 3, 4)), (3, 4), None, _seed(rng)), use=only_window)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    for dtype in ("float32", "float64", "uint8"):
        args = distinct(rng, (2, 2, 4, 4), dtype), 4, 0, _seed(rng)
        label = f"{dtype} images of shape (2, 2, 4, 4), as large as the window"
        yield Case(label, args, use=only_window, read_only=True)


def _windows(rng: np.random.Generator) -> Iterator[Case]:
    for shape, size, padding in (
        ((40, 3, 5, 7), (3, 4), 0),
        ((40, 2, 4, 6), (5, 6), (2, 1)),
        ((30, 2, 6, 5), 4, (0, 2)),
    ):
        label = f"images of shape {shape}, size {size}, padding {padding}"
        args = distinct(rng, shape), size, padding, _seed(rng)
        yield Case(label, args, use=random_facts.crop_windows)


def _places(rng: np.random.Generator) -> Iterator[Case]:
    # The second image is more than twice as wide as the window.
    for shape, size, padding in (((400, 1, 3, 5), (2, 4), (1, 0)), ((400, 1, 4, 3), (3, 2), 1)):
        label = f"{shape[0]} images of {shape[2]}x{shape[3]}, size {size}, padding {padding}"
        args = distinct(rng, shape), size, padding, _seed(rng)
        yield Case(label, args, use=random_facts.crop_places)


CHECK = FunctionCheck(
    key="06-regularisation.random_crop",
    oracle=oracles.random_crop,
    parts=(
        Part("padding", 1, _padding, at_home=crops.PADDED),
        Part("windows", 1, _windows, at_home=crops.WINDOWS),
        Part("places", 1, _places, at_home=crops.PLACES),
        Part("dtype and input", 1, _care, at_home=crops.PIXELS),
    ),
    reference=FunctionAnswer("reference", cnnlib.augmentation.random_crop),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
