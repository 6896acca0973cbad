"""The check of ``06-regularisation.random_horizontal_flip``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.augmentation
from autograder.chapters.regularisation import oracles, random_facts
from autograder.chapters.regularisation.answers import random_horizontal_flip as answers
from autograder.chapters.regularisation.at_home import flips
from autograder.chapters.regularisation.drawing import distinct
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def certain(random_horizontal_flip, x, p, seed):
    """Flip with probability 0 or 1, so that the result is not random."""
    return random_facts.call(random_horizontal_flip, x, p, seed=seed)


def _certain(rng: np.random.Generator) -> Iterator[Case]:
    for shape, p in (((1, 1, 2, 3), 1.0), ((3, 2, 4, 5), 1), ((2, 3, 2, 4), 0.0)):
        label = f"images of shape {shape}, p = {p}"
        args = distinct(rng, shape), p, int(rng.integers(2**31))
        yield Case(label, args, use=certain, public=shape[0] == 1)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    for dtype in ("float32", "float64", "uint8"):
        x = distinct(rng, (20, 1, 1, 1), dtype)  # the same when mirrored
        args = x, 0.5, int(rng.integers(2**31))
        yield Case(f"{dtype} images of one pixel", args, use=certain, read_only=True)


def _random(rng: np.random.Generator) -> Iterator[Case]:
    for p in (None, 0.2, 0.85):
        label = f"300 images of 2x3, p = {p or 'left at 0.5'}"
        args = distinct(rng, (300, 2, 2, 3)), p, int(rng.integers(2**31))
        yield Case(label, args, use=random_facts.flipped)


IMAGES = ("every image unchanged or mirrored", "each image decided separately")
OFTEN = (
    "mirrored with probability p",
    "thirds of the images mirrored",
    "new draws in each call",
    "the same seed draws the same",
)

CHECK = FunctionCheck(
    key="06-regularisation.random_horizontal_flip",
    oracle=oracles.random_horizontal_flip,
    parts=(
        Part(
            "always and never",
            1,
            _certain,
            at_home=flips.ALWAYS,
        ),
        Part(
            "each image",
            1,
            _random,
            only=IMAGES,
            at_home=flips.EACH,
        ),
        Part(
            "frequency",
            1,
            _random,
            only=OFTEN,
            at_home=flips.OFTEN,
        ),
        Part(
            "dtype and input",
            1,
            _care,
            at_home=flips.PIXELS,
        ),
    ),
    reference=FunctionAnswer("reference", cnnlib.augmentation.random_horizontal_flip),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
