"""Answers to `Fire`: right ones in other styles, and what students get wrong."""

import torch
from torch import nn
from torch.nn import functional

from autograder.checks.answers import misconception, variant
from autograder.checks.together import together

EVERY_PART = ("output", "gradients")


@variant
class InSequences(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(in_channels, squeeze, 1), nn.ReLU())
        self.one = nn.Sequential(nn.Conv2d(squeeze, expand1x1, 1), nn.ReLU())
        self.three = nn.Sequential(nn.Conv2d(squeeze, expand3x3, 3, 1, 1), nn.ReLU())

    def forward(self, x):
        x = self.first(x)
        return torch.cat((self.one(x), self.three(x)), 1)


@variant
class OneReluAtTheEnd(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, (1, 1))
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, (1, 1))
        self.expand3x3 = nn.Conv2d(squeeze, expand3x3, (3, 3), padding="same")
        self.activation = nn.ReLU(inplace=True)

    def forward(self, x):
        s = self.activation(self.squeeze(x))
        return self.activation(torch.concat([self.expand1x1(s), self.expand3x3(s)], dim=-3))


@variant
class Functional(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand3x3, 3, padding=1)

    def forward(self, x):
        s = functional.relu(self.squeeze(x))
        padded = functional.pad(s, (1, 1, 1, 1))
        weight, bias = self.expand3x3.weight, self.expand3x3.bias
        wide = functional.conv2d(padded, weight, bias)
        return torch.hstack([self.expand1x1(s), wide]).clamp(min=0)


@misconception(
    "There is no ReLU after the squeeze: without it, two linear layers are only one.",
    loses=EVERY_PART,
)
def forgets_the_relu_of_the_squeeze(right, *args, **given):
    fire = right(*args, **given)

    def forward(x):
        s = fire.squeeze(x)
        return torch.cat([fire.expand1x1(s), fire.expand3x3(s)], 1).relu()

    fire.forward = forward
    return fire


@misconception(
    "There is no ReLU after the two expanding convolutions.",
    loses=EVERY_PART,
)
def forgets_the_last_relu(right, *args, **given):
    fire = right(*args, **given)

    def forward(x):
        s = fire.squeeze(x).relu()
        return torch.cat([fire.expand1x1(s), fire.expand3x3(s)], 1)

    fire.forward = forward
    return fire


@misconception(
    "The channels are concatenated in the wrong order: those of the 1x1 convolution come first.",
    loses=EVERY_PART,
)
def joins_the_other_way_round(right, *args, **given):
    fire = right(*args, **given)

    def forward(x):
        s = fire.squeeze(x).relu()
        return torch.cat([fire.expand3x3(s), fire.expand1x1(s)], 1).relu()

    fire.forward = forward
    return fire


@misconception(
    "The 3x3 convolution reads the output of the 1x1 one. They are parallel: both read the output "
    "of the squeeze.",
    loses=EVERY_PART,
)
class ExpandsInARow(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(expand1x1, expand3x3, 3, padding=1)

    def forward(self, x):
        one = self.expand1x1(self.squeeze(x).relu()).relu()
        return torch.cat([one, self.expand3x3(one).relu()], 1)


@misconception(
    "The 3x3 convolution reads the module's input instead of the squeezed maps, so nothing is "
    "saved.",
    loses=EVERY_PART,
)
class ReadsTheInput(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(in_channels, expand3x3, 3, padding=1)

    def forward(self, x):
        s = self.squeeze(x).relu()
        return torch.cat([self.expand1x1(s).relu(), self.expand3x3(x).relu()], 1)


@misconception(
    "The output of the squeeze is detached, so no gradient reaches it or the input.",
    loses=("gradients",),
)
def detaches_the_squeeze(right, *args, **given):
    fire = right(*args, **given)

    def forward(x):
        s = fire.squeeze(x).relu().detach()
        return torch.cat([fire.expand1x1(s), fire.expand3x3(s)], 1).relu()

    fire.forward = forward
    return fire


@misconception(
    "The activations are leaky. The module asks for ReLUs.",
    loses=EVERY_PART,
)
def uses_a_leaky_relu(right, *args, **given):
    fire = right(*args, **given)

    def forward(x):
        s = nn.functional.leaky_relu(fire.squeeze(x))
        return nn.functional.leaky_relu(torch.cat([fire.expand1x1(s), fire.expand3x3(s)], 1))

    fire.forward = forward
    return fire


@together(
    "forgets_the_relu_of_the_squeeze",
    "forgets_the_last_relu",
    "joins_the_other_way_round",
    "ExpandsInARow",
    "uses_a_leaky_relu",
    "detaches_the_squeeze",
)
class WithSeveral(nn.Module):
    def __init__(self, has, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.has = has
        seen = expand1x1 if "ExpandsInARow" in has else squeeze
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(seen, expand3x3, 3, padding=1)

    def forward(self, x):
        s = self.squeeze(x)
        active = nn.LeakyReLU() if "uses_a_leaky_relu" in self.has else nn.ReLU()
        s = s if "forgets_the_relu_of_the_squeeze" in self.has else active(s)
        s = s.detach() if "detaches_the_squeeze" in self.has else s
        last = nn.Identity() if "forgets_the_last_relu" in self.has else active
        one = last(self.expand1x1(s))
        both = [one, last(self.expand3x3(one if "ExpandsInARow" in self.has else s))]
        return torch.cat(both[::-1] if "joins_the_other_way_round" in self.has else both, 1)
