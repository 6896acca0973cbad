"""Cases for the gradients of the activations."""

from collections.abc import Iterator

import numpy as np

from autograder.checks.cases import Case, Flags

__all__ = ["away_from_zero", "both_signs", "care", "case", "zero"]

SHAPES = ((5,), (3, 4), (2, 3, 5, 4))


def case(
    rng: np.random.Generator,
    x: np.ndarray,
    dtype: str = "float64",
    flags: Flags | None = None,
    **of,
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


def both_signs(rng: np.random.Generator) -> Iterator[Case]:
    yield _small(rng)
    for shape in SHAPES:
        yield case(rng, away_from_zero(rng, shape))


def zero(rng: np.random.Generator) -> Iterator[Case]:
    for shape in SHAPES:
        x = away_from_zero(rng, shape)
        x.flat[:: int(rng.integers(2, 4))] = 0
        one = case(rng, x)
        yield Case(f"{one.label}, with zeros in it", one.args)


def care(rng: np.random.Generator) -> Iterator[Case]:
    yield case(rng, away_from_zero(rng, (3, 5)), "float32")
    yield case(rng, away_from_zero(rng, (4, 2)), flags={"read_only": True})


def away_from_zero(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Draw numbers of both signs, at least one of each."""
    x = rng.uniform(0.2, 3, shape) * rng.choice([-1, 1], shape)
    x.flat[0], x.flat[1] = -abs(x.flat[0]), abs(x.flat[1])
    return x
