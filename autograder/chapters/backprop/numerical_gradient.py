"""The check of ``04-backprop.numerical_gradient``."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import cnnlib.gradient_check
from autograder.chapters.backprop import oracles
from autograder.chapters.backprop.answers import numerical_gradient as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]

SHAPES = ((5,), (3, 2), (2, 3, 4), (2, 1, 3, 2))


def differentiate(
    numerical_gradient: Callable[..., Any], formula: str, x: np.ndarray, **options: float
) -> Any:
    """Create the function to differentiate in the student's process, and pass it."""
    f = getattr(numerical_gradient, "beside", eval)(formula)
    return numerical_gradient(f, x, **options)


def _case(
    formula: str, words: str, x: np.ndarray, flags: Flags | None = None, **options: float
) -> Case:
    label = f"f(x) = {words}, x of shape {x.shape}, dtype {x.dtype}"
    label += "".join(f", {name} {value}" for name, value in options.items())
    return Case(label, (formula, x), options, use=differentiate, **(flags or {}))


def _weighted_cubes(rng: np.random.Generator, shape: tuple[int, ...]) -> str:
    """Return code for a sum of cubes with a different weight, of either sign, for each element."""
    factors = rng.uniform(0.5, 2, int(np.prod(shape))).round(3)
    factors[::2] *= -1
    return f"lambda x: sum(w * v ** 3 for w, v in zip({factors.tolist()}, x.reshape(-1)))"


def _at_home(f: str, x: str, **options: float) -> str:
    """Return lines that differentiate a function of an array."""
    given = "".join(f", {name}={value}" for name, value in options.items())
    return f"""
        f = lambda x: {f}
        x = np.array({x})
        numerical_gradient(f, x{given})
        """


CUBES, SQUARE = "(x ** 3).sum()", "x.sum() ** 2"
VALUES = (
    _at_home(CUBES, "[2.0, -3.0, 4.0]"),
    _at_home(CUBES, "[[2.0, -3.0, 4.0], [-2.0, 3.0, 5.0]]"),
    _at_home(SQUARE, "[[[1.0, 2.0]], [[3.0, 5.0]]]"),
)
STEPS = (
    _at_home(SQUARE, "[2.0, 3.0]", eps=0.5),
    _at_home(CUBES, "[2.0, 3.0]", eps=0.5),
    _at_home(CUBES, "[[2.0, 3.0], [4.0, 5.0]]", eps=0.25),
)
TYPES = (
    _at_home(CUBES, "[2, 3]"),
    _at_home(CUBES, "[2.0, 3.0], dtype=np.float32"),
    _at_home(CUBES, "[[1.25, 1.5], [1.75, 1.125]], dtype=np.float32"),
)


def _values(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.choice([-4.0, -3, -2, 2, 3, 4], size=(2, 3))
    yield _case("lambda x: (x ** 3).sum()", "the sum of the cubes", x, {"public": True})
    for shape in SHAPES:
        x = rng.uniform(1, 2, shape)
        yield _case(_weighted_cubes(rng, shape), "a weighted sum of the cubes", x)


def _steps(rng: np.random.Generator) -> Iterator[Case]:
    # The central difference of a quadratic is exact for any step; a forward difference is not.
    for shape, eps in ((4,), 0.25), ((2, 3), 0.5):
        x = rng.uniform(1, 2, shape)
        yield _case("lambda x: x.sum() ** 2", "the square of the sum", x, eps=eps)
    # That of a cube is too large by the square of the step, wherever it is taken.
    for eps in (0.25, 0.5):
        x = rng.uniform(2, 4, 5)
        yield _case("lambda x: (x ** 3).sum()", "the sum of the cubes", x, eps=eps)


def _types(rng: np.random.Generator) -> Iterator[Case]:
    formula, words = "lambda x: (x ** 3).sum()", "the sum of the cubes"
    yield _case(formula, words, rng.uniform(1, 2, (3, 2)).astype("float32"))
    yield _case(formula, words, rng.integers(1, 5, (2, 3)))


def _input(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.uniform(1, 2, (2, 3))
    yield _case("lambda x: (x ** 3).sum()", "the sum of the cubes", x, {"read_only": True})


CHECK = FunctionCheck(
    key="04-backprop.numerical_gradient",
    oracle=oracles.derivative,
    parts=(
        Part("values", 3, _values, at_home=VALUES),
        Part("steps of any size", 2, _steps, at_home=STEPS),
        Part("whole numbers and float32", 1, _types, at_home=TYPES),
        Part("input", 1, _input, at_home=VALUES),
    ),
    reference=FunctionAnswer("reference", cnnlib.gradient_check.numerical_gradient),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    rtol=1e-5,
)
