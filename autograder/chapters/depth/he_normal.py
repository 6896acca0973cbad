"""The check of ``05-depth.he_normal``, which compares statistics of many weights."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import cnnlib.initialisation
from autograder.chapters.depth import at_home
from autograder.chapters.depth.answers import he_normal as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.beside import beside
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.inside.modules import ValueFaultError
from cnnlib.checking import kind

__all__ = ["CHECK", "he_normal"]

# More than eight standard errors of the standard deviation of ten thousand weights.
TOLERANCE = 0.06
NEAR = 1.9  # uniform numbers reach √3 standard deviations
FAR = 2.5  # standard deviations: some of 5 000 normal numbers are further away, but for 1 in 10²⁶
FINE = 0.03  # the same for a hundred thousand: the square of a slope is near its cube


def he_normal(shape, rng, negative_slope=0.0) -> np.ndarray:
    """Call ``torch.nn.init.kaiming_normal_`` with a seed from the generator."""
    import torch

    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    weights = torch.nn.init.kaiming_normal_(
        torch.empty(shape), a=negative_slope, generator=generator
    )
    return weights.numpy()


def draw_twice(he_normal, shape, seed, given):
    """Draw weights twice from one generator, and once from another with the same seed."""
    import numpy as np

    rng = np.random.default_rng(seed)
    first, second = he_normal(shape, rng, **given), he_normal(shape, rng, **given)
    return first, second, he_normal(shape, np.random.default_rng(seed), **given)


def use(
    work: Callable[..., Any], shape: tuple[int, ...], seed: int, given: dict[str, float]
) -> dict[str, Any]:
    """Return the numbers to compare, which are the same for all weights of one distribution."""
    weights, second, repeated = beside(work, draw_twice)(work, shape, seed, given)
    if not isinstance(weights, np.ndarray) or weights.dtype.kind != "f" or weights.size < 2:
        raise ValueFaultError(f"expected an array of floats, got {kind(weights)}.")
    slope = given.get("negative_slope", 0.0)
    sigma = math.sqrt(2 / (1 + slope**2) / math.prod(shape[1:]))
    spread = max(float(weights.std()), 1e-30)
    z = (weights.astype(float) - weights.mean()) / spread
    return {
        "weights": weights * 0,  # their shape and dtype
        "mean": float(weights.mean()) / spread,
        "standard deviation": spread / sigma,
        "share within one standard deviation": float((abs(z) < 1).mean()),
        "some beyond 2.5 standard deviations": _tails(float(abs(z).max())),
        "the second draw differs": float(not np.array_equal(weights, second)),
        "the same seed gives the same": float(np.array_equal(weights, repeated)),
    }


def _tails(furthest: float) -> float:
    """Return 1.0 if some are far away, and one half if they end where a normal one is cut off."""
    return 1.0 if furthest > FAR else 0.5 if furthest > NEAR else 0.0


def _case(rng: np.random.Generator, *shape: int, **given: float) -> Case:
    label = f"shape {shape}" + "".join(f", {name} {value}" for name, value in given.items())
    return Case(label, (shape, int(rng.integers(2**31)), given), use=use)


def _oblong(rng: np.random.Generator, least: int = 20) -> tuple[int, int]:
    """Draw two numbers of channels, one at least 1.5 times the other."""
    few = int(rng.integers(least, 3 * least // 2))
    pair = (few, int(rng.integers(3 * few // 2, 2 * few)))
    return pair if rng.integers(2) else pair[::-1]


def _convolution(rng: np.random.Generator) -> Iterator[Case]:
    for kernel in ((5, 3), (2, 5), (3, 3)):
        yield _case(rng, *_oblong(rng), *kernel)


def _dense(rng: np.random.Generator) -> Iterator[Case]:
    outputs, inputs = _oblong(rng)
    yield _case(rng, 4 * outputs, 4 * inputs)


def _slope(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, *_oblong(rng, 60), 3, 5, negative_slope=1.5)
    yield _case(rng, *_oblong(rng, 60), 5, 3, negative_slope=0.6)


CHECK = FunctionCheck(
    key="05-depth.he_normal",
    oracle=he_normal,
    parts=(
        Part(
            "convolutions",
            3,
            _convolution,
            only=("standard deviation",),
            at_home=at_home.WEIGHTS_OF_CONVOLUTIONS,
        ),
        Part(
            "dense layers",
            1,
            _dense,
            only=("standard deviation",),
            at_home=at_home.WEIGHTS_OF_DENSE_LAYERS,
        ),
        Part(
            "negative_slope",
            1,
            _slope,
            only=("standard deviation",),
            at_home=at_home.WEIGHTS_WITH_SLOPE,
            rtol=FINE,
        ),
        Part(
            "normal distribution",
            1,
            _convolution,
            only=(
                "mean",
                "share within one standard deviation",
                "some beyond 2.5 standard deviations",
            ),
            at_home=at_home.WEIGHTS_NORMAL,
        ),
        Part(
            "generator",
            1,
            _convolution,
            only=("the second draw differs", "the same seed gives the same"),
            at_home=at_home.WEIGHTS_DRAWN,
        ),
        Part(
            "dtype and input",
            1,
            _dense,
            only=("weights",),
            dtype=True,
            at_home=at_home.WEIGHTS_FLOAT32,
        ),
    ),
    reference=FunctionAnswer("reference", cnnlib.initialisation.he_normal),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    rtol=TOLERANCE,
)
