"""Answers to `ResidualBlock`: right ones in other styles, and what students get wrong."""

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from autograder.checks.answers import misconception, variant
from autograder.checks.together import together
from cnnlib.residual import ResidualBlock

EVERY_PART = (
    "output",
    "gradients",
    "projection",
    "batch norm, training",
    "batch norm, evaluating",
)


@variant
class WithFunctions(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.batch_norm = batch_norm
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        if batch_norm:
            self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        if batch_norm:
            self.bn2 = nn.BatchNorm2d(out_channels)
        self.project = stride != 1 or in_channels != out_channels
        if self.project:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            if batch_norm:
                self.bn_shortcut = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        out = self.conv1(x)
        if self.batch_norm:
            out = self.bn1(out)
        out = self.conv2(F.leaky_relu(out, 0.01))
        if self.batch_norm:
            out = self.bn2(out)
        if self.project:
            x = self.shortcut(x)
            if self.batch_norm:
                x = self.bn_shortcut(x)
        return F.leaky_relu(out + x, 0.01)


@variant
class WithIdentities(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        norm = nn.BatchNorm2d if batch_norm else nn.Identity
        self.conv1 = nn.Conv2d(in_channels, out_channels, (3, 3), stride, "valid", bias=False)
        self.bn1 = norm(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, (3, 3), padding="same", bias=False)
        self.bn2 = norm(out_channels)
        same = in_channels == out_channels and stride == 1
        self.shortcut = (
            nn.Identity() if same else nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
        )
        self.bn_shortcut = nn.Identity() if same else norm(out_channels)

    def forward(self, x):
        out = torch.maximum(hidden := self.bn1(self.conv1(F.pad(x, (1, 1, 1, 1)))), 0.01 * hidden)
        out = self.bn_shortcut(self.shortcut(x)) + self.bn2(self.conv2(out))
        return torch.maximum(out, 0.01 * out)


@variant
class InSequence(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()

        def norm():
            return nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()

        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = norm()
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = norm()
        self.shortcut, self.bn_shortcut = nn.Sequential(), nn.Sequential()
        if stride > 1 or in_channels != out_channels:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False)
            self.bn_shortcut = norm()
        self.act = nn.LeakyReLU(inplace=True)

    def forward(self, x):
        branch = nn.Sequential(self.conv1, self.bn1, self.act, self.conv2, self.bn2)
        out = branch(x)
        out += self.bn_shortcut(self.shortcut(x))
        return self.act(out)


@misconception(
    "The input is not added: without its shortcut the block is two plain convolutions.",
    loses=EVERY_PART,
)
class ForgetsTheShortcut(ResidualBlock):
    def forward(self, x):
        residual = self.activation(self.bn1(self.conv1(x)))
        return self.activation(self.bn2(self.conv2(residual)) + 0 * self.add_nothing(x))

    def add_nothing(self, x):
        return self.bn_shortcut(self.shortcut(x))


@misconception(
    "The input is added after the last activation. Add first, then activate the sum.",
    loses=EVERY_PART,
)
class AddsAfterTheActivation(ResidualBlock):
    def forward(self, x):
        residual = self.activation(self.bn1(self.conv1(x)))
        residual = self.activation(self.bn2(self.conv2(residual)))
        return self.bn_shortcut(self.shortcut(x)) + residual


@misconception(
    "The second convolution is activated before the sum. In this block, only the sum is.",
    loses=EVERY_PART,
)
class ActivatesTwice(ResidualBlock):
    def forward(self, x):
        residual = self.activation(self.bn1(self.conv1(x)))
        residual = self.activation(self.bn2(self.conv2(residual)))
        return self.activation(self.bn_shortcut(self.shortcut(x)) + residual)


@misconception(
    "The activation after the sum is missing: it should be a leaky ReLU.",
    loses=EVERY_PART,
)
class ForgetsTheLastActivation(ResidualBlock):
    def forward(self, x):
        residual = self.activation(self.bn1(self.conv1(x)))
        return self.bn_shortcut(self.shortcut(x)) + self.bn2(self.conv2(residual))


@misconception(
    "There is no activation between the two convolutions. Without it, they are one linear map.",
    loses=EVERY_PART,
)
class ForgetsTheFirstActivation(ResidualBlock):
    def forward(self, x):
        residual = self.bn2(self.conv2(self.bn1(self.conv1(x))))
        return self.activation(self.bn_shortcut(self.shortcut(x)) + residual)


@misconception(
    "The activation is a ReLU. Use a leaky ReLU, with slope 0.01 below zero.",
    loses=EVERY_PART,
)
class UsesRelu(ResidualBlock):
    def forward(self, x):
        residual = torch.relu(self.bn1(self.conv1(x)))
        residual = self.bn2(self.conv2(residual))
        return torch.relu(self.bn_shortcut(self.shortcut(x)) + residual)


@misconception(
    "The slope of the leaky ReLU is 0.1. Use 0.01, the default of `nn.LeakyReLU()`.",
    loses=EVERY_PART,
)
class HasAnotherSlope(ResidualBlock):
    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.activation = nn.LeakyReLU(0.1)


@misconception(
    "The output is right, but the shortcut is detached. Its purpose is to let the gradient flow "
    "past the weights.",
    loses=("gradients", "projection", "batch norm, training"),
)
class DetachesTheShortcut(ResidualBlock):
    def forward(self, x):
        residual = self.activation(self.bn1(self.conv1(x)))
        residual = self.bn2(self.conv2(residual))
        return self.activation(self.bn_shortcut(self.shortcut(x)).detach() + residual)


@misconception(
    "The shortcut is activated before it is added. It passes its input unchanged, or projected.",
    loses=EVERY_PART,
)
class ActivatesTheShortcut(ResidualBlock):
    def forward(self, x):
        residual = self.activation(self.bn1(self.conv1(x)))
        residual = self.bn2(self.conv2(residual))
        return self.activation(self.activation(self.bn_shortcut(self.shortcut(x))) + residual)


@misconception(
    "Where the shape changes, there is no projection: you take every `stride`-th pixel, and cut "
    "off channels or add zeros. Use a 1x1 convolution with the stride of the block.",
    loses=("projection", "batch norm, training", "batch norm, evaluating"),
)
class CutsAndPads(ResidualBlock):
    def forward(self, x):
        residual = self.activation(self.bn1(self.conv1(x)))
        residual = self.bn2(self.conv2(residual))
        if isinstance(self.shortcut, nn.Conv2d):
            stride, missing = self.conv1.stride[0], self.conv2.out_channels - x.shape[1]
            x = F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, missing))
        return self.activation(x + residual)


