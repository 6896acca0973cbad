"""Draw images and pooling windows in which no two axes and no two counts have the same size.

Along one axis the windows use all pixels, along the other some are left over: an answer that
rounds the wrong way is wrong along one of them.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.checks.drawing import Windows, either_way, two_of
from cnnlib.arguments import pair

__all__ = [
    "dilated",
    "everything",
    "fitting",
    "hanging",
    "overlapping",
    "padded",
    "square",
    "strided",
    "touching",
]

Pair = tuple[int, int]


def touching(rng: np.random.Generator, **options: Any) -> Iterator[Windows]:
    """Leave the stride to its default."""
    yield _draw(rng, **options)


def square(rng: np.random.Generator) -> Windows:
    """Make images and windows square: an answer that only handles squares earns this part."""
    kernel, places = int(rng.choice((2, 3))), 3
    side = kernel * places
    return Windows((*two_of(rng, (2, 4)), side, side), (kernel,) * 2, (places,) * 2, {})


def strided(rng: np.random.Generator) -> Iterator[Windows]:
    """Let windows overlap, and leave gaps between them."""
    yield _draw(rng, kernels=(3, 4), stride=2)
    yield _draw(rng, kernels=(2, 3), stride=either_way(rng, (1, 4)))


def padded(rng: np.random.Generator) -> Iterator[Windows]:
    yield _draw(rng, kernels=(3, 4), stride=2, padding=1)
    yield _draw(rng, kernels=(4, 5), stride=3, padding=either_way(rng, (1, 2)))


def dilated(rng: np.random.Generator) -> Iterator[Windows]:
    yield _draw(rng, stride=2, dilation=2)
    yield _draw(rng, stride=1, dilation=either_way(rng, (2, 3)))


def hanging(rng: np.random.Generator) -> Iterator[Windows]:
    """Let a last window extend beyond the bottom and, in another case, beyond the right edge."""
    for over in ((1, 0), (0, 1)):
        yield _draw(rng, kernels=(3, 4), left_over=over, ceil_mode=True)


def overlapping(rng: np.random.Generator) -> Iterator[Windows]:
    """Let every pixel lie in several windows."""
    yield _draw(rng, kernels=(3, 4), stride=1)


def fitting(rng: np.random.Generator, *options: str, padding: int | Pair = 1) -> Iterator[Windows]:
    """Let no two windows overlap, and leave no pixels over; `options`: stride and padding."""
    values: dict[str, Any] = {"stride": either_way(rng, (3, 5)), "padding": padding}
    chosen = {name: values[name] for name in options}
    yield _draw(rng, kernels=(2, 3), left_over=(0, 0), **chosen)


def everything(rng: np.random.Generator, *options: str) -> Iterator[Windows]:
    """Combine all `options`; windows extend beyond both edges, and none is left out."""
    values: dict[str, Any] = {
        "stride": either_way(rng, (2, 3)),
        "padding": either_way(rng, (1, 2)),
        "dilation": either_way(rng, (1, 2)),
        "ceil_mode": True,
    }
    chosen = {name: value for name, value in values.items() if name in options}
    yield _draw(rng, kernels=(5, 6), left_over=(1, 1), **chosen)


def _draw(
    rng: np.random.Generator,
    kernels: Pair | tuple[int, int, int] = (2, 3, 4),
    places: tuple[int, int, int] = (3, 4, 5),
    left_over: Pair | None = None,
    **options: int | Pair | bool,
) -> Windows:
    """Draw images with different numbers of windows, `places`, down and across.

    `left_over` is the number of pixels after the last window: as many as the stride allows along
    one of the axes, unless it is given. In ceil mode they get another window.
    """
    padding = pair(options.get("padding", 0), "padding", minimum=0)
    dilation = pair(options.get("dilation", 1), "dilation")
    while True:
        kernel, taken, batch = two_of(rng, kernels), two_of(rng, places), two_of(rng, (2, 3, 4))
        stride = pair(options.get("stride", kernel), "stride")
        behind = left_over
        if behind is None:
            behind = (stride[0] - 1, 0) if rng.integers(2) else (0, stride[1] - 1)
        h, w = (
            stride[axis] * (taken[axis] - 1)
            + dilation[axis] * (kernel[axis] - 1)
            + 1
            + behind[axis]
            - 2 * padding[axis]
            for axis in (0, 1)
        )
        if h != w and {h, w}.isdisjoint(batch):
            return Windows((*batch, h, w), kernel, taken, options)
