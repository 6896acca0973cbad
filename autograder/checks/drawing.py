"""Draw images and kernels in which no two axes and no two counts have the same size.

An answer that swaps two of them is then wrong with every seed. Sizes follow from the number of
positions of the kernel: the windows always fit, and in every part some of them overlap.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.cases import Case
from cnnlib.arguments import pair

__all__ = [
    "Draw",
    "Windows",
    "cases_on",
    "dilated",
    "either_way",
    "everything",
    "one_place",
    "padded",
    "single_pixels",
    "square",
    "strided",
    "two_of",
    "with_defaults",
]

Pair = tuple[int, int]

DEFAULTS = {"stride": 1, "padding": 0, "dilation": 1}


@dataclass(frozen=True)
class Windows:
    """A batch of images, and a kernel that moves over it.

    Attributes
    ----------
    shape : tuple of int
        ``(N, C, H, W)``.
    kernel_size, places : (int, int)
        The kernel's size, and its number of positions: down, across.
    options : dict
        Stride, padding and dilation, where they are not the default.
    """

    shape: tuple[int, int, int, int]
    kernel_size: Pair
    places: Pair
    options: dict[str, int | Pair]

    def describe(self, kernels: str = "a {}x{} kernel", dtype: str = "float64") -> str:
        """Return shapes and options in words; `kernels` has two ``{}`` for the kernel's size."""
        n, c, h, w = self.shape
        words = [f"{n} images of {h}x{w} pixels in {c} channels"]
        words += [kernels.format(*self.kernel_size)]
        words += [f"{name} {_in_words(value)}" for name, value in self.options.items()]
        return ", ".join(words if dtype == "float64" else [*words, dtype])


Draw = Callable[[np.random.Generator], Iterable[Windows]]


def cases_on(
    draw: Draw, case: Callable[..., Case], **options: Any
) -> Callable[[np.random.Generator], list[Case]]:
    """Return a function that draws windows with `draw` and turns each into a case."""
    return lambda rng: [case(rng, windows, **options) for windows in draw(rng)]


def with_defaults(rng: np.random.Generator) -> Windows:
    """Move by one pixel, without padding or dilation."""
    return _draw(rng)


def one_place(rng: np.random.Generator) -> Windows:
    """Make the kernel as large as the images."""
    kernel_size = two_of(rng, (2, 3, 4))
    return Windows((*two_of(rng, (2, 3, 4)), *kernel_size), kernel_size, (1, 1), {})


def single_pixels(rng: np.random.Generator) -> Windows:
    """Make the kernel as small as a pixel."""
    places = two_of(rng, (3, 4, 5))
    return Windows((*two_of(rng, (2, 3, 4)), *places), (1, 1), places, {})


def square(rng: np.random.Generator) -> Windows:
    """Make images and kernels square: an answer that only handles these earns this part."""
    kernel, places = int(rng.choice((2, 3))), int(rng.choice((4, 5)))
    side = places + kernel - 1
    return Windows((*two_of(rng, (2, 3, 4)), side, side), (kernel,) * 2, (places,) * 2, {})


def strided(rng: np.random.Generator) -> list[Windows]:
    return [
        _draw(rng, kernels=(3, 4), stride=2),
        _draw(rng, kernels=(3, 4), stride=either_way(rng, (2, 3))),
    ]


def padded(rng: np.random.Generator) -> list[Windows]:
    return [
        _draw(rng, padding=1),
        # An answer that removes `p:-p` only if both numbers are above 0 is wrong here; one that
        # takes either number for both still has a result, as kernels fit without padding.
        _draw(rng, kernels=(2, 3), places=(5, 6), padding=either_way(rng, (0, 2))),
        # Up to p = 2, an answer with 2 + p instead of 2 * p can go unnoticed.
        _draw(rng, kernels=(3, 4), places=(6, 7), padding=3),
    ]


def dilated(rng: np.random.Generator) -> list[Windows]:
    return [
        _draw(rng, kernels=(2, 3), places=(4, 5), dilation=2),
        _draw(rng, kernels=(2, 3), places=(4, 5), dilation=either_way(rng, (2, 3))),
    ]


def everything(rng: np.random.Generator) -> list[Windows]:
    """Combine all three; along the axis where stride and dilation are both 2, windows overlap."""
    stride, dilation = ((2, 3), (2, 1)) if rng.integers(2) else ((3, 2), (1, 2))
    padding = either_way(rng, (1, 2))
    return [_draw(rng, kernels=(3, 4), stride=stride, padding=padding, dilation=dilation)]


def _draw(
    rng: np.random.Generator,
    kernels: tuple[int, ...] = (2, 3, 4),
    places: tuple[int, ...] = (3, 4, 5),
    **options: int | Pair,
) -> Windows:
    """Draw images on which the kernel has different numbers of positions down and across.

    Along one axis the last window ends at the border, along the other it leaves as many pixels as
    the stride allows: rounding the number of positions wrongly then fails along one of them.
    """
    stride, padding, dilation = (
        pair(options.get(name, default), name, minimum=0) for name, default in DEFAULTS.items()
    )
    while True:
        kernel_size, taken = two_of(rng, kernels), two_of(rng, places)
        leaves = either_way(rng, (0, 1))
        h, w = (
            (taken[axis] - 1) * stride[axis]
            + dilation[axis] * (kernel_size[axis] - 1)
            + 1
            + leaves[axis] * (stride[axis] - 1)
            - 2 * padding[axis]
            for axis in (0, 1)
        )
        if h != w and min(h, w) > 1:
            return Windows((*two_of(rng, (2, 3, 4)), h, w), kernel_size, taken, options)


def two_of(rng: np.random.Generator, numbers: tuple[int, ...]) -> Pair:
    """Draw two different numbers, in either order."""
    first, second = rng.choice(numbers, size=2, replace=False).tolist()
    return first, second


def either_way(rng: np.random.Generator, numbers: Pair) -> Pair:
    """Return a pair as it is, or the other way round."""
    return numbers if rng.integers(2) else numbers[::-1]


def _in_words(value: int | Pair) -> str:
    return f"{value[0]} down and {value[1]} across" if isinstance(value, tuple) else str(value)
