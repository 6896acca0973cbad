"""An exercise that asks for a torch module, a residual block, and wrong ones of students."""

import torch
from torch import nn

from autograder.checks.answers import FunctionAnswer, misconception
from autograder.checks.cases import Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.module_cases import module_case

__all__ = ["BLOCK", "Block"]


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x):
        return torch.relu(x + self.norm(self.conv(x)))


class InSequence(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(channels, channels, (3, 3), padding="same"), nn.BatchNorm2d(channels)
        )

    def forward(self, x):
        return (self.layers(x) + x).clamp(min=0)


@misconception("You add the input after the ReLU.", loses=("output", "gradients", "evaluation"))
class AddsAfterRelu(Block):
    def forward(self, x):
        return x + torch.relu(self.norm(self.conv(x)))


@misconception("The input is detached: no gradient flows past the block.", loses=("gradients",))
class Detaches(Block):
    def forward(self, x):
        return torch.relu(x.detach() + self.norm(self.conv(x)))


@misconception("Statistics of the batch are used in evaluation too.", loses=("evaluation",))
class AlwaysTrains(Block):
    def train(self, mode=True):  # noqa: ARG002
        return super().train(True)


@misconception("There is no normalisation.", loses=("output", "gradients", "evaluation"))
class ForgetsTheNorm(Block):
    def forward(self, x):
        return torch.relu(x + self.conv(x))


def _training(rng):
    yield module_case(rng, Block, "4 images of 5x7", {"channels": 3}, (4, 3, 5, 7), training=True)


def _evaluation(rng):
    yield module_case(rng, Block, "2 images of 6x4", {"channels": 2}, (2, 2, 6, 4), training=False)


BLOCK = FunctionCheck(
    key="00-test.block",
    oracle=Block,
    parts=(
        Part("output", 4, _training, only=("output", "buffer norm.running_mean")),
        Part("gradients", 4, _training, only=("input", "conv.weight", "conv.bias", "norm.weight")),
        Part("evaluation", 2, _evaluation, only=("output",)),
    ),
    reference=FunctionAnswer("reference", Block),
    variants=(FunctionAnswer("in_sequence", InSequence),),
    misconceptions=(AddsAfterRelu, Detaches, AlwaysTrains, ForgetsTheNorm),
    rtol=1e-4,
    torch=True,
)
