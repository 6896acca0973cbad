"""Cases for torch modules: compared with an oracle with the same parameters, forward and back.

A check of a module is a `FunctionCheck` of a class, whose cases `module_case` makes and whose
oracle is a torch module::

    def _training(rng):
        yield module_case(rng, Block, "2 images", {"channels": 3}, (2, 3, 5, 7), training=True)

    FunctionCheck(key="05-depth.Block", oracle=Block, parts=(Part("training", 5, _training),), ...)

What is compared has names: ``output``; ``input``, ``input 2`` and so on for the gradients of the
inputs; ``weight`` and so on for those of the parameters; ``buffer running_mean`` and so on for the
buffers afterwards. ``Part(only=…)`` picks some of them.
"""

from collections.abc import Callable
from typing import Any, Unpack

import numpy as np

from autograder.checks.cases import Case, Flags
from autograder.inside.objects import REQUESTS

__all__ = ["ask", "draw_state", "module_case", "use_module"]


def ask(module: Any, request: str, *args: Any) -> Any:
    """Make a request of `autograder.inside.objects` to a module, wherever it lives."""
    inside = getattr(type(module), "inside", None)  # a proxy of the student's process has it
    if inside is not None:
        return inside(module, request, *args)
    return REQUESTS[request](module, *args)


def module_case(
    rng: np.random.Generator,
    oracle: Callable[..., Any],
    label: str,
    options: dict[str, Any],
    *shapes: tuple[int, ...],
    training: bool,
    **flags: Unpack[Flags],
) -> Case:
    """Draw a case: parameters, buffers, inputs and the gradient of the output, all in float32.

    Parameters
    ----------
    oracle : callable
        The class of torch modules that is right.
    label : str
        As for `Case`.
    options : dict
        What the class is called with.
    *shapes : tuple of int
        Of the inputs.
    training : bool
        Whether the module is in training mode, or evaluates.
    """
    module = oracle(**options)
    state = draw_state(ask(module, "state"), rng)
    inputs = tuple(rng.standard_normal(shape).astype(np.float32) for shape in shapes)
    ask(module, "load", state)
    output, *_ = ask(module, "run", inputs, None, training)
    grad_out = rng.standard_normal(output.shape).astype(np.float32)
    mode = "training" if training else "evaluating"
    return Case(
        f"{label}, {mode}",
        (options, state, inputs, grad_out, training),
        use=use_module,
        **flags,
    )


def draw_state(like: dict[str, np.ndarray], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw parameters and buffers, no two the same.

    Vectors are positive, as a variance must be. Whole numbers, as the count of batches, start at 0.
    """
    return {
        name: rng.uniform(0.2, 1.2, array.shape).astype(array.dtype)
        * (_signs(rng, array.shape) if array.ndim > 1 else 1)
        if array.dtype.kind == "f"
        else np.zeros_like(array)
        for name, array in like.items()
    }


def use_module(
    module_class: Callable[..., Any],
    options: dict[str, Any],
    state: dict[str, np.ndarray],
    inputs: tuple[np.ndarray, ...],
    grad_out: np.ndarray,
    training: bool,
) -> dict[str, np.ndarray | None]:
    """Make a module, give it the state, run it forward and back; return everything by name."""
    module = module_class(**options)
    names = dict(zip(ask(module, "load", state), state, strict=True))
    output, grads, gradients, buffers = ask(module, "run", inputs, grad_out, training)
    found = {"output": output}
    for number, gradient in enumerate(grads, start=1):
        found["input" if number == 1 else f"input {number}"] = gradient
    found |= {names.get(name, name): gradient for name, gradient in gradients.items()}
    # The count of batches is bookkeeping, which no exercise asks for.
    found |= {
        f"buffer {names.get(name, name)}": buffer
        for name, buffer in buffers.items()
        if buffer is None or buffer.dtype.kind == "f"
    }
    return found


def _signs(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return (2 * rng.integers(0, 2, shape) - 1).astype(np.float32)
