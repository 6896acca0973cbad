"""Draw images for the checks of chapter 6."""

import numpy as np

__all__ = ["distinct", "images"]


def images(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Draw images with correlated pixels, and a different mean and scale for each channel."""
    n, c, h, w = shape
    scale, shift = rng.uniform(0.5, 2, (2, 1, c, 1, 1))
    x = rng.normal(size=shape) + rng.normal(size=(n, c, 1, 1)) + rng.normal(size=(1, 1, h, w))
    return x * scale + shift


def distinct(
    rng: np.random.Generator, shape: tuple[int, ...], dtype: str = "float64"
) -> np.ndarray:
    """Draw images in which all pixels are different, and none is 0."""
    return rng.permutation(np.arange(1, 1 + np.prod(shape))).reshape(shape).astype(dtype)
