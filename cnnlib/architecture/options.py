"""The options of each layer type of a described network: names, ranges and defaults (chapter 5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

__all__ = ["OPTIONS", "Option", "OptionError"]

WIDEST = 4096  # channels, or numbers of a dense layer
LARGEST = 64  # pixels of a window, a step or a border
REQUIRED: Any = object()


class OptionError(ValueError):
    """A value is out of range; the message says what it must be."""


@dataclass(frozen=True)
class Option:
    """One option: how a value is read, and the default.

    Attributes
    ----------
    read : callable
        Takes any object and returns the value, or raises `OptionError`.
    default : object
        None if PyTorch uses the value of another option.
    """

    read: Callable[[Any], Any]
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


def _whole(low: int, high: int) -> Option:
    def read(value: Any) -> int:
        if not _is_whole(value) or not low <= value <= high:
            raise OptionError(f"a whole number from {low} to {high}")
        return int(value)

    return Option(read)


def _pair(low: int, high: int = LARGEST) -> Option:
    """One whole number, or two: (vertical, horizontal)."""

    def read(value: Any) -> tuple[int, int]:
        numbers = tuple(value) if isinstance(value, list | tuple) else (value, value)
        if len(numbers) != 2 or not all(_is_whole(n) and low <= n <= high for n in numbers):
            raise OptionError(f"a whole number from {low} to {high}, or two of them")
        return int(numbers[0]), int(numbers[1])

    return Option(read)


def _fraction(value: Any) -> float:
    if not isinstance(value, int | float | np.number) or not 0 <= value < 1:
        raise OptionError("a number from 0 to less than 1")
    return float(value)


def _switch(value: Any) -> bool:
    if not isinstance(value, bool | np.bool_):
        raise OptionError("True or False")
    return bool(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _with(option: Option, default: Any) -> Option:
    return replace(option, default=default)


WIDTH, WINDOW = _whole(1, WIDEST), _pair(1)
BORDER = _with(_pair(0), (0, 0))
POOLING = {"kernel_size": WINDOW, "stride": _with(WINDOW, None), "padding": BORDER}

OPTIONS: Mapping[str, Mapping[str, Option]] = {
    "Conv2d": {
        "in_channels": WIDTH,
        "out_channels": WIDTH,
        "kernel_size": WINDOW,
        "stride": _with(WINDOW, (1, 1)),
        "padding": BORDER,
        "dilation": _with(WINDOW, (1, 1)),
        "groups": _with(WIDTH, 1),
        "bias": Option(_switch, True),
    },
    "Linear": {
        "in_features": _whole(1, WIDEST * LARGEST),
        "out_features": WIDTH,
        "bias": Option(_switch, True),
    },
    "BatchNorm2d": {"num_features": WIDTH},
    "ReLU": {},
    "ReLU6": {},
    "LeakyReLU": {"negative_slope": Option(_fraction, 0.01)},
    "Sigmoid": {},
    "Tanh": {},
    "Dropout": {"p": Option(_fraction, 0.5)},
    "MaxPool2d": POOLING,
    "AvgPool2d": POOLING,
    "AdaptiveAvgPool2d": {"output_size": WINDOW},
    "Flatten": {},
}
