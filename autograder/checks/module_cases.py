"""Cases for torch modules: an oracle's parameters, inputs, and the gradient of the output.

A check of a module is a `FunctionCheck` of a class, whose cases `module_case` makes and whose
oracle is a torch module::

    def _training(rng):
        yield module_case(rng, Block, "2 images", {"channels": 3}, (2, 3, 5, 7), training=True)

    FunctionCheck(key="05-depth.Block", oracle=Block, torch=True, parts=(...), ...)

`autograder.checks.modules` documents what is compared, and under which names.
"""

from collections.abc import Callable
from typing import Any, Unpack

import numpy as np

from autograder.checks.cases import Case, Flags
from autograder.checks.modules import Arrays, Calls, ask, use_module
from autograder.checks.structure import arrays_in

__all__ = ["draw_state", "module_case"]

# The usual inputs, scales and shifts are multiplied by this; a deep network still stays finite.
LARGE = (30, 3, 1)
OTHER_SIZES = ((1, 0, 1, 2), (1, 0, 0, 0), (0, 0, 0, 0))  # added to the shapes of the inputs


def module_case(
    rng: np.random.Generator,
    oracle: Callable[..., Any],
    label: str,
    options: dict[str, Any],
    *shapes: tuple[int, ...],
    training: bool,
    thorough: bool = True,
    **flags: Unpack[Flags],
) -> Case:
    """Draw a case: parameters, buffers, inputs and the gradient of the output, all in float32.

    Parameters
    ----------
    oracle : callable
        The class of the right torch module.
    label : str
        As for `Case`.
    options : dict
        The arguments of the class.
    *shapes : tuple of int
        The shapes of the inputs.
    training : bool
        Whether the module is in training mode, instead of evaluation mode.
    thorough : bool
        Whether it is called several times. Once may be enough for a large network whose blocks
        have checks of their own.
    """
    module = ask(oracle, "make", options)
    initial = ask(module, "state")
    state = draw_state(initial, rng)
    inputs = _draw_inputs(rng, shapes)
    grad_out = _draw_gradient(rng, module, state, inputs, training)
    calls = _draw_calls(rng, module, initial, inputs, training) if thorough else None
    mode = "training" if training else "evaluating"
    return Case(
        f"{label}, {mode}",
        (options, state, inputs, grad_out, training, calls),
        use=use_module,
        **flags,
    )


def draw_state(like: Arrays, rng: np.random.Generator) -> Arrays:
    """Draw parameters and buffers, no two the same.

    Vectors are positive, as a variance must be. Integers, such as the count of batches, are 0.
    """
    return {
        name: rng.uniform(0.2, 1.2, array.shape).astype(array.dtype)
        * (_signs(rng, array.shape) if array.ndim > 1 else 1)
        if array.dtype.kind == "f"
        else np.zeros_like(array)
        for name, array in like.items()
    }


def _draw_inputs(
    rng: np.random.Generator, shapes: tuple[tuple[int, ...], ...]
) -> tuple[np.ndarray, ...]:
    return tuple(rng.standard_normal(shape).astype(np.float32) for shape in shapes)


def _draw_gradient(
    rng: np.random.Generator,
    module: Any,
    state: Arrays,
    inputs: tuple[np.ndarray, ...],
    training: bool,
) -> np.ndarray:
    ask(module, "load", state)
    output, *_ = ask(module, "run", inputs, None, training)
    return rng.standard_normal(output.shape).astype(np.float32)


def _draw_calls(
    rng: np.random.Generator,
    module: Any,
    initial: Arrays,
    inputs: tuple[np.ndarray, ...],
    training: bool,
) -> Calls:
    buffers = tuple(name for name, _ in module.named_buffers() if name in initial)
    state = draw_state(initial, rng)
    for more in OTHER_SIZES:
        others = tuple(_draw_like(rng, array, more) for array in inputs)
        try:
            grad_out = _draw_gradient(rng, module, state, others, training)
        except (RuntimeError, ValueError):  # the oracle does not take images of this size
            continue
        break
    for factor in LARGE:
        large = {
            name: factor * array if array.ndim == 1 and name not in buffers else array
            for name, array in state.items()
        }
        large_inputs = tuple(factor * array for array in inputs)
        # As large as the gradients of a loss that diverges.
        large_grad = factor * _draw_gradient(rng, module, large, large_inputs, training)
        output, *gradients, _ = ask(module, "run", large_inputs, large_grad, training)
        if all(np.isfinite(array).all() for array in arrays_in([output, *gradients])):
            break
    return Calls(initial, buffers, large, others, large_inputs, grad_out, large_grad)


def _draw_like(rng: np.random.Generator, array: np.ndarray, more: tuple[int, ...]) -> np.ndarray:
    added = more if array.ndim == 4 else (more[0], *[0] * (array.ndim - 1))
    shape = [size + extra for size, extra in zip(array.shape, added, strict=True)]
    return rng.standard_normal(shape).astype(np.float32)


def _signs(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return (2 * rng.integers(0, 2, shape) - 1).astype(np.float32)
