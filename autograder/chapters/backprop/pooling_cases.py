"""Cases for the gradients of pooling: by maximum, by average, by norm."""

from collections.abc import Iterator

import numpy as np

from autograder.chapters.backprop import pooling_oracles
from autograder.chapters.backprop import pooling_windows as draw
from autograder.checks.cases import Case, Flags
from autograder.checks.drawing import Windows

__all__ = ["care", "case", "overlap", "small"]

DESCRIBED = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")


def case(
    rng: np.random.Generator,
    windows: Windows,
    x: np.ndarray | None = None,
    dtype: str = "float64",
    flags: Flags | None = None,
    **given,
) -> Case:
    """Draw images and an upstream gradient; `given` is added to the options of the windows."""
    x = (rng.standard_normal(windows.shape) if x is None else x).astype(dtype)
    given = {"kernel_size": windows.kernel_size, **windows.options, **given}
    words = [f"{name} {value}" for name, value in given.items() if name not in DESCRIBED]
    label = ", ".join([windows.describe(dtype=dtype), *words])
    out = pooling_oracles.output_shape(x.shape, given)
    return Case(label, (rng.standard_normal(out).astype(dtype), x), given, **(flags or {}))


def small(rng: np.random.Generator, lowest: int = 1, **given) -> Case:
    x = rng.permutation(16).reshape(1, 1, 4, 4) + float(lowest)
    grad_out = rng.permutation(4).reshape(1, 1, 2, 2) + 1.0
    given = {**given, "kernel_size": 2}
    return Case("1 image of 4x4 pixels, a 2x2 kernel", (grad_out, x), given, public=True)


def care(*options: str, **given):
    """Check dtypes, with all `options` as well, and that the input stays as it is."""

    def draw_cases(rng: np.random.Generator) -> Iterator[Case]:
        yield case(rng, draw.side_by_side(rng), dtype="float32", **given)
        yield case(rng, draw.side_by_side(rng), flags={"read_only": True}, **given)
        flags: Flags = {"only_dtype": True}
        for windows in (draw.everything(rng, *options), draw.hanging_over(rng)):
            yield case(rng, windows, dtype="float32", flags=flags, **given)

    return draw_cases


def overlap(rng: np.random.Generator) -> Iterator[Case]:
    for windows in draw.overlapping(rng):
        yield case(rng, windows)
