"""The check of ``06-regularisation.random_erasing``."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

import cnnlib.augmentation
from autograder.chapters.regularisation import erased_facts, oracles, random_facts
from autograder.chapters.regularisation.answers import random_erasing as answers
from autograder.chapters.regularisation.at_home import erasing
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def blanked(random_erasing, x, seed):
    """Erase in every image; return 0 where pixels are unchanged and 1 where they were erased."""
    (result,) = random_facts.several(random_erasing, 1, x.shape, (x, 1.0), seed, {})
    blank = np.zeros_like(result)
    blank[~np.isclose(result, x).any(axis=(1, 2, 3))] = 1
    return blank


def _case(use: Any, rng: np.random.Generator, shape: tuple[int, ...], **options: Any) -> Case:
    # Their mean is not 0, so that pixels of another image are not mistaken for noise.
    x = (3 + rng.standard_normal(shape)).astype(np.float32)
    said = ", ".join(f"{name} {_short(value)}" for name, value in options.items()) or "no options"
    label = f"{shape[0]} images of {shape[2]}x{shape[3]}, {said}"
    return Case(label, (x, options, int(rng.integers(2**31))), use=use)


def _short(value: Any) -> Any:
    return tuple(round(each, 3) for each in value) if isinstance(value, tuple) else value


def _frequency(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(erased_facts.share, rng, (30, 2, 6, 5), p=0.0)
    yield _case(erased_facts.share, rng, (150, 1, 9, 8))
    yield _case(erased_facts.share, rng, (150, 1, 9, 8), p=0.2)


def _rectangles(rng: np.random.Generator) -> Iterator[Case]:
    small = {"p": 1.0, "scale": (0.05, 0.3), "ratio": (0.5, 2.0)}
    yield _case(erased_facts.rectangles, rng, (150, 2, 12, 16), **small)
    long = {"p": 0.9, "scale": (0.3, 0.6), "ratio": (0.2, 5.0)}  # many do not fit
    yield _case(erased_facts.rectangles, rng, (120, 2, 18, 12), **long)


def _sizes(rng: np.random.Generator) -> Iterator[Case]:
    wide = {"p": 1.0, "scale": (0.1, 0.3), "ratio": (0.4, 2.5)}
    # So many that a ratio drawn on a logarithmic scale has another mean, whatever the seed.
    yield _case(erased_facts.sizes, rng, (300, 1, 24, 20), **wide)
    tall = {"p": 1.0, "scale": (0.05, 0.15), "ratio": (0.3, 3.3)}
    yield _case(erased_facts.sizes, rng, (150, 1, 20, 26), **tall)
    yield _case(erased_facts.sizes, rng, (250, 1, 48, 40), p=1.0)
    large = {"p": 1.0, "scale": (0.5, 0.8), "ratio": (0.2, 5.0)}  # most do not fit
    for size in ((22, 20), (18, 24)):
        yield _case(erased_facts.fitting, rng, (60, 1, *size), **large)
    # Sides of 3 and 4, then as high as the image, then as wide, rounded or truncated.
    for shape, h, w in (((8, 9), 3.2, 4.2), ((6, 9), 6.2, 3.2), ((6, 4), 3.2, 4.2)):
        area, aspect = h * w / math.prod(shape), h / w
        one = {"p": 1.0, "scale": (area, area), "ratio": (aspect, aspect)}
        yield _case(erased_facts.places, rng, (150, 1, *shape), **one)


def _noise(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(erased_facts.noise, rng, (40, 2, 12, 16), p=1.0)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    for dtype in ("float32", "float64"):
        x = rng.standard_normal((3, 2, 6, 5)).astype(dtype)
        label = f"{dtype} images, p = 1"
        yield Case(label, (x, int(rng.integers(2**31))), use=blanked, read_only=True)


CHECK = FunctionCheck(
    key="06-regularisation.random_erasing",
    oracle=oracles.random_erasing,
    parts=(
        Part("how often", 1, _frequency, at_home=erasing.OFTEN),
        Part(
            "rectangles",
            1,
            _rectangles,
            at_home=erasing.RECTANGLES,
        ),
        Part("areas and shapes", 2, _sizes, at_home=erasing.AREAS),
        Part("noise", 1, _noise, at_home=erasing.NOISE),
        Part("dtype and input", 1, _care, at_home=erasing.IN_FLOAT32),
    ),
    reference=FunctionAnswer("reference", cnnlib.augmentation.random_erasing),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
