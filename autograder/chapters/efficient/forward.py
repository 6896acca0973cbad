"""Cases that run a module forward only, so that an output of another shape is a wrong value."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.cases import Case
from autograder.checks.module_cases import draw_state
from autograder.checks.modules import ask

__all__ = ["forward_case"]


def forward_case(
    rng: np.random.Generator,
    oracle: Callable[..., Any],
    label: str,
    options: dict[str, Any],
    shape: tuple[int, ...],
    training: bool,
) -> Case:
    """Draw parameters, buffers and one batch, all in float32; arguments as for `module_case`."""
    state = draw_state(ask(oracle(**options), "state"), rng)
    x = rng.standard_normal(shape).astype(np.float32)
    mode = "training" if training else "evaluating"
    return Case(f"{label}, {mode}", (options, state, x, training), use=_forward)


def _forward(
    make: Callable[..., Any],
    options: dict[str, Any],
    state: dict[str, np.ndarray],
    x: np.ndarray,
    training: bool,
) -> np.ndarray:
    module = make(**options)
    ask(module, "load", state)
    output, *_ = ask(module, "run", (x,), None, training)
    return output
