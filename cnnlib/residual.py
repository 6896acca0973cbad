"""Residual connections: a block learns what to add to its input (chapter 5)."""

import torch
from torch import nn

from cnnlib.exercise import exercise

__all__ = ["ResidualBlock"]


@exercise("05-depth.ResidualBlock", points=14)
class ResidualBlock(nn.Module):
    r"""Two 3x3 convolutions whose result is added to the input.

    .. math:: y = \phi\bigl(s(x) + \mathcal F(x)\bigr), \qquad
        \mathcal F(x) = W_2 * \phi(W_1 * x)

    with :math:`\phi` the leaky ReLU (slope 0.01), padding 1 and no biases. Where the block keeps
    the shape of its input, the shortcut :math:`s` is the identity, which has no parameters and
    lets the gradient flow past the weights. Where the number of channels or the size changes, it is
    a 1x1 convolution with the stride of the block and without bias, the projection. With
    `batch_norm`, the result of every convolution, including the projection, is normalised before it
    is added or activated.

    Parameters
    ----------
    in_channels, out_channels : int
    stride : int
        Of the first convolution and of the projection; the second convolution has stride 1.
    batch_norm : bool

    Attributes
    ----------
    conv1, bn1, conv2, bn2, shortcut, bn_shortcut : Module
        The layers have these names. One that the block does not need is ``nn.Identity()``.

    Raises
    ------
    ValueError
        In ``forward``, if the input is not of shape (N, in_channels, H, W).

    References
    ----------
    He et al. (2016), "Deep residual learning for image recognition", figure 2 and section 3.2,
    equations 1 and 2; *MLP Coursework 2: Investigating the Implementation and Optimization of
    Convolutional Networks*, section 3.2.
    """

    def __init__(
        self, in_channels: int, out_channels: int, stride: int = 1, batch_norm: bool = False
    ) -> None:
        super().__init__()

        def norm() -> nn.Module:
            return nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()

        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False)
        self.bn1 = norm()
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = norm()
        self.shortcut: nn.Module = nn.Identity()
        self.bn_shortcut: nn.Module = nn.Identity()
        if in_channels != out_channels or stride != 1:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            self.bn_shortcut = norm()
        self.activation = nn.LeakyReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, in_channels, H, W) to (N, out_channels, H', W')."""
        channels = self.conv1.in_channels
        if x.ndim != 4 or x.shape[1] != channels:
            raise ValueError(f"x must have shape (N, {channels}, H, W), not {tuple(x.shape)}.")
        residual = self.activation(self.bn1(self.conv1(x)))
        residual = self.bn2(self.conv2(residual))
        return self.activation(self.bn_shortcut(self.shortcut(x)) + residual)
