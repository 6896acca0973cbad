"""The poolings as layers (chapter 4)."""

from typing import Any, cast

import numpy as np

from cnnlib.layers.layer import Layer
from cnnlib.pooling import avg_pool2d, max_pool2d
from cnnlib.pooling_backward import avg_pool2d_backward, max_pool2d_backward

__all__ = ["AvgPool2d", "MaxPool2d"]


class MaxPool2d(Layer):
    """See :func:`~cnnlib.pooling.max_pool2d`, whose `options` it takes."""

    def __init__(self, kernel_size: int | tuple[int, int], **options: Any) -> None:
        super().__init__()
        self.kernel_size, self.options = kernel_size, options

    def forward(self, x: np.ndarray) -> np.ndarray:
        out = max_pool2d(self.remember(x), self.kernel_size, **self.options)
        return cast(np.ndarray, out)  # layers do not return indices

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        return max_pool2d_backward(grad_out, self.remembered(), self.kernel_size, **self.options)


class AvgPool2d(Layer):
    """See :func:`~cnnlib.pooling.avg_pool2d`, whose `options` it takes."""

    def __init__(self, kernel_size: int | tuple[int, int], **options: Any) -> None:
        super().__init__()
        self.kernel_size, self.options = kernel_size, options

    def forward(self, x: np.ndarray) -> np.ndarray:
        return avg_pool2d(self.remember(x), self.kernel_size, **self.options)

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        return avg_pool2d_backward(grad_out, self.remembered(), self.kernel_size, **self.options)
