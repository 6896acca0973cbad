"""What a network is to learn, and what it is tested on."""

from dataclasses import dataclass

import numpy as np

__all__ = ["Task"]


@dataclass(frozen=True)
class Task:
    """Examples to learn from, and others to be tested on.

    Attributes
    ----------
    x_train, x_test : ndarray of float32, shape (N, C, H, W)
        Between 0 and 1.
    y_train, y_test : ndarray of int64, shape (N,)
        The test labels never leave the trusted process.
    classes : int
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    classes: int
