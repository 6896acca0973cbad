"""The torch modules of chapter 7 as their papers define them, to compare with."""

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

__all__ = ["Fire", "Separable", "mobilenet"]


class Fire(nn.Module):
    """Iandola et al. (2016), section 3.2."""

    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand3x3, 3, padding="same")

    def forward(self, x):
        s = F.relu(self.squeeze(x))
        return F.relu(torch.cat([self.expand1x1(s), self.expand3x3(s)], dim=1))


class Separable(nn.Module):
    """Howard et al. (2017), figure 3."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.depthwise = nn.Conv2d(
            in_channels, in_channels, 3, stride, 1, groups=in_channels, bias=False
        )
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        x = F.relu(self.bn1(self.depthwise(x)))
        return F.relu(self.bn2(self.pointwise(x)))


def mobilenet(in_channels=3, classes=1000, width=1.0):
    """Howard et al. (2017), table 1, row by row."""
    out = [max(8, int(width * c)) for c in (32, 64, 128, 128, 256, 256, *[512] * 6, 1024, 1024)]
    strides = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    layers = {
        "conv1": nn.Conv2d(in_channels, out[0], 3, 2, 1, bias=False),
        "bn1": nn.BatchNorm2d(out[0]),
        "relu1": nn.ReLU(),
    }
    for number, stride in enumerate(strides):
        layers[f"block{number + 2}"] = Separable(out[number], out[number + 1], stride)
    layers |= {
        "pool": nn.AdaptiveAvgPool2d(1),
        "flatten": nn.Flatten(),
        "fc": nn.Linear(out[-1], classes),
    }
    network = nn.Sequential()
    for name, layer in layers.items():
        network.add_module(name, layer)
    return network
