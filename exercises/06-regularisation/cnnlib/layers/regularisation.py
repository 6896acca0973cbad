"""The layers that act differently in training and in evaluation (chapter 6)."""

from typing import Any

import numpy as np

from cnnlib.batch_norm import batch_norm2d, batch_norm2d_backward
from cnnlib.dropout import dropout, dropout_backward, dropout_mask
from cnnlib.layers.layer import Arrays, Layer

__all__ = ["BatchNorm2d", "Dropout"]


class Dropout(Layer):
    """See :func:`~cnnlib.dropout.dropout`; each forward pass draws a new mask.

    Parameters
    ----------
    p : float
        The probability of being dropped.
    rng : numpy.random.Generator
        Draws the masks.
    """

    def __init__(self, p: float = 0.5, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.p, self.rng = p, rng

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.mask = dropout_mask(x.shape, self.p, self.rng)
        return dropout(self.remember(x), self.mask, self.p, self.training)

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        return dropout_backward(grad_out, self.remembered(), self.mask, self.p, self.training)


class BatchNorm2d(Layer):
    """See :func:`~cnnlib.batch_norm.batch_norm2d`; scale and shift are learned.

    Parameters
    ----------
    num_features : int
        The number of channels.
    momentum : float
        The weight of the new batch in the running statistics.
    eps : float

    Attributes
    ----------
    running_mean, running_var : ndarray of float32, shape (num_features,)
        Used in evaluation, instead of the batch's own.
    """

    def __init__(self, num_features: int, momentum: float = 0.1, eps: float = 1e-5) -> None:
        super().__init__()
        self.weight = np.ones(num_features, dtype=np.float32)
        self.bias = np.zeros(num_features, dtype=np.float32)
        self.running_mean = np.zeros(num_features, dtype=np.float32)
        self.running_var = np.ones(num_features, dtype=np.float32)
        self.momentum, self.eps = momentum, eps

    def parameters(self) -> Arrays:
        return {"weight": self.weight, "bias": self.bias}

    def forward(self, x: np.ndarray) -> np.ndarray:
        return batch_norm2d(self.remember(x), *self._arguments())

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        grad_x, grad_weight, grad_bias = batch_norm2d_backward(
            grad_out, self.remembered(), *self._arguments()
        )
        self.gradients = {"weight": grad_weight, "bias": grad_bias}
        return grad_x

    def _arguments(self) -> tuple[Any, ...]:
        statistics = self.running_mean, self.running_var
        return (*statistics, self.weight, self.bias, self.training, self.momentum, self.eps)
