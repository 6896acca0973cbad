"""Draw one axis of a pooling: the length of the input, and the windows."""

from collections.abc import Iterator
from itertools import product
from typing import Unpack

import numpy as np

from autograder.checks.cases import Case, Flags

__all__ = ["ceil", "dilated", "everything", "left_out", "padded", "plain", "touching"]


def plain(rng: np.random.Generator, **flags: Unpack[Flags]) -> Iterator[Case]:
    """Give a stride; in one case all pixels are used, in the others some are left over."""
    for stride in (1, 2, 3):
        for left_over in {0, stride - 1}:
            yield _case(_draw(rng, stride=stride, left_over=left_over), flags)


def touching(rng: np.random.Generator, **flags: Unpack[Flags]) -> Iterator[Case]:
    """Leave the stride to its default."""
    for left_over in (0, 1, 1):
        axis = _draw(rng, left_over=left_over)
        del axis["stride"]
        yield _case(axis, flags)


def padded(rng: np.random.Generator, **flags: Unpack[Flags]) -> Iterator[Case]:
    for padding in (1, 1, 2):
        for left_over in (0, 1):
            axis = _draw(rng, kernels=(4, 5), stride=2, padding=padding, left_over=left_over)
            yield _case(axis, flags)


def dilated(rng: np.random.Generator, **flags: Unpack[Flags]) -> Iterator[Case]:
    for dilation in (2, 3):
        for left_over in (0, 1):
            axis = _draw(rng, stride=2, padding=1, dilation=dilation, left_over=left_over)
            yield _case(axis, flags)


def ceil(rng: np.random.Generator, **flags: Unpack[Flags]) -> Iterator[Case]:
    """Let a last window extend beyond the end in some cases; in the others no pixels are left."""
    for kernel, left_over, padding in product((5, 6), (0, 1, 2), (0, 1)):
        axis = _draw(rng, kernels=(kernel,), stride=3, padding=padding, left_over=left_over)
        yield _case({**axis, "ceil_mode": True}, flags)


def everything(rng: np.random.Generator, **flags: Unpack[Flags]) -> Iterator[Case]:
    """Combine all options: a last window extends beyond the end unless no pixels are left."""
    for dilation, left_over in product((2, 3), (0, 1, 2)):
        axis = _draw(rng, (3, 4, 5), stride=3, padding=1, dilation=dilation, left_over=left_over)
        yield _case({**axis, "ceil_mode": True}, flags)


def left_out(
    rng: np.random.Generator, starts: tuple[int, ...] = (-1, 0, 1), **flags: Unpack[Flags]
) -> Iterator[Case]:
    """Let a last window start at the last pixel of the input, one after it, or two after it."""
    lying = ((2, 4, 1), (2, 3, 1), (3, 4, 1), (3, 5, 1), (2, 4, 0), (3, 5, 0))
    for (kernel, stride, padding), start in product(lying, starts):
        left_over = stride - kernel - start + padding
        if 0 < left_over < stride:
            few = int(rng.integers(3, 8))
            for windows in (few, few + 1):
                axis = _axis(windows, kernel, stride, padding, 1, left_over)
                yield _case({**axis, "ceil_mode": True}, flags)


def _draw(
    rng: np.random.Generator,
    kernels: tuple[int, ...] = (2, 3, 4, 5),
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    left_over: int = 0,
) -> dict[str, int]:
    kernel = int(rng.choice(kernels))
    windows = int(rng.integers(4, 10))
    return _axis(windows, kernel, stride or kernel, padding, dilation, left_over)


def _axis(
    windows: int, kernel: int, stride: int, padding: int, dilation: int, left_over: int
) -> dict[str, int]:
    """Return an input on which the last of `windows` ends `left_over` pixels before the end."""
    reached = stride * (windows - 1) + dilation * (kernel - 1) + 1
    axis = {"input_size": reached + left_over - 2 * padding, "kernel_size": kernel}
    options = {"stride": stride}
    options |= {"padding": padding} if padding else {}
    options |= {"dilation": dilation} if dilation > 1 else {}
    return axis | options


def _case(axis: dict[str, int], flags: Flags) -> Case:
    given = axis | flags
    label = ", ".join(f"{name}={value}" for name, value in given.items())
    return Case(label, (given.pop("input_size"), given.pop("kernel_size")), given)