@misconception(
    "Batch norm comes after the activation. It belongs between the convolution and the activation.",
    loses=("batch norm, training", "batch norm, evaluating"),
)
class NormalisesAfterTheActivation(ResidualBlock):
    def forward(self, x):
        residual = self.bn1(self.activation(self.conv1(x)))
        residual = self.bn2(self.conv2(residual))
        return self.activation(self.bn_shortcut(self.shortcut(x)) + residual)


@misconception(
    "In evaluation mode the statistics of the batch are used: the block does not pass `eval()` on "
    "to its layers.",
    loses=("batch norm, evaluating",),
)
class AlwaysTrains(ResidualBlock):
    def train(self, mode=True):  # noqa: ARG002 - which is the mistake
        return super().train(True)


@misconception(
    "The slope of the leaky ReLU is 0.2. The block asks for 0.01, which `nn.LeakyReLU()` has.",
    loses=EVERY_PART,
)
class HasASteepSlope(ResidualBlock):
    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.activation = nn.LeakyReLU(0.2)


@misconception(
    "The second convolution has the stride. In this block the first has it, and the second has "
    "stride 1.",
    loses=("projection", "batch norm, training"),
)
class StridesInTheSecond(ResidualBlock):
    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.conv1.stride, self.conv2.stride = self.conv2.stride, self.conv1.stride


@misconception(
    "Each convolution comes after an activation, as in a block with pre-activation. Here the first "
    "convolution sees the input as it is, and the sum is activated.",
    loses=EVERY_PART,
)
class ActivatesBefore(ResidualBlock):
    def forward(self, x):
        residual = self.bn1(self.conv1(self.activation(x)))
        residual = self.bn2(self.conv2(self.activation(residual)))
        return self.bn_shortcut(self.shortcut(x)) + residual


@together(
    "ForgetsTheShortcut",
    "ActivatesTwice",
    "ForgetsTheLastActivation",
    "ForgetsTheFirstActivation",
    "UsesRelu",
    "HasAnotherSlope",
    "HasASteepSlope",
    "ActivatesBefore",
    "ActivatesTheShortcut",
    "NormalisesAfterTheActivation",
)
class WithSeveral(ResidualBlock):
    def __init__(self, has, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__(in_channels, out_channels, stride, batch_norm)
        self.has = has
        slopes = {"UsesRelu": 0.0, "HasAnotherSlope": 0.1, "HasASteepSlope": 0.2}
        self.slope = next((slopes[name] for name in slopes if name in has), 0.01)

    def active(self, y, mistake, needless=False):
        return y if (mistake in self.has) != needless else F.leaky_relu(y, self.slope)

    def forward(self, x):
        before = "ActivatesBefore" in self.has
        hidden = self.conv1(F.leaky_relu(x, self.slope) if before else x)
        if "NormalisesAfterTheActivation" in self.has:
            hidden = self.bn1(self.active(hidden, "ForgetsTheFirstActivation"))
        else:
            hidden = self.active(self.bn1(hidden), "ForgetsTheFirstActivation")
        hidden = self.active(self.bn2(self.conv2(hidden)), "ActivatesTwice", needless=True)
        x = self.bn_shortcut(self.shortcut(x))
        x = self.active(x, "ActivatesTheShortcut", needless=True)
        x = 0 * x if "ForgetsTheShortcut" in self.has else x
        return x + hidden if before else self.active(x + hidden, "ForgetsTheLastActivation")
