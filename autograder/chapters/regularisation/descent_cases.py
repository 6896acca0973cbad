"""Cases for optimisers: parameters, a list of gradients, and the parameters after each step."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograder.checks.cases import Case

__all__ = ["ALIKE", "descent", "descent_case", "given_arrays", "given_gradients"]

Arrays = dict[str, np.ndarray]
SHAPES: dict[str, tuple[int, ...]] = {"conv.weight": (3, 2, 2), "conv.bias": (3,)}
ALIKE: dict[str, tuple[int, ...]] = {"norm.weight": (5,), "norm.bias": (5,)}

# Runs in the student's process, because arrays that are sent there are copied.
STEPS = """lambda make, arrays, gradients, rates, options: [
    optimizer := make(arrays, **options),
    [
        (
            None if rate is None else setattr(optimizer, "lr", rate),
            optimizer.step(each),
            {name: array.copy() for name, array in optimizer.parameters.items()},
        )[-1]
        for each, rate in zip(gradients, rates)
    ],
    arrays,
    gradients,
][1:]"""


def _run(
    optimizer_class: Callable[..., Any],
    arrays: Arrays,
    gradients: list[Arrays],
    rates: list[float | None],
    options: dict[str, Any],
) -> Any:
    steps = getattr(optimizer_class, "beside", eval)(STEPS)
    arrays = {name: array.copy() for name, array in arrays.items()}
    return steps(optimizer_class, arrays, gradients, rates, options)


def descent(optimizer_class, arrays, gradients, rates, options):
    """Return the parameters after each step."""
    path, _, _ = _run(optimizer_class, arrays, _list(gradients), rates, options)
    return {name: np.stack([step[name] for step in path]) for name in arrays}


def given_arrays(optimizer_class, arrays, gradients, rates, options):
    """Return the arrays that were passed to the optimiser, after its last step."""
    _, after, gradients = _run(optimizer_class, arrays, _list(gradients), rates, options)
    return after | _first_and_last(gradients)


def given_gradients(optimizer_class, arrays, gradients, rates, options):
    """Return what has become of the gradients alone."""
    _, _, gradients = _run(optimizer_class, arrays, _list(gradients), rates, options)
    return _first_and_last(gradients)


def _first_and_last(gradients: list[Arrays]) -> Arrays:
    last = {f"gradient of {name}, last step": array for name, array in gradients[-1].items()}
    first = {f"gradient of {name}, first step": array for name, array in gradients[0].items()}
    return first | last


def descent_case(
    rng: np.random.Generator,
    options: dict[str, Any],
    use: Callable[..., Any] = descent,
    steps: int = 4,
    rates: Iterable[float | None] | None = None,
    dtype: str = "float64",
    public: bool = False,
    shapes: dict[str, tuple[int, ...]] = SHAPES,
) -> Case:
    """Draw parameters and gradients; `rates` sets the learning rate before each step."""
    draw = (lambda s: rng.integers(1, 9, s)) if public else (lambda s: rng.normal(size=s))
    shapes = {"w": (2,)} if public else shapes
    arrays = {name: np.asarray(draw(shape), dtype) for name, shape in shapes.items()}
    gradients = {name: np.asarray(draw((steps, *shape)), dtype) for name, shape in shapes.items()}
    rates = [None] * steps if rates is None else list(rates)
    said = ", ".join(f"{name} {value}" for name, value in options.items()) or "no options"
    if any(rates):
        said += f", its lr set to {', '.join(map(str, rates))}"
    arrays_said = "one array" if public else "two arrays"
    arrays_said += " of one shape" if shapes is ALIKE else ""
    label = f"{steps} step{'s' * (steps > 1)} of {arrays_said} in {dtype}, {said}"
    return Case(label, (arrays, gradients, rates, options), use=use, public=public)


def _list(gradients: Arrays) -> list[Arrays]:
    steps = len(next(iter(gradients.values())))
    return [{name: array[t].copy() for name, array in gradients.items()} for t in range(steps)]
