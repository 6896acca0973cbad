"""The right networks of chapter 5, written independently of `cnnlib`."""

from collections import OrderedDict

import torch
from torch import nn

__all__ = ["ResidualBlock", "vgg_38"]


class ResidualBlock(nn.Module):
    """He et al. (2016), figure 2, with a leaky ReLU; layers in the order in which they are asked
    for."""

    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        convolutions = {
            "1": nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False),
            "2": nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False),
        }
        self.projects = (in_channels, 1) != (out_channels, stride)
        for number, conv in convolutions.items():
            self.add_module(f"conv{number}", conv)
            if batch_norm:
                self.add_module(f"bn{number}", nn.BatchNorm2d(out_channels))
        if self.projects:
            self.add_module("shortcut", nn.Conv2d(in_channels, out_channels, 1, stride, bias=False))
            if batch_norm:
                self.add_module("bn_shortcut", nn.BatchNorm2d(out_channels))

    def forward(self, x):
        layers = dict(self.named_children())
        apply = lambda name, x: layers[name](x) if name in layers else x  # noqa: E731
        hidden = torch.where(
            (y := apply("bn1", apply("conv1", x))) > 0,
            y,
            0.01 * y,
        )
        total = apply("bn2", apply("conv2", hidden))
        total = total + apply("bn_shortcut", apply("shortcut", x))
        return torch.where(total > 0, total, 0.01 * total)


def vgg_38(in_channels=3, classes=100, channels=32, batch_norm=False, residual=False):
    """The network of the report's section 5, from a list of names."""

    def convolution(before, normalised=batch_norm):
        layers: list[nn.Module] = [nn.Conv2d(before, channels, 3, padding=1, bias=False)]
        layers += [nn.BatchNorm2d(channels)] * normalised
        return [*layers, nn.LeakyReLU()]

    def stage(number):
        for block in range(1, 6):
            yield (
                f"stage{number}_block{block}",
                ResidualBlock(channels, channels, 1, batch_norm)
                if residual
                else nn.Sequential(*convolution(channels), *convolution(channels)),
            )
        halves = [*convolution(channels), nn.AvgPool2d(2), *convolution(channels)]
        yield f"stage{number}_reduction", nn.Sequential(*halves)

    return nn.Sequential(
        OrderedDict(
            [
                ("entry", nn.Sequential(*convolution(in_channels, normalised=True))),
                *stage(1),
                *stage(2),
                *stage(3),
                ("pool", nn.AdaptiveAvgPool2d(1)),
                ("flatten", nn.Flatten()),
                ("fc", nn.Linear(channels, classes)),
            ]
        )
    )
