"""Cases for the randomness of torch modules: dropout and initial values.

Statistics of many draws are compared, so a part with such cases needs a tolerance:
``Part("dropout", 2, _dropout, rtol=0.05)``.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.cases import Case
from autograder.checks.module_cases import draw_state
from autograder.checks.modules import ask

__all__ = ["initial_case", "random_case"]

TIMES = 1_000
INSTANCES = 20

Arrays = dict[str, np.ndarray]


def random_case(
    rng: np.random.Generator,
    oracle: Callable[..., Any],
    label: str,
    options: dict[str, Any],
    shape: tuple[int, ...],
) -> Case:
    """Draw a case in which a module that draws at random runs 1 000 times on the same input.

    The compared values, by name: ``mean``, the mean output in training, projected onto the output
    in evaluation and relative to it; ``spread``, the standard deviation of the output in training,
    relative to the same; ``share that varies``; ``spread when it evaluates``.

    Parameters
    ----------
    oracle, label, options
        As for `autograder.checks.module_cases.module_case`.
    shape : tuple of int
        Of the input.
    """
    state = draw_state(ask(ask(oracle, "make", options), "state"), rng)
    x = rng.standard_normal(shape).astype(np.float32)
    return Case(f"{label}, {TIMES} times", (options, state, x), use=_use_many_times)


def initial_case(oracle: Callable[..., Any], label: str, options: dict[str, Any]) -> Case:
    """Make a case that measures the initial values of a module's parameters over 20 instances.

    The compared values are ``mean of …`` and ``spread of …`` for each parameter, relative to the
    standard deviation of the oracle's parameter, or absolute where that is 0.

    Parameters
    ----------
    oracle, label, options
        As for `autograder.checks.module_cases.module_case`.
    """
    initial = ask(ask(oracle, "make", options), "state")
    usual = {name: float(array.std()) or 1.0 for name, array in initial.items()}
    return Case(f"{label}, {INSTANCES} of them", (options, initial, usual), use=_use_initial_values)


def _use_many_times(
    module_class: Callable[..., Any], options: dict[str, Any], state: Arrays, x: np.ndarray
) -> dict[str, float]:
    module = ask(module_class, "make", options)
    ask(module, "load", state)
    evaluated, still = ask(module, "repeat", (x,), TIMES // 10, False)
    mean, spread = ask(module, "repeat", (x,), TIMES, True)
    size = float(np.sqrt(np.mean(evaluated**2)))
    return {
        "mean": float(np.mean(mean * evaluated) / size**2),
        "spread": float(np.sqrt(np.mean(spread**2)) / size),
        "share that varies": float(np.mean(spread > 1e-6 * size)),
        "spread when it evaluates": float(np.sqrt(np.mean(still**2)) / size),
    }


def _use_initial_values(
    module_class: Callable[..., Any],
    options: dict[str, Any],
    initial: Arrays,
    usual: dict[str, float],
) -> dict[str, float]:
    drawn: dict[str, list[np.ndarray]] = {}
    for _ in range(INSTANCES):
        module = ask(module_class, "make", options)
        values = ask(module, "state")
        names = ask(module, "load", initial, initial)
        for own, right in zip(names, initial, strict=True):
            if own in values and initial[right].dtype.kind == "f":
                drawn.setdefault(right, []).append(values[own])
    found = {}
    for right, arrays in drawn.items():
        numbers = np.stack(arrays) / usual[right]
        found[f"mean of {right}"] = float(numbers.mean())
        found[f"spread of {right}"] = float(numbers.std())
    return found
