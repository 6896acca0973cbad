"""MobileNet v1: depth-wise separable convolutions throughout (chapter 7)."""

from collections import OrderedDict

import torch
from torch import nn

__all__ = ["DepthwiseSeparable", "mobilenet"]

# (output channels, stride of the depth-wise convolution) of each block, in the paper's order.
BLOCKS = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *[(512, 1)] * 5,
    (1024, 2),
    (1024, 1),
)


class DepthwiseSeparable(nn.Module):
    r"""Filter each channel separately, then mix the channels with a 1x1 convolution.

    A full convolution costs :math:`k^2 C F` multiply-adds for each place of the output, this one
    :math:`k^2 C + C F`: a fraction of :math:`1/F + 1/k^2`. Batch norm and ReLU follow each half.

    Parameters
    ----------
    in_channels, out_channels : int
    stride : int
        Of the depth-wise 3x3 convolution.

    References
    ----------
    Howard et al. (2017), "MobileNets", section 3.1 and figure 3; *Convolutional Neural Networks*,
    slides (De Silva), exercise 2.
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


def mobilenet(in_channels: int = 3, classes: int = 1000) -> nn.Sequential:
    """Build MobileNet v1: 4.2 million parameters, 569 million multiply-adds at 224x224.

    Parameters
    ----------
    in_channels, classes : int

    Returns
    -------
    Sequential
        Maps (N, in_channels, H, W), made for 224x224, to logits (N, classes).

    References
    ----------
    Howard et al. (2017), tables 1 and 4; *Convolutional Neural Networks*, slides (De Silva),
    table 1. Both give the last depth-wise convolution stride 2 where its map stays 7x7: it is 1.
    """
    layers = OrderedDict(
        conv1=nn.Conv2d(in_channels, 32, kernel_size=3, stride=2, padding=1, bias=False),
        bn1=nn.BatchNorm2d(32),
        relu1=nn.ReLU(),
    )
    channels = 32
    for i, (out_channels, stride) in enumerate(BLOCKS, start=2):
        layers[f"block{i}"] = DepthwiseSeparable(channels, out_channels, stride)
        channels = out_channels
    layers["pool"] = nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["fc"] = nn.Linear(channels, classes)
    return nn.Sequential(layers)
