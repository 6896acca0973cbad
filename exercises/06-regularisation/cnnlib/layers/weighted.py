"""The layers that hold weights: convolution and dense (chapter 4)."""

import math

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv_backward import conv2d_backward
from cnnlib.fast.conv import conv2d
from cnnlib.layers.layer import Arrays, Layer
from cnnlib.linear import linear, linear_backward

__all__ = ["Conv2d", "Linear", "kaiming_uniform"]

IntOrPair = int | tuple[int, int]


def kaiming_uniform(shape: tuple[int, ...], fan_in: int, rng: np.random.Generator) -> np.ndarray:
    r"""Draw the initial weights of a layer, as PyTorch does.

    .. math:: w \sim U\left(-\frac{1}{\sqrt{f}}, \frac{1}{\sqrt{f}}\right)

    Parameters
    ----------
    shape : tuple of int
    fan_in : int
        :math:`f`, the number of inputs of one output's sum. The larger it is, the smaller the
        weights, so that the sum does not grow.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of float32

    Raises
    ------
    ValueError
        If `fan_in` is not positive.

    References
    ----------
    He, Zhang, Ren & Sun (2015), "Delving deep into rectifiers", section 2.2;
    ``torch.nn.init.kaiming_uniform_`` with ``a=sqrt(5)``.
    """
    if fan_in < 1:
        raise ValueError(f"fan_in must be at least 1, not {fan_in}, for weights of shape {shape}.")
    bound = 1 / math.sqrt(fan_in)
    return rng.uniform(-bound, bound, shape).astype(np.float32)


class Conv2d(Layer):
    """See :func:`~cnnlib.conv.conv2d`; the kernels and biases are learned.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).
    groups : int
    rng : numpy.random.Generator
        Draws the initial weights.

    Raises
    ------
    ValueError
        If `groups` does not divide both numbers of channels, or a size is not positive.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
        dilation: IntOrPair = 1,
        groups: int = 1,
        *,
        rng: np.random.Generator,
    ) -> None:
        super().__init__()
        if groups < 1 or in_channels % groups or out_channels % groups:
            raise ValueError(
                f"groups={groups} must divide in_channels={in_channels} and "
                f"out_channels={out_channels}."
            )
        kh, kw = pair(kernel_size, "kernel_size")
        fan_in = in_channels // groups * kh * kw
        self.weight = kaiming_uniform((out_channels, in_channels // groups, kh, kw), fan_in, rng)
        self.bias = kaiming_uniform((out_channels,), fan_in, rng)
        self.options = (stride, padding, dilation, groups)

    def parameters(self) -> Arrays:
        return {"weight": self.weight, "bias": self.bias}

    def forward(self, x: np.ndarray) -> np.ndarray:
        return conv2d(self.remember(x), self.weight, self.bias, *self.options)

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        grad_x, grad_weight, grad_bias = conv2d_backward(
            grad_out, self.remembered(), self.weight, self.bias, *self.options
        )
        self.gradients = {"weight": grad_weight, "bias": grad_bias}
        return grad_x


class Linear(Layer):
    """See :func:`~cnnlib.linear.linear`; the weights and biases are learned.

    Parameters
    ----------
    in_features, out_features : int
    rng : numpy.random.Generator
        Draws the initial weights.

    Raises
    ------
    ValueError
        If `in_features` is not positive.
    """

    def __init__(self, in_features: int, out_features: int, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.weight = kaiming_uniform((out_features, in_features), in_features, rng)
        self.bias = kaiming_uniform((out_features,), in_features, rng)

    def parameters(self) -> Arrays:
        return {"weight": self.weight, "bias": self.bias}

    def forward(self, x: np.ndarray) -> np.ndarray:
        return linear(self.remember(x), self.weight, self.bias)

    def backward(self, grad_out: np.ndarray) -> np.ndarray:
        grad_x, grad_weight, grad_bias = linear_backward(
            grad_out, self.remembered(), self.weight, self.bias
        )
        self.gradients = {"weight": grad_weight, "bias": grad_bias}
        return grad_x
