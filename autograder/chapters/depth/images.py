"""Draw batches of images in which each channel has a different mean and variance."""

import numpy as np

__all__ = ["Shape", "per_channel", "positive", "shapes", "unlike_channels"]

Shape = tuple[int, int, int, int]


def shapes(rng: np.random.Generator, count: int) -> list[Shape]:
    """Draw shapes (N, C, H, W) in which all axes have different lengths."""
    return [tuple(rng.permutation([2, 3, 4, 5]).tolist()) for _ in range(count)]


def unlike_channels(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    """Draw images in which each channel of each image has a different mean and spread."""
    level, spread = rng.uniform(-3, 3, (2, *shape[:2], 1, 1))
    return level + (0.5 + abs(spread)) * rng.standard_normal(shape)


def per_channel(rng: np.random.Generator, channels: int) -> np.ndarray:
    """Draw a number for each channel, of either sign and not small."""
    return rng.choice([-1, 1], channels) * rng.uniform(0.5, 2, channels)


def positive(rng: np.random.Generator, channels: int) -> np.ndarray:
    """Draw a variance or a scale for each channel."""
    return rng.uniform(0.5, 2, channels)
