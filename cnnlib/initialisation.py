"""Initial weights that preserve the size of signals and gradients (chapter 5)."""

import math

import numpy as np

from cnnlib.exercise import exercise

__all__ = ["he_normal"]


@exercise("05-depth.he_normal", points=8)
def he_normal(
    shape: tuple[int, ...], rng: np.random.Generator, negative_slope: float = 0.0
) -> np.ndarray:
    r"""Draw the initial weights of a layer followed by a (leaky) ReLU.

    .. math:: w \sim \mathcal N\left(0, \sigma^2\right), \qquad
        \sigma^2 = \frac{2}{(1 + a^2) f}

    The fan-in :math:`f` is the number of inputs of each output's sum.

    Parameters
    ----------
    shape : tuple of int
        ``(C_out, C_in, k_h, k_w)`` for a convolution, where each output is a sum over
        :math:`C_{in} k_h k_w` numbers, or ``(outputs, inputs)`` for a dense layer.
    rng : numpy.random.Generator
        Draws the weights: two calls give different ones, and the same seed gives the same.
    negative_slope : float
        :math:`a`, the slope of the leaky ReLU for negative numbers; 0 for a ReLU.

    Returns
    -------
    ndarray of float32

    Raises
    ------
    ValueError
        If `shape` has fewer than two axes or an axis of no length.

    References
    ----------
    He, Zhang, Ren & Sun (2015), "Delving deep into rectifiers", section 2.2, equation 10;
    ``torch.nn.init.kaiming_normal_``.
    """
    if len(shape) < 2 or min(shape) < 1:
        raise ValueError(f"shape must be (outputs, inputs, ...), all at least 1, not {shape}.")
    fan_in = math.prod(shape[1:])
    scale = math.sqrt(2 / ((1 + negative_slope**2) * fan_in))
    return rng.normal(0.0, scale, shape).astype(np.float32)
