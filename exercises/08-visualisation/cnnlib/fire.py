"""The Fire module: squeeze the channels before the expensive 3x3 convolution (chapter 7)."""

import torch
from torch import nn

from cnnlib.exercise import exercise

__all__ = ["Fire"]


@exercise("07-efficient.Fire", points=8)
class Fire(nn.Module):
    r"""Squeeze with 1x1 convolutions, then expand with 1x1 and 3x3 ones in parallel.

    .. math:: s = \mathrm{relu}(W_s * x + b_s), \qquad
        y = [\,\mathrm{relu}(W_1 * s + b_1),\; \mathrm{relu}(W_3 * s + b_3)\,]

    The brackets concatenate the channels of the two, those of the 1x1 convolution first. The 3x3
    convolution is cheaper because it reads `squeeze` channels instead of `in_channels`; it is
    padded so that the maps keep their size. Each of the three convolutions has a bias.

    Its layers are called ``squeeze``, ``expand1x1`` and ``expand3x3``, created in this order.

    Parameters
    ----------
    in_channels, squeeze, expand1x1, expand3x3 : int
        Numbers of channels; `squeeze` should be less than ``expand1x1 + expand3x3``.

    References
    ----------
    Iandola et al. (2016), "SqueezeNet", section 3.2; *Convolutional Neural Networks* (De Silva),
    "Squeeze and Expand layer".
    """

    def __init__(self, in_channels: int, squeeze: int, expand1x1: int, expand3x3: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, kernel_size=1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, kernel_size=1)
        self.expand3x3 = nn.Conv2d(squeeze, expand3x3, kernel_size=3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, in_channels, H, W) to (N, expand1x1 + expand3x3, H, W)."""
        squeezed = self.squeeze(x).relu()
        return torch.cat([self.expand1x1(squeezed).relu(), self.expand3x3(squeezed).relu()], dim=1)
