"""Layers without weights, and networks made of layers (chapter 4)."""

import numpy as np

from cnnlib.activations import (
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
)
from cnnlib.pooling import avg_pool2d, max_pool2d
from cnnlib.pooling_backward import avg_pool2d_backward, max_pool2d_backward

__all__ = [
    "AvgPool2d",
    "Flatten",
    "Layer",
    "LeakyReLU",
    "MaxPool2d",
    "ReLU",
    "Sequential",
    "Sigmoid",
]

Arrays = dict[str, np.ndarray]


class Layer:
    """A function with a memory: `forward` keeps what `backward` will need.

    A new kind of layer defines `forward`, which calls `remember`, and `backward`, which asks
    `remembered`. One with weights also defines `parameters` and fills `gradients`.

    Attributes
    ----------
    training : bool
        Whether the network learns at the moment; some layers act differently then.
    gradients : dict of str to ndarray
        Those of the parameters, from the latest `backward`.
    """

    def __init__(self) -> None:
        self.training = True
        self.gradients: Arrays = {}
        self._x: np.ndarray | None = None

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return the layer's output for a batch."""
        raise NotImplementedError(f"{type(self).__name__} does not define forward.")

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        """Return the gradient with respect to the latest input, given that of the output."""
        raise NotImplementedError(f"{type(self).__name__} does not define backward.")

    def parameters(self) -> Arrays:
        """Return the arrays that are learned, by name; to change them, change them in place."""
        return {}

    def train(self, mode: bool = True) -> "Layer":
        """Prepare to learn, or with ``mode=False`` to evaluate; return the layer."""
        self.training = mode
        return self

    def eval(self) -> "Layer":
        """Prepare to evaluate; return the layer."""
        return self.train(False)

    def remember(self, x: np.ndarray) -> np.ndarray:
        """Keep the input for `backward`, and return it."""
        self._x = x
        return x

    def remembered(self) -> np.ndarray:
        """Return the input of the latest `forward`.

        Raises
        ------
        ValueError
            If there was none.
        """
        if self._x is None:
            raise ValueError(f"{type(self).__name__}: call forward before backward.")
        return self._x


class Sequential(Layer):
    """Layers one after the other; a parameter is called ``"<position>.<name>"``, as in PyTorch."""

    def __init__(self, *layers: Layer) -> None:
        self.layers = layers
        super().__init__()

    def forward(self, x: np.ndarray) -> np.ndarray:
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        for layer in reversed(self.layers):
            grad_out = layer.backward(grad_out)
        self.gradients = {
            f"{i}.{name}": gradient
            for i, layer in enumerate(self.layers)
            for name, gradient in layer.gradients.items()
        }
        return grad_out

    def parameters(self) -> Arrays:
        return {
            f"{i}.{name}": parameter
            for i, layer in enumerate(self.layers)
            for name, parameter in layer.parameters().items()
        }

    def train(self, mode: bool = True) -> "Sequential":
        for layer in self.layers:
            layer.train(mode)
        super().train(mode)
        return self


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


class Flatten(Layer):
    """Lay each image out as one row: ``(N, C, H, W)`` becomes ``(N, C * H * W)``."""

    def forward(self, x: np.ndarray) -> np.ndarray:
        return self.remember(x).reshape(len(x), -1)

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        return grad_out.reshape(self.remembered().shape)


class MaxPool2d(Layer):
    """See :func:`~cnnlib.pooling.max_pool2d`, whose `options` it takes."""

    def __init__(
        self, kernel_size: int | tuple[int, int], **options: int | tuple[int, int]
    ) -> None:
        super().__init__()
        self.kernel_size, self.options = kernel_size, options

    def forward(self, x: np.ndarray) -> np.ndarray:
        return max_pool2d(self.remember(x), self.kernel_size, **self.options)

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        return max_pool2d_backward(grad_out, self.remembered(), self.kernel_size, **self.options)


class AvgPool2d(Layer):
    """See :func:`~cnnlib.pooling.avg_pool2d`, whose `options` it takes."""

    def __init__(
        self, kernel_size: int | tuple[int, int], **options: int | tuple[int, int]
    ) -> None:
        super().__init__()
        self.kernel_size, self.options = kernel_size, options

    def forward(self, x: np.ndarray) -> np.ndarray:
        return avg_pool2d(self.remember(x), self.kernel_size, **self.options)

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        return avg_pool2d_backward(grad_out, self.remembered(), self.kernel_size, **self.options)
