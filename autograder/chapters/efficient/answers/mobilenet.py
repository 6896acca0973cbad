"""Answers to `mobilenet`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import math
from collections import OrderedDict

from torch import nn

from autograder.checks.answers import misconception, variant
from autograder.checks.together import together
from cnnlib.depthwise_separable import DepthwiseSeparable
from cnnlib.mobilenet import BLOCKS

EVERY_PART = ("layers", "width", "output")


@variant
def module_by_module(in_channels=3, classes=1000, width=1.0):
    def thin(channels):
        return max(math.floor(channels * width), 8)

    network = nn.Sequential()
    network.add_module("conv1", nn.Conv2d(in_channels, thin(32), 3, 2, 1, bias=False))
    network.add_module("bn1", nn.BatchNorm2d(thin(32)))
    network.add_module("relu1", nn.ReLU())
    before = 32
    for i, (channels, stride) in enumerate(BLOCKS):
        block = DepthwiseSeparable(thin(before), thin(channels), stride)
        network.add_module(f"block{i + 2}", block)
        before = channels
    network.add_module("pool", nn.AdaptiveAvgPool2d(1))
    network.add_module("flatten", nn.Flatten())
    network.add_module("fc", nn.Linear(thin(1024), classes))
    return network


@variant
def with_numbers_for_names(in_channels=3, classes=1000, width=1.0):
    widths = [max(8, int(c * width)) for c in (32, *(c for c, _ in BLOCKS))]
    blocks = [
        DepthwiseSeparable(into, out, stride)
        for into, out, (_, stride) in zip(widths, widths[1:], BLOCKS, strict=False)
    ]
    stem = nn.Conv2d(in_channels, widths[0], (3, 3), (2, 2), (1, 1), bias=False)
    norm = nn.BatchNorm2d(widths[0])
    head = nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(widths[-1], classes)
    return nn.Sequential(stem, norm, nn.ReLU(inplace=True), *blocks, *head)


@variant
def as_a_module(in_channels=3, classes=1000, width=1.0):
    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            channels = max(8, int(32 * width))
            layers = OrderedDict(conv=nn.Conv2d(in_channels, channels, 3, 2, 1, bias=False))
            layers["norm"] = nn.BatchNorm2d(channels)
            layers["relu"] = nn.ReLU()
            for i, (wide, stride) in enumerate(BLOCKS):
                into, channels = channels, max(8, int(wide * width))
                layers[f"separable{i}"] = DepthwiseSeparable(into, channels, stride)
            self.features = nn.Sequential(layers)
            self.head = nn.Linear(channels, classes)

        def forward(self, x):
            return self.head(self.features(x).mean(dim=(2, 3)))

    return Network()


@misconception(
    "The width makes no difference. Multiply every number of channels by it.",
    loses=("width", "output"),
)
def ignores_the_width(right, in_channels=3, classes=1000, width=1.0):
    return right(in_channels, classes)


@misconception(
    "The width does not change the first convolution. Multiply its channels, too.",
    loses=("width", "output"),
)
def leaves_the_first_layer_wide(right, in_channels=3, classes=1000, width=1.0):
    network = right(in_channels, classes, width)
    network.conv1 = nn.Conv2d(in_channels, 32, 3, 2, 1, bias=False)
    network.bn1 = nn.BatchNorm2d(32)
    network.block2 = DepthwiseSeparable(32, max(8, int(64 * width)))
    return network


@misconception(
    "Channels are rounded to the nearest integer. Round them down.",
    loses=("width",),
)
def rounds_to_the_nearest(right, in_channels=3, classes=1000, width=1.0):
    def thin(channels):
        return max(8, round(channels * width))

    network = right(in_channels, classes, width)
    network.conv1 = nn.Conv2d(in_channels, thin(32), 3, 2, 1, bias=False)
    network.bn1 = nn.BatchNorm2d(thin(32))
    before = 32
    for number, (channels, stride) in enumerate(BLOCKS, start=2):
        block = DepthwiseSeparable(thin(before), thin(channels), stride)
        network.set_submodule(f"block{number}", block)
        before = channels
    network.fc = nn.Linear(thin(1024), classes)
    return network


@misconception(
    "The first convolution has stride 1. It should halve the image, with stride 2.",
    loses=("output",),
)
def starts_with_stride_one(right, *args, **given):
    network = right(*args, **given)
    network.conv1.stride = (1, 1)
    return network


@misconception(
    "The last block has stride 2, as the paper's table prints it. The map stays 7x7 there, so the "
    "stride is 1: `BLOCKS` has it.",
    loses=("output",),
)
def believes_the_table(right, *args, **given):
    network = right(*args, **given)
    network.block14.depthwise.stride = (2, 2)
    return network


@misconception(
    "Batch norm and ReLU are missing after the first convolution.",
    loses=EVERY_PART,
)
def forgets_the_first_norm(right, *args, **given):
    network = right(*args, **given)
    network.bn1 = nn.Identity()
    return network


@misconception(
    "The first ReLU is missing.",
    loses=("output",),
)
def forgets_the_first_relu(right, *args, **given):
    network = right(*args, **given)
    network.relu1 = nn.Identity()
    return network


@misconception(
    "The dense layer gets the maximum of each map. MobileNet takes the average.",
    loses=("output",),
)
def takes_the_maxima(right, *args, **given):
    network = right(*args, **given)
    network.pool = nn.AdaptiveMaxPool2d(1)
    return network


@misconception(
    "The dense layer has no bias. In MobileNet only the convolutions have none.",
    loses=EVERY_PART,
)
def leaves_the_last_bias_out(right, in_channels=3, classes=1000, width=1.0):
    network = right(in_channels, classes, width)
    network.fc = nn.Linear(network.fc.in_features, classes, bias=False)
    return network


@misconception(
    "Thin networks have fewer than 8 channels in their first layers. Each layer needs at least 8.",
    loses=("width",),
)
def forgets_the_least_of_8(right, in_channels=3, classes=1000, width=1.0):
    network = right(in_channels, classes, width)
    thin = [int(channels * width) for channels in (32, *(channels for channels, _ in BLOCKS))]
    network.conv1 = nn.Conv2d(in_channels, thin[0], 3, 2, 1, bias=False)
    network.bn1 = nn.BatchNorm2d(thin[0])
    for number, (_, stride) in enumerate(BLOCKS):
        block = DepthwiseSeparable(thin[number], thin[number + 1], stride)
        network.set_submodule(f"block{number + 2}", block)
    network.fc = nn.Linear(thin[-1], classes)
    return network


@misconception(
    "The first convolution has fewer than 8 channels in thin networks. The least of 8 is for every "
    "layer, also for this one.",
    loses=("width",),
)
def forgets_the_least_of_8_at_first(right, in_channels=3, classes=1000, width=1.0):
    network = right(in_channels, classes, width)
    thin = int(32 * width)
    network.conv1 = nn.Conv2d(in_channels, thin, 3, 2, 1, bias=False)
    network.bn1 = nn.BatchNorm2d(thin)
    network.block2 = DepthwiseSeparable(thin, max(8, int(64 * width)))
    return network


@misconception(
    "The strides of `BLOCKS` are not passed on: the maps of all blocks keep their size.",
    loses=("output",),
)
def forgets_the_strides(right, *args, **given):
    model = right(*args, **given)
    for block in model:
        if hasattr(block, "depthwise"):
            block.depthwise.stride = (1, 1)
    return model


@misconception(
    "The network ends with a softmax. It ends with its dense layer: the scores are asked for.",
    loses=("output",),
)
def ends_with_softmax(right, *args, **given):
    model = right(*args, **given)
    model.append(nn.Softmax(dim=1))
    return model


@misconception(
    "Channels are rounded to multiples of 8, as in later versions of MobileNet. Round down to a "
    "whole number.",
    loses=("width",),
)
def rounds_to_multiples_of_8(right, in_channels=3, classes=1000, width=1.0):
    network = right(in_channels, classes, width)
    thin = [max(8, int(c * width + 4) // 8 * 8) for c in (32, *(c for c, _ in BLOCKS))]
    network.conv1 = nn.Conv2d(in_channels, thin[0], 3, 2, 1, bias=False)
    network.bn1 = nn.BatchNorm2d(thin[0])
    for number, (_, stride) in enumerate(BLOCKS):
        block = DepthwiseSeparable(thin[number], thin[number + 1], stride)
        network.set_submodule(f"block{number + 2}", block)
    network.fc = nn.Linear(thin[-1], classes)
    return network


@misconception(
    "Channels are rounded to multiples of 8, and up where that takes away a tenth, as in later "
    "versions of MobileNet. Round down to a whole number.",
    loses=("width",),
)
def rounds_to_near_multiples_of_8(right, in_channels=3, classes=1000, width=1.0):
    network = right(in_channels, classes, width)
    scaled = [c * width for c in (32, *(c for c, _ in BLOCKS))]
    thin = [max(8, int(c + 4) // 8 * 8) for c in scaled]
    thin = [n + 8 if n < 0.9 * c else n for n, c in zip(thin, scaled, strict=True)]
    network.conv1 = nn.Conv2d(in_channels, thin[0], 3, 2, 1, bias=False)
    network.bn1 = nn.BatchNorm2d(thin[0])
    for number, (_, stride) in enumerate(BLOCKS):
        block = DepthwiseSeparable(thin[number], thin[number + 1], stride)
        network.set_submodule(f"block{number + 2}", block)
    network.fc = nn.Linear(thin[-1], classes)
    return network


@together(
    "leaves_the_first_layer_wide",
    "rounds_to_the_nearest",
    "forgets_the_least_of_8",
    "forgets_the_least_of_8_at_first",
    "starts_with_stride_one",
    "forgets_the_first_relu",
    "takes_the_maxima",
    "leaves_the_last_bias_out",
)
def with_several(has, in_channels=3, classes=1000, width=1.0):
    def thin(channels, least=0 if "forgets_the_least_of_8" in has else 8):
        scaled = channels * width
        return max(least, round(scaled) if "rounds_to_the_nearest" in has else int(scaled))

    before = thin(32, 0) if "forgets_the_least_of_8_at_first" in has else thin(32)
    before = 32 if "leaves_the_first_layer_wide" in has else before
    stride = 1 if "starts_with_stride_one" in has else 2
    layers = OrderedDict(conv1=nn.Conv2d(in_channels, before, 3, stride, 1, bias=False))
    layers["bn1"] = nn.BatchNorm2d(before)
    layers["relu1"] = nn.Identity() if "forgets_the_first_relu" in has else nn.ReLU()
    for number, (channels, stride) in enumerate(BLOCKS, start=2):
        layers[f"block{number}"] = DepthwiseSeparable(before, thin(channels), stride)
        before = thin(channels)
    maxima = "takes_the_maxima" in has
    layers["pool"] = nn.AdaptiveMaxPool2d(1) if maxima else nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["fc"] = nn.Linear(before, classes, bias="leaves_the_last_bias_out" not in has)
    return nn.Sequential(layers)
