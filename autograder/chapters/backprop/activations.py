"""The checks of the three activations of chapter 4: `relu`, `leaky_relu` and `sigmoid`."""

from collections.abc import Iterator

import numpy as np

import cnnlib.activations
from autograder.chapters.backprop import oracles
from autograder.chapters.backprop.misconceptions import activations as wrong
from autograder.chapters.backprop.variants import activations as styles
from autograder.checks.answers import FunctionAnswer
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["LEAKY_RELU_BACKWARD", "RELU_BACKWARD", "SIGMOID_BACKWARD"]

SHAPES = ((5,), (3, 4), (2, 3, 5, 4))


def relu(grad_out, x):
    """Differentiate ``torch.relu``."""
    import torch

    return oracles.gradients(torch.relu, grad_out, x)[0]


def leaky_relu(grad_out, x, negative_slope=0.01):
    """Differentiate ``torch.nn.functional.leaky_relu``."""
    from torch.nn import functional

    return oracles.gradients(lambda t: functional.leaky_relu(t, negative_slope), grad_out, x)[0]


def sigmoid(grad_out, x):
    """Differentiate ``torch.sigmoid``."""
    import torch

    return oracles.gradients(torch.sigmoid, grad_out, x)[0]


def _case(
    rng: np.random.Generator, x: np.ndarray, dtype: str = "float64", flags: dict | None = None, **of
) -> Case:
    label = f"x of shape {x.shape}" + "".join(f", {name} {value}" for name, value in of.items())
    label += "" if dtype == "float64" else f", {dtype}"
    grad_out = rng.standard_normal(x.shape).astype(dtype)
    return Case(label, (grad_out, x.astype(dtype)), of, **(flags or {}))


def _small(rng: np.random.Generator) -> Case:
    x, grad_out = (
        rng.permutation([-3.0, -2, -1, 1, 2, 4]).reshape(2, 3) * factor for factor in (1, 10)
    )
    return Case("x of shape (2, 3)", (grad_out, x), public=True)


def _both_signs(rng: np.random.Generator) -> Iterator[Case]:
    yield _small(rng)
    for shape in SHAPES:
        yield _case(rng, _away_from_zero(rng, shape))


def _zero(rng: np.random.Generator) -> Iterator[Case]:
    for shape in SHAPES:
        x = _away_from_zero(rng, shape)
        x.flat[:: int(rng.integers(2, 4))] = 0
        case = _case(rng, x)
        yield Case(f"{case.label}, with zeros in it", case.args)


def _slopes(rng: np.random.Generator) -> Iterator[Case]:
    for negative_slope in (0.3, 0.07):
        yield _case(rng, _away_from_zero(rng, (4, 6)), negative_slope=negative_slope)


def _far(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation([-5000.0, -800, -50, -2, 1, 40, 900, 6000]).reshape(2, 4)
    case = _case(rng, x)
    yield Case(f"{case.label}, numbers up to 6000 and down to -5000", case.args)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, _away_from_zero(rng, (3, 5)), "float32")
    yield _case(rng, _away_from_zero(rng, (4, 2)), flags={"read_only": True})


def _away_from_zero(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Draw numbers of both signs, at least one of each."""
    x = rng.uniform(0.2, 3, shape) * rng.choice([-1, 1], shape)
    x.flat[0], x.flat[1] = -abs(x.flat[0]), abs(x.flat[1])
    return x


RELU_BACKWARD = FunctionCheck(
    key="04-backprop.relu_backward",
    oracle=relu,
    parts=(
        Part("both signs", 1, _both_signs),
        Part("zero", 0.5, _zero),
        Part("dtype and input", 0.5, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.activations.relu_backward),
    variants=styles.RELU,
    misconceptions=wrong.RELU,
)
LEAKY_RELU_BACKWARD = FunctionCheck(
    key="04-backprop.leaky_relu_backward",
    oracle=leaky_relu,
    parts=(
        Part("both signs", 1, _both_signs),
        Part("another slope", 1, _slopes),
        Part("zero", 0.5, _zero),
        Part("dtype and input", 0.5, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.activations.leaky_relu_backward),
    variants=styles.LEAKY_RELU,
    misconceptions=wrong.LEAKY_RELU,
)
SIGMOID_BACKWARD = FunctionCheck(
    key="04-backprop.sigmoid_backward",
    oracle=sigmoid,
    parts=(
        Part("values", 1.5, _both_signs),
        Part("far from zero", 1, _far),
        Part("dtype and input", 0.5, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.activations.sigmoid_backward),
    variants=styles.SIGMOID,
    misconceptions=wrong.SIGMOID,
)
