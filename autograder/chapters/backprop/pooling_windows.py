"""Draw images and pooling windows in which no two axes and no two counts have the same size.

Windows overlap only in `overlapping`, so that a mistake about overlaps fails only its own part.
"""

from typing import Any

import numpy as np

from autograder.checks.drawing import Windows, two_of

__all__ = [
    "dilated",
    "everything",
    "hanging_over",
    "overlapping",
    "padded",
    "side_by_side",
    "square",
]

Pair = tuple[int, int]


def side_by_side(rng: np.random.Generator) -> Windows:
    """Place windows edge to edge; along one axis a pixel is left over."""
    return _draw(rng, two_of(rng, (2, 3, 4)), left_over=_either_way(rng, (0, 1)))


def square(rng: np.random.Generator) -> Windows:
    """Make images and windows square: an answer that only handles squares earns this part."""
    kernel, places = int(rng.choice((2, 3))), 3
    side = kernel * places
    return Windows((*two_of(rng, (2, 4)), side, side), (kernel,) * 2, (places,) * 2, {})


def overlapping(rng: np.random.Generator) -> list[Windows]:
    """Move by less than the kernel: the pixel (2, 2) lies in several windows, down and across."""
    return [
        _draw(rng, _either_way(rng, (3, 4)), stride=2),
        _draw(rng, _either_way(rng, (3, 4)), stride=_either_way(rng, (1, 2))),
    ]


def padded(rng: np.random.Generator) -> list[Windows]:
    return [
        _draw(rng, two_of(rng, (2, 3, 4)), padding=1),
        _draw(rng, _either_way(rng, (4, 5)), padding=_either_way(rng, (0, 2))),
        # With an even number of pixels, 1 | h would be the same as 1 + h.
        _draw(rng, _either_way(rng, (2, 4)), left_over=(1, 1), padding=1),
    ]


def dilated(rng: np.random.Generator) -> Windows:
    """Take every second pixel, with the next window right after the last one."""
    kernel = _either_way(rng, (2, 3))
    return _draw(rng, kernel, stride=(2 * kernel[0] - 1, 2 * kernel[1] - 1), dilation=2)


def hanging_over(rng: np.random.Generator) -> Windows:
    """Leave two pixels over along both axes, for one more window that extends beyond the edge."""
    return _draw(rng, _either_way(rng, (3, 4)), left_over=(2, 2), ceil_mode=True)


def everything(rng: np.random.Generator, *options: str) -> Windows:
    """Combine all `options`; windows extend beyond both edges, and none overlap."""
    kernel, dilation = _either_way(rng, (3, 4)), _either_way(rng, (1, 2))
    dilation = dilation if "dilation" in options else (1, 1)
    extent = tuple(d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True))
    values: dict[str, Any] = {
        "stride": (extent[0] + 1, extent[1]),
        "padding": 1,
        "dilation": dilation,
    }
    chosen = {name: value for name, value in values.items() if name in options}
    return _draw(rng, kernel, left_over=(2, 2), ceil_mode=True, **chosen)


def _draw(
    rng: np.random.Generator,
    kernel: Pair,
    left_over: Pair = (0, 0),
    ceil_mode: bool = False,
    **options: int | Pair,
) -> Windows:
    stride, padding, dilation = (
        np.broadcast_to(options.get(name, default), 2)
        for name, default in (("stride", kernel), ("padding", 0), ("dilation", 1))
    )
    batch, channels = two_of(rng, (2, 3, 4))
    while True:
        places = two_of(rng, (2, 3, 4))
        extent = dilation * (np.array(kernel) - 1) + 1
        size = (np.array(places) - 1) * stride + extent - 2 * padding + left_over
        if size[0] != size[1] and (size > padding).all():
            break
    given = {**options, **({"ceil_mode": True} if ceil_mode else {})}
    return Windows((batch, channels, *size.tolist()), kernel, places, given)


def _either_way(rng: np.random.Generator, numbers: Pair) -> Pair:
    return numbers if rng.integers(2) else numbers[::-1]
