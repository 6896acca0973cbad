"""The check of ``08-visualisation.occlusion_map``."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.chapters.visualisation import at_home, oracles
from autograder.chapters.visualisation.answers import occlusion_map as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck
from cnnlib import occlusion

__all__ = ["CHECK"]

CLASSES = 4


def cover(occlusion_map: Callable[..., Any], formula: str, *args: Any, **options: Any) -> Any:
    """Create the network in the student's process, and pass it to the function."""
    predict = getattr(occlusion_map, "beside", eval)(formula)
    return occlusion_map(predict, *args, **options)


def _network(rng: np.random.Generator, pixels: int) -> str:
    """Return code for a network with a different weight for each pixel, and interactions."""
    np_ = "__import__('numpy')"
    weights = rng.uniform(-1, 1, (pixels, CLASSES)).round(2)
    scores = f"x.reshape(len(x), -1) @ {np_}.array({weights.tolist()}, dtype=x.dtype)"
    return f"lambda x: {np_}.tanh({scores} / {pixels**0.5:.1f}) * x.dtype.type(3)"


def _case(
    rng: np.random.Generator,
    words: str,
    shape: tuple[int, int, int],
    patch_size: int | tuple[int, int],
    dtype: str = "float64",
    read_only: bool = False,
    **options: Any,
) -> Case:
    x = rng.uniform(0.2, 1, shape).astype(dtype)
    formula = _network(rng, x.size)
    given = " ".join(f"{name} {value}" for name, value in options.items())
    label = f"an image of {shape[1]}x{shape[2]} in {shape[0]} channels, {words} {given}".strip()
    best = eval(formula)(x[None])[0].argmax()
    other = int(rng.choice([k for k in range(CLASSES) if k != best]))
    args = formula, x, other, patch_size
    return Case(label, args, options, use=cover, read_only=read_only)


def _drops(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(6).reshape(1, 2, 3) + 1.0
    formula = "lambda x: __import__('numpy').stack([x.sum((1, 2, 3)), (x**2).sum((1, 2, 3))], 1)"
    label = "an image of 2x3 pixels, covered pixel by pixel; the score is the sum of its pixels"
    flags: Flags = {"public": True}
    yield Case(label, (formula, x, 0, 1), use=cover, **flags)
    yield _case(rng, "a patch of 2x2", (1, 5, 7), 2)


def _patches(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, "a patch of 3x2,", (1, 7, 8), (3, 2))
    yield _case(rng, "a patch of 2x4,", (1, 8, 7), (2, 4), stride=2)
    yield _case(rng, "a patch of 2x3,", (1, 9, 8), (2, 3), stride=(3, 2))


def _channels(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, "a patch of 2x2", (3, 5, 6), 2)


def _values(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, "a patch of 2x2,", (1, 5, 6), 2, value=0.5)
    yield _case(rng, "a patch of 2x2,", (2, 6, 5), 2, value=-1.0)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, "a patch of 2x2, which must not change,", (1, 5, 6), 2, read_only=True)
    yield _case(rng, "a patch of 2x2, float32,", (1, 5, 6), 2, dtype="float32")


CHECK = FunctionCheck(
    key="08-visualisation.occlusion_map",
    oracle=oracles.occlusion_map,
    parts=(
        Part("drops", 3, _drops, at_home=at_home.COVERED),
        Part("patches and strides", 3, _patches, at_home=at_home.COVERED_PATCHES),
        Part("channels", 1, _channels, at_home=at_home.COVERED_CHANNELS),
        Part("value", 2, _values, at_home=at_home.COVERED_WITH_A_VALUE),
        Part("dtype and input", 1, _care, at_home=at_home.COVERED_CARE),
    ),
    reference=FunctionAnswer("reference", occlusion.occlusion_map),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
