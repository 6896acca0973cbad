"""The data that a network is trained and tested on."""

from dataclasses import dataclass

import numpy as np

__all__ = ["Task"]


@dataclass(frozen=True)
class Task:
    """Training images and test images, with their labels.

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
