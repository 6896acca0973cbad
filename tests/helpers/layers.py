"""An exercise that asks for a torch layer with statistics, and its checks part by part."""

import torch
from torch import nn

from autograder.checks.answers import FunctionAnswer
from autograder.checks.cases import Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.module_cases import module_case

__all__ = ["LAYER", "Layer"]


class Layer(nn.Module):
    """Convolution, normalisation with a scale and a shift of its own, and a ReLU."""

    def __init__(self, taken, given):
        super().__init__()
        self.conv = nn.Conv2d(taken, given, 3, padding=1, bias=False)
        self.scale = nn.Parameter(torch.ones(given))
        self.shift = nn.Parameter(torch.zeros(given))
        self.register_buffer("mean", torch.zeros(given))
        self.register_buffer("var", torch.ones(given))

    def forward(self, x):
        x = self.conv(x)
        if self.training:
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
            with torch.no_grad():
                self.mean.lerp_(mean, 0.1)
                self.var.lerp_(var, 0.1)
            var = x.var((0, 2, 3), unbiased=False)
        else:
            mean, var = self.mean, self.var
        normal = (x - mean[:, None, None]) / torch.sqrt(var + 1e-5)[:, None, None]
        return torch.relu(self.scale[:, None, None] * normal + self.shift[:, None, None])


def _training(rng):
    options = {"taken": 2, "given": 3}
    yield module_case(rng, Layer, "4 images of 5x7", options, (4, 2, 5, 7), training=True)


def _evaluation(rng):
    options = {"taken": 3, "given": 2}
    yield module_case(rng, Layer, "2 images of 6x4", options, (2, 3, 6, 4), training=False)


LAYER = FunctionCheck(
    key="00-test.layer",
    oracle=Layer,
    parts=(
        Part("output", 3, _training, only=("output",)),
        Part("gradients", 3, _training, only=("input", "conv.weight", "scale", "shift")),
        Part("statistics", 2, _training, only=("buffer mean", "buffer var")),
        Part("evaluation", 2, _evaluation, only=("output",)),
    ),
    reference=FunctionAnswer("reference", Layer),
    variants=(),
    misconceptions=(),
    torch=True,
)
