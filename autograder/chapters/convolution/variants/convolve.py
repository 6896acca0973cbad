"""Right answers to `convolve` in other styles."""

import numpy as np

from autograder.checks.answers import FunctionAnswer
from cnnlib.correlation import cross_correlate

__all__ = ["VARIANTS"]


def _slices(x, kernel, mode="valid"):
    if kernel.ndim == 1:
        return cross_correlate(x, kernel[::-1], mode)
    return cross_correlate(x, kernel[::-1, ::-1], mode)


def _rotation(x, kernel, mode="valid"):
    flipped = np.rot90(kernel, 2) if kernel.ndim == 2 else kernel[::-1]
    return cross_correlate(x, flipped, mode=mode)


def _painting(x, kernel, mode="valid"):
    """Add up the kernels that the numbers of `x` paint, then cut out what the mode asks for."""
    shape = np.array(x.shape) + kernel.shape - 1
    full = np.zeros(shape, dtype=np.result_type(x, kernel))
    for place, value in np.ndenumerate(x):
        full[tuple(slice(i, i + k) for i, k in zip(place, kernel.shape, strict=True))] += (
            value * kernel
        )
    kept = {
        "full": [slice(None) for _ in kernel.shape],
        "same": [
            slice((k - 1) // 2, (k - 1) // 2 + n)
            for n, k in zip(x.shape, kernel.shape, strict=True)
        ],
        "valid": [slice(k - 1, n) for n, k in zip(x.shape, kernel.shape, strict=True)],
    }
    return full[tuple(kept[mode])]


def _flips_twice(x, kernel, mode="valid"):
    """Flip `x` and then the result instead, with the odd zero of an even kernel on its side."""
    if mode != "same":
        return np.flip(cross_correlate(np.flip(x), kernel, mode))
    edges = [((k - 1) // 2, k // 2) for k in kernel.shape]
    return np.flip(cross_correlate(np.pad(np.flip(x), edges), kernel))


VARIANTS = (
    FunctionAnswer("slices", _slices),
    FunctionAnswer("rotation", _rotation),
    FunctionAnswer("painting", _painting),
    FunctionAnswer("flips twice", _flips_twice),
)
