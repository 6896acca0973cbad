"""The activations as layers (chapter 4)."""

import numpy as np

from cnnlib.activations import (
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
)
from cnnlib.layers.layer import Layer

__all__ = ["LeakyReLU", "ReLU", "Sigmoid"]


class ReLU(Layer):
    """See :func:`~cnnlib.activations.relu`."""

    def forward(self, x: np.ndarray) -> np.ndarray:
        return relu(self.remember(x))

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        return relu_backward(grad_out, self.remembered())


class LeakyReLU(Layer):
    """See :func:`~cnnlib.activations.leaky_relu`."""

    def __init__(self, negative_slope: float = 0.01) -> None:
        super().__init__()
        self.negative_slope = negative_slope

    def forward(self, x: np.ndarray) -> np.ndarray:
        return leaky_relu(self.remember(x), self.negative_slope)

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        return leaky_relu_backward(grad_out, self.remembered(), self.negative_slope)


class Sigmoid(Layer):
    """See :func:`~cnnlib.activations.sigmoid`."""

    def forward(self, x: np.ndarray) -> np.ndarray:
        return sigmoid(self.remember(x))

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        return sigmoid_backward(grad_out, self.remembered())
