"""Means that follow a signal (a chapter that only a test knows)."""

import numpy as np

from cnnlib.exercise import exercise

__all__ = ["RunningMean", "moving_mean"]


@exercise("09-smoothing.moving_mean", points=60)
def moving_mean(x: np.ndarray, size: int) -> np.ndarray:
    """Average every number with the `size` - 1 numbers after it.

    Parameters
    ----------
    x : ndarray, shape (L,)
    size : int
        At most L.

    Returns
    -------
    ndarray, shape (L - size + 1,)
    """
    places = len(x) - size + 1
    return np.array([x[i : i + size].sum() / size for i in range(places)])


@exercise("09-smoothing.RunningMean", points=40)
class RunningMean:
    """A mean that forgets: each new number moves it by a share of the way.

    It starts from 0.
    """

    def __init__(self, rate: float) -> None:
        """Move by `rate` of the way, between 0 and 1."""
        self.rate, self.mean = rate, 0.0

    def update(self, number: float) -> float:
        """Take a number in and return the mean."""
        self.mean += self.rate * (number - self.mean)
        return self.mean
