"""Wrong solutions, many with two slips at once: batch norm, residual blocks and deep networks."""

# ruff: noqa: ARG001, SIM - as students write

from collections import OrderedDict

import numpy as np
from torch import nn

from cnnlib.batch_norm import per_channel
from cnnlib.residual import ResidualBlock
from cnnlib.vgg import conv_block, plain_block, reduction_block
from tests.autograder.realistic.marking import wrong


@wrong("05-depth.batch_norm2d", "normalises_by_the_unbiased_variance", "adds_eps_to_the_deviation")
def eps_beside_the_root(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    if training:
        mu, var = x.mean((0, 2, 3)), x.var((0, 2, 3), ddof=1)
        if running_mean is not None:
            running_mean *= 1 - momentum
            running_mean += momentum * mu
            running_var *= 1 - momentum
            running_var += momentum * var
    else:
        mu, var = running_mean, running_var
    y = (x - per_channel(mu)) / (np.sqrt(per_channel(var)) + eps)
    if weight is not None:
        y = y * per_channel(weight)
    if bias is not None:
        y = y + per_channel(bias)
    return y


@wrong("05-depth.vgg_38", "it has no parameter for")
def blocks_without_norm(in_channels=3, classes=100, channels=32, batch_norm=False, residual=False):
    layers = [("entry", conv_block(in_channels, channels, True))]
    for s in range(1, 4):
        for b in range(1, 6):
            block = (
                ResidualBlock(channels, channels) if residual else plain_block(channels, batch_norm)
            )
            layers.append((f"stage{s}_block{b}", block))
        layers.append((f"stage{s}_reduction", reduction_block(channels, batch_norm)))
    layers += [
        ("pool", nn.AdaptiveAvgPool2d(1)),
        ("flatten", nn.Flatten()),
        ("fc", nn.Linear(channels, classes)),
    ]
    return nn.Sequential(OrderedDict(layers))


@wrong("05-depth.batch_norm2d_backward", "subtracts_the_means_in_evaluation")
def means_subtracted_always(
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    ax = (0, 2, 3)
    mu, var = (x.mean(ax), x.var(ax)) if training else (running_mean, running_var)
    inv = 1 / np.sqrt(per_channel(var) + eps)
    xh = (x - per_channel(mu)) * inv
    g = grad_out if weight is None else grad_out * per_channel(weight)
    dx = inv * (g - g.mean(ax, keepdims=True) - xh * (g * xh).mean(ax, keepdims=True))
    out = [dx]
    if weight is not None:
        out.append((grad_out * xh).sum(ax))
    if bias is not None:
        out.append(grad_out.sum(ax))
    return tuple(out)


@wrong("05-depth.batch_norm2d", "keeps_the_deviation")
def deviation_for_variance(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    if training:
        mu, sd = x.mean((0, 2, 3)), x.std((0, 2, 3))
        var = sd**2
        if running_mean is not None:
            running_mean[:] = (1 - momentum) * running_mean + momentum * mu
            running_var[:] = (1 - momentum) * running_var + momentum * sd
    else:
        mu, var = running_mean, running_var
    y = (x - per_channel(mu)) / np.sqrt(per_channel(var) + eps)
    if weight is not None:
        y *= per_channel(weight)
    if bias is not None:
        y += per_channel(bias)
    return y


@wrong("05-depth.ResidualBlock", "`bn1` and `bn2` are one and the same module")
class OneNormForBoth(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        bn = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.bn1 = self.bn2 = bn
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            self.bn_shortcut = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        else:
            self.shortcut, self.bn_shortcut = nn.Identity(), nn.Identity()
        self.phi = nn.LeakyReLU()

    def forward(self, x):
        y = self.phi(self.bn1(self.conv1(x)))
        return self.phi(self.bn2(self.conv2(y)) + self.bn_shortcut(self.shortcut(x)))
