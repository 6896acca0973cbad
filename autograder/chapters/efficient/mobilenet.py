"""The check of ``07-efficient.mobilenet``."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import cnnlib.mobilenet
from autograder.chapters.efficient import at_home, modules
from autograder.chapters.efficient.answers import mobilenet as answers
from autograder.chapters.efficient.forward import forward_case
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.modules import ask
from autograder.checks.together import together_in

__all__ = ["CHECK"]

EXACT = 1e-9  # sizes are integers: 33 channels instead of 32 are wrong, beside 1024 as well


def _shapes(*widths: float) -> Callable[[np.random.Generator], Iterator[Case]]:
    """Return a function that yields cases about the shapes of all parameters and buffers."""

    def draw(rng: np.random.Generator) -> Iterator[Case]:
        for width in widths:
            options: dict[str, Any] = {
                "in_channels": int(rng.integers(1, 4)),
                "classes": int(rng.integers(5, 30)),
            }
            options |= {} if width == 1 else {"width": width}
            yield _shapes_case(options)

    return draw


def _layers(rng: np.random.Generator) -> Iterator[Case]:
    yield from _shapes(1.0)(rng)
    yield _shapes_case({})


def _shapes_case(options: dict[str, Any]) -> Case:
    words = ", ".join(f"{name} {value}" for name, value in options.items()) or "no options"
    return Case(f"shapes of parameters and buffers, {words}", (options,), use=_state_shapes)


def _state_shapes(build: Callable[..., Any], options: dict[str, Any]) -> dict[str, np.ndarray]:
    """Return the size of each shape, and how often it occurs, regardless of names."""
    state = ask(build(**options), "state")
    shapes = [array.shape for array in state.values() if array.ndim]
    matrices = [shape for shape in shapes if len(shape) > 1]
    vectors = [shape[0] for shape in shapes if len(shape) == 1]
    return {
        "parameters and buffers": np.array(sum(int(np.prod(shape)) for shape in shapes)),
        "convolutions": np.array([s for s in matrices if len(s) == 4]),
        "dense layers": np.array([s for s in matrices if len(s) == 2]),
        "vectors": np.array(vectors),
    }


def _runs(training: bool) -> Callable[[np.random.Generator], Iterator[Case]]:
    def draw(rng: np.random.Generator) -> Iterator[Case]:
        options = {"in_channels": 2, "classes": 7, "width": 0.25}
        label = "2 images of 64x96, width 0.25"
        yield forward_case(
            rng, modules.mobilenet, label, options, (2, 2, 64, 96), training=training
        )

    return draw


CHECK = FunctionCheck(
    key="07-efficient.mobilenet",
    oracle=modules.mobilenet,
    parts=(
        Part("layers", 3, _layers, at_home=at_home.MOBILENET_LAYERS, rtol=EXACT),
        Part("width", 2, _shapes(0.25, 0.3, 0.1), at_home=at_home.MOBILENET_WIDTH, rtol=EXACT),
        Part("output", 3, _runs(training=False), at_home=at_home.MOBILENET_OUTPUT),
    ),
    reference=FunctionAnswer("reference", cnnlib.mobilenet.mobilenet),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    together=together_in(answers),
    rtol=1e-3,
    torch=True,
)
