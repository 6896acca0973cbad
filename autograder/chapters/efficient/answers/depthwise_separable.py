"""Answers to `DepthwiseSeparable`: right ones in other styles, and what students get wrong."""

import torch
from torch import nn
from torch.nn import functional

from autograder.checks.answers import misconception, variant
from autograder.checks.together import together
from cnnlib.depthwise_separable import DepthwiseSeparable

EVERY_PART = ("output", "square images", "stride", "evaluation", "gradients and statistics")


@variant
class InSequence(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(in_channels, in_channels, 3, stride, 1, groups=in_channels, bias=False),
            nn.BatchNorm2d(in_channels),
            nn.ReLU(),
            nn.Conv2d(in_channels, out_channels, 1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
        )

    def forward(self, x):
        return self.layers(x)


@variant
class AsASequence(nn.Sequential):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        depthwise = {"kernel_size": 3, "padding": 1, "groups": in_channels, "bias": False}
        self.append(nn.Conv2d(in_channels, in_channels, stride=stride, **depthwise))
        self.append(nn.BatchNorm2d(in_channels))
        self.append(nn.ReLU(inplace=True))
        self.append(nn.Conv2d(in_channels, out_channels, kernel_size=1, bias=False))
        self.append(nn.BatchNorm2d(out_channels))
        self.append(nn.ReLU(inplace=True))


@variant
class Functional(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.depthwise = nn.Conv2d(
            in_channels, in_channels, 3, stride, groups=in_channels, bias=False
        )
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        x = self.depthwise(functional.pad(x, (1, 1, 1, 1)))
        x = self.pointwise(functional.relu(self.bn1(x)))
        return torch.clamp_min(self.bn2(x), 0)


@misconception(
    "The first batch norm is missing: the ReLU directly follows the depth-wise convolution.",
    loses=EVERY_PART,
)
def skips_the_first_norm(right, *args, **given):
    block = right(*args, **given)
    block.forward = lambda x: block.bn2(block.pointwise(block.depthwise(x).relu())).relu()
    return block


@misconception(
    "There is no ReLU between the two convolutions. In MobileNet batch norm and ReLU "
    "follow each of them.",
    loses=EVERY_PART,
)
def forgets_the_relu_between(right, *args, **given):
    block = right(*args, **given)
    block.forward = lambda x: block.bn2(block.pointwise(block.bn1(block.depthwise(x)))).relu()
    return block


@misconception(
    "The last ReLU is missing.",
    loses=EVERY_PART,
)
def forgets_the_last_relu(right, *args, **given):
    block = right(*args, **given)
    block.forward = lambda x: block.bn2(block.pointwise(block.bn1(block.depthwise(x)).relu()))
    return block


@misconception(
    "The ReLU comes before the batch norm: the order is convolution, batch norm, ReLU.",
    loses=EVERY_PART,
)
def normalises_after_the_relu(right, *args, **given):
    block = right(*args, **given)
    block.forward = lambda x: block.bn2(
        block.pointwise(block.bn1(block.depthwise(x).relu())).relu()
    )
    return block


@misconception(
    "The stride makes no difference. It belongs to the depth-wise convolution.",
    loses=("stride", "evaluation", "gradients and statistics"),
)
def ignores_stride(right, in_channels, out_channels, stride=1):  # noqa: ARG001
    return right(in_channels, out_channels)


@misconception(
    "The stride belongs to the depth-wise convolution. You gave it to the 1x1 convolution, which "
    "then skips three of four positions, and the first batch norm has other statistics.",
    loses=("stride", "gradients and statistics"),
)
def strides_in_the_pointwise(right, in_channels, out_channels, stride=1):
    block = right(in_channels, out_channels)
    block.pointwise.stride = (stride, stride)
    return block


@misconception(
    "Batch norm uses the statistics of the batch in evaluation mode too. It should use the running "
    "ones there; nn.BatchNorm2d does so automatically after `eval()`.",
    loses=("evaluation",),
)
def always_trains(right, *args, **given):
    block = right(*args, **given)
    block.train = lambda _=True: block
    return block


@misconception(
    "The convolutions have no padding of 1, so the maps lose their border: one pixel on each side.",
    loses=EVERY_PART,
)
def forgets_the_padding(right, *args, **given):
    block = right(*args, **given)
    block.depthwise.padding = (0, 0)
    return block


@misconception(
    "The batch norms have a momentum of 0.01, which other libraries write as 0.99. Those of this "
    "block have the numbers of `nn.BatchNorm2d`.",
    loses=("gradients and statistics",),
)
def has_another_momentum(right, *args, **given):
    block = right(*args, **given)
    block.bn1.momentum = block.bn2.momentum = 0.01
    return block


@together(
    "skips_the_first_norm",
    "forgets_the_relu_between",
    "forgets_the_last_relu",
    "normalises_after_the_relu",
    "strides_in_the_pointwise",
    "forgets_the_padding",
)
class WithSeveral(DepthwiseSeparable):
    def __init__(self, has, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        self.has = has
        if "strides_in_the_pointwise" in has:
            self.depthwise.stride, self.pointwise.stride = (1, 1), (stride, stride)
        if "forgets_the_padding" in has:
            self.depthwise.padding = (0, 0)

    def after(self, x, norm, mistake):
        relu = functional.relu
        if "normalises_after_the_relu" in self.has:
            return norm(x if mistake in self.has else relu(x))
        return norm(x) if mistake in self.has else relu(norm(x))

    def forward(self, x):
        first = nn.Identity() if "skips_the_first_norm" in self.has else self.bn1
        x = self.after(self.depthwise(x), first, "forgets_the_relu_between")
        return self.after(self.pointwise(x), self.bn2, "forgets_the_last_relu")
