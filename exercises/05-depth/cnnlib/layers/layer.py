"""The base class of layers, and networks made of layers (chapter 4)."""

import numpy as np

__all__ = ["Arrays", "Flatten", "Layer", "Sequential"]

Arrays = dict[str, np.ndarray]


class Layer:
    """A function that stores its input: `forward` keeps what `backward` needs.

    A new kind of layer defines `forward`, which calls `remember`, and `backward`, which calls
    `remembered`. One with weights also defines `parameters` and fills `gradients`.

    Attributes
    ----------
    training : bool
        Whether the network is being trained; some layers act differently then.
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
        """Return the learned arrays, by name; change them in place."""
        return {}

    def train(self, mode: bool = True) -> "Layer":
        """Switch to training mode, or to evaluation mode with ``mode=False``; return the layer."""
        self.training = mode
        return self

    def eval(self) -> "Layer":
        """Switch to evaluation mode; return the layer."""
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
    """Layers in sequence; a parameter is called ``"<position>.<name>"``, as in PyTorch."""

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


class Flatten(Layer):
    """Flatten each image to one row: ``(N, C, H, W)`` becomes ``(N, C * H * W)``."""

    def forward(self, x: np.ndarray) -> np.ndarray:
        return self.remember(x).reshape(len(x), -1)

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        return grad_out.reshape(self.remembered().shape)
