"""The checks of the gradients of pooling: by maximum, by average, by norm."""

from collections.abc import Iterator

import numpy as np

import cnnlib.pooling_backward
from autograder.chapters.backprop import pooling_oracles
from autograder.chapters.backprop import pooling_windows as draw
from autograder.chapters.backprop.misconceptions.avg_pool import AVG_POOL
from autograder.chapters.backprop.misconceptions.lp_pool import LP_POOL
from autograder.chapters.backprop.misconceptions.max_pool import MAX_POOL
from autograder.chapters.backprop.variants import pooling as styles
from autograder.checks.answers import FunctionAnswer
from autograder.checks.cases import Case, Part
from autograder.checks.drawing import Windows
from autograder.checks.function_check import FunctionCheck

__all__ = ["AVG_POOL2D_BACKWARD", "LP_POOL2D_BACKWARD", "MAX_POOL2D_BACKWARD"]


def _case(
    rng: np.random.Generator,
    windows: Windows,
    x: np.ndarray | None = None,
    dtype: str = "float64",
    flags: dict | None = None,
    **given,
) -> Case:
    """Draw images and an upstream gradient; `given` is added to the options of the windows."""
    x = (rng.standard_normal(windows.shape) if x is None else x).astype(dtype)
    given = {"kernel_size": windows.kernel_size, **windows.options, **given}
    words = [f"{name} {value}" for name, value in given.items() if name not in DESCRIBED]
    label = ", ".join([windows.describe(dtype=dtype), *words])
    out = pooling_oracles.output_shape(x.shape, given)
    return Case(label, (rng.standard_normal(out).astype(dtype), x), given, **(flags or {}))


DESCRIBED = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")


def _small(rng: np.random.Generator, lowest: int = 1, **given) -> Case:
    x = rng.permutation(16).reshape(1, 1, 4, 4) + float(lowest)
    grad_out = rng.permutation(4).reshape(1, 1, 2, 2) + 1.0
    given = {**given, "kernel_size": 2}
    return Case("1 image of 4x4 pixels, a 2x2 kernel", (grad_out, x), given, public=True)


def _care(**given):
    def draw_cases(rng: np.random.Generator) -> Iterator[Case]:
        yield _case(rng, draw.side_by_side(rng), dtype="float32", **given)
        yield _case(rng, draw.side_by_side(rng), flags={"read_only": True}, **given)

    return draw_cases


def _max_winners(rng: np.random.Generator) -> Iterator[Case]:
    yield _small(rng)
    for _ in range(3):
        yield _case(rng, draw.side_by_side(rng))


def _max_overlap(rng: np.random.Generator) -> Iterator[Case]:
    for windows in draw.overlapping(rng):
        x = rng.standard_normal(windows.shape)
        x[:, :, 2, 2] += 10  # it wins every window that it lies in
        yield _case(rng, windows, x)


def _max_ties(rng: np.random.Generator) -> Iterator[Case]:
    for _ in range(2):
        windows = draw.side_by_side(rng)
        x = rng.integers(2, 4, windows.shape)
        case = _case(rng, windows, x)
        yield Case(f"{case.label}, with equal numbers in it", case.args, case.kwargs)


def _max_edges(rng: np.random.Generator) -> Iterator[Case]:
    # All negative: a padding of zeros would win.
    for windows in (*draw.padded(rng), draw.dilated(rng), draw.hanging_over(rng)):
        yield _case(rng, windows, -rng.uniform(1, 4, windows.shape))


def _avg_shares(rng: np.random.Generator) -> Iterator[Case]:
    yield _small(rng)
    for _ in range(3):
        yield _case(rng, draw.side_by_side(rng))


def _overlap(rng: np.random.Generator) -> Iterator[Case]:
    for windows in draw.overlapping(rng):
        yield _case(rng, windows)


def _avg_edges(rng: np.random.Generator) -> Iterator[Case]:
    for windows in (*draw.padded(rng), draw.hanging_over(rng)):
        yield _case(rng, windows)
    for windows in draw.padded(rng):
        yield _case(rng, windows, count_include_pad=False)


def _lp_squares(rng: np.random.Generator) -> Iterator[Case]:
    yield _small(rng, lowest=-7, norm_type=2)
    for _ in range(2):
        yield _case(rng, draw.side_by_side(rng), norm_type=2)


def _lp_norms(rng: np.random.Generator) -> Iterator[Case]:
    for norm_type in (3, 1.5, 4):
        yield _case(rng, draw.side_by_side(rng), norm_type=norm_type)


def _lp_zeros(rng: np.random.Generator) -> Iterator[Case]:
    for norm_type in (2, 3):
        windows = draw.side_by_side(rng)
        x = rng.standard_normal(windows.shape) * rng.integers(0, 2, windows.shape)
        kh, kw = windows.kernel_size
        x[:, 0, :kh, :kw] = 0
        case = _case(rng, windows, x, norm_type=norm_type)
        yield Case(f"{case.label}, with windows of zeros", case.args, case.kwargs)


def _lp_overlap(rng: np.random.Generator) -> Iterator[Case]:
    for windows in (*draw.overlapping(rng), draw.hanging_over(rng)):
        yield _case(rng, windows, norm_type=2)


MAX_POOL2D_BACKWARD = FunctionCheck(
    key="04-backprop.max_pool2d_backward",
    oracle=pooling_oracles.max_pool2d_backward,
    parts=(
        Part("winners", 3, _max_winners),
        Part("overlap", 2, _max_overlap),
        Part("equal numbers", 1, _max_ties),
        Part("padding, dilation, ceil_mode", 1, _max_edges),
        Part("dtype and input", 1, _care()),
    ),
    reference=FunctionAnswer("reference", cnnlib.pooling_backward.max_pool2d_backward),
    variants=styles.MAX_POOL,
    misconceptions=MAX_POOL,
)
AVG_POOL2D_BACKWARD = FunctionCheck(
    key="04-backprop.avg_pool2d_backward",
    oracle=pooling_oracles.avg_pool2d_backward,
    parts=(
        Part("shares", 2, _avg_shares),
        Part("overlap", 1, _overlap),
        Part("padding and ceil_mode", 1, _avg_edges),
        Part("dtype and input", 1, _care()),
    ),
    reference=FunctionAnswer("reference", cnnlib.pooling_backward.avg_pool2d_backward),
    variants=styles.AVG_POOL,
    misconceptions=AVG_POOL,
)
LP_POOL2D_BACKWARD = FunctionCheck(
    key="04-backprop.lp_pool2d_backward",
    oracle=pooling_oracles.lp_pool2d_backward,
    parts=(
        Part("squares", 2, _lp_squares),
        Part("other norms", 1, _lp_norms),
        Part("zeros", 1, _lp_zeros),
        Part("overlap and ceil_mode", 0.5, _lp_overlap),
        Part("dtype and input", 0.5, _care(norm_type=2)),
    ),
    reference=FunctionAnswer("reference", cnnlib.pooling_backward.lp_pool2d_backward),
    variants=styles.LP_POOL,
    misconceptions=LP_POOL,
    rtol=1e-5,  # whoever adds 1e-8 to a divisor has understood
)
