"""Residual connections: a block learns what to add to its input (chapter 5)."""

import torch
from torch import nn

__all__ = ["ResidualBlock"]


class ResidualBlock(nn.Module):
    r"""Two 3x3 convolutions whose result is added to the input.

    .. math:: y = \phi\bigl(x + \mathcal F(x)\bigr), \qquad
        \mathcal F(x) = W_2 * \phi(W_1 * x), \qquad
        \frac{\partial (x + \mathcal F)}{\partial x} = I + \frac{\partial \mathcal F}{\partial x}

    with :math:`\phi` the leaky ReLU (slope 0.01), no biases, and padding 1 so that the map keeps
    its size. The identity :math:`I` carries the gradient past the weights, however small they make
    :math:`\partial \mathcal F / \partial x`. With `batch_norm`, the result of each convolution is
    normalised before it is added or activated.

    Parameters
    ----------
    channels : int
        Of the input and of the output.
    batch_norm : bool

    Raises
    ------
    ValueError
        In ``forward``, if the input is not of shape (N, channels, H, W).

    References
    ----------
    He et al. (2016), "Deep residual learning for image recognition", figure 2 and section 3.2;
    *MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional
    Networks*, section 3.2.
    """

    def __init__(self, channels: int, batch_norm: bool = False) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels) if batch_norm else nn.Identity()
        self.conv2 = nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels) if batch_norm else nn.Identity()
        self.activation = nn.LeakyReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, channels, H, W) to the same shape."""
        channels = self.conv1.in_channels
        if x.ndim != 4 or x.shape[1] != channels:
            raise ValueError(f"x must have shape (N, {channels}, H, W), not {tuple(x.shape)}.")
        residual = self.activation(self.bn1(self.conv1(x)))
        residual = self.bn2(self.conv2(residual))
        return self.activation(x + residual)
