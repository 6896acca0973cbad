"""Draw arrays for the checks of NumPy functions of chapter 7."""

from typing import Any

import numpy as np

from autograder.checks import drawing

__all__ = ["FILTERS", "arrays", "depthwise_shapes", "separable_shapes"]

FILTERS = 5  # drawn windows have 2 to 4 channels


def depthwise_shapes(windows: drawing.Windows) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the arrays of a depth-wise convolution, by name."""
    n, channels, *_ = windows.shape
    return {
        "grad_out": (n, channels, *windows.places),
        "x": windows.shape,
        "weight": (channels, 1, *windows.kernel_size),
        "bias": (channels,),
    }


def separable_shapes(windows: drawing.Windows) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the arrays of a separable convolution, by name."""
    n, channels, *_ = windows.shape
    return {
        "grad_out": (n, FILTERS, *windows.places),
        "x": windows.shape,
        "depthwise": (channels, 1, *windows.kernel_size),
        "pointwise": (FILTERS, channels, 1, 1),
        "bias": (FILTERS,),
    }


def arrays(
    rng: np.random.Generator, shapes: dict[str, tuple[int, ...]], dtype: str
) -> dict[str, Any]:
    """Draw an array of each shape."""
    return {name: rng.standard_normal(shape).astype(dtype) for name, shape in shapes.items()}
