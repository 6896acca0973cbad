"""MobileNet's block: a depth-wise and a 1x1 convolution, each with batch norm (chapter 7)."""

import torch
from torch import nn

from cnnlib.exercise import exercise

__all__ = ["DepthwiseSeparable"]


@exercise("07-efficient.DepthwiseSeparable", points=8)
class DepthwiseSeparable(nn.Module):
    r"""Filter each channel separately, then mix the channels with a 1x1 convolution.

    .. math:: z = \mathrm{relu}(\mathrm{bn}_1(W_d * x)), \qquad
        y = \mathrm{relu}(\mathrm{bn}_2(W_p * z))

    A full convolution costs :math:`k^2 C F` multiply-adds for each output position, this one
    :math:`k^2 C + C F`: a fraction of :math:`1/F + 1/k^2`. The depth-wise convolution is 3x3, with
    a padding of 1 and the stride; no convolution has a bias, because batch norm adds a shift. The
    batch norms are ``nn.BatchNorm2d`` with its defaults.

    Its layers are called ``depthwise``, ``bn1``, ``pointwise`` and ``bn2``, created in this order.

    Parameters
    ----------
    in_channels, out_channels : int
    stride : int
        Of the depth-wise convolution.

    References
    ----------
    Howard et al. (2017), "MobileNets", section 3.1 and figure 3; *Convolutional Neural Networks*
    (De Silva), exercise 2.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(
            in_channels, in_channels, 3, stride, padding=1, groups=in_channels, bias=False
        )
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.pointwise = nn.Conv2d(in_channels, out_channels, kernel_size=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, in_channels, H, W) to (N, out_channels, ceil(H / stride), ceil(W / stride))."""
        x = self.bn1(self.depthwise(x)).relu()
        return self.bn2(self.pointwise(x)).relu()
