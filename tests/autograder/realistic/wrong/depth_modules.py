"""Wrong modules of chapter 5."""

# ruff: noqa: ARG001, ARG002, N812 - as students write

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from tests.autograder.realistic.marking import wrong

BLOCK = "05-depth.ResidualBlock"
FLOW = "05-depth.GradientFlow"


@wrong(BLOCK, "no parameter for `shortcut.weight`")
class ProjectsChannelsAlone(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        if batch_norm:
            self.bn1, self.bn2 = nn.BatchNorm2d(out_channels), nn.BatchNorm2d(out_channels)
        else:
            self.bn1 = self.bn2 = nn.Identity()
        if in_channels != out_channels:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            self.bn_shortcut = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        else:
            self.shortcut, self.bn_shortcut = nn.Identity(), nn.Identity()

    def forward(self, x):
        y = F.leaky_relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.leaky_relu(y + self.bn_shortcut(self.shortcut(x)))


@wrong(BLOCK, "no parameter for `bn2.weight`")
class OneNormForAll(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.shortcut = nn.Sequential()
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)

    def forward(self, x):
        out = F.leaky_relu(self.bn(self.conv1(x)))
        out = self.bn(self.conv2(out))
        out += self.bn(self.shortcut(x)) if not isinstance(self.shortcut, nn.Sequential) else x
        return F.leaky_relu(out)


@wrong(BLOCK, "ActivatesTwice", "HasASteepSlope")
class SteepAndActivatedTwice(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.bn2 = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.shortcut = (
            nn.Identity()
            if in_channels == out_channels and stride == 1
            else nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
        )
        self.bn_shortcut = nn.Identity()
        self.act = nn.LeakyReLU(0.2)

    def forward(self, x):
        out = self.act(self.bn1(self.conv1(x)))
        out = self.act(self.bn2(self.conv2(out)))
        return self.act(out + self.shortcut(x))


@wrong(BLOCK, "ActivatesBefore", "UsesRelu")
class PreActivation(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.bn2 = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.shortcut, self.bn_shortcut = nn.Identity(), nn.Identity()
        if in_channels != out_channels or stride != 1:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            self.bn_shortcut = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()

    def forward(self, x):
        out = self.conv1(F.relu(x))
        out = self.conv2(F.relu(self.bn1(out)))
        return self.bn2(out) + self.bn_shortcut(self.shortcut(x))


@wrong(BLOCK, "parameters that it does not need")
class AlwaysNormalises(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.shortcut, self.bn_shortcut = nn.Identity(), nn.Identity()
        if in_channels != out_channels or stride != 1:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            self.bn_shortcut = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        out = F.leaky_relu(self.bn1(self.conv1(x)), 0.01)
        return F.leaky_relu(self.bn2(self.conv2(out)) + self.bn_shortcut(self.shortcut(x)), 0.01)


@wrong(BLOCK, "StridesInTheSecond")
class StrideInTheSecond(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, 1, 1, bias=False)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.bn2 = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.shortcut, self.bn_shortcut = nn.Identity(), nn.Identity()
        if in_channels != out_channels or stride != 1:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            self.bn_shortcut = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()

    def forward(self, x):
        out = F.leaky_relu(self.bn1(self.conv1(x)), 0.01)
        return F.leaky_relu(self.bn2(self.conv2(out)) + self.bn_shortcut(self.shortcut(x)), 0.01)


@wrong(FLOW, "TakesTheRootMeanSquare")
class RootMeanSquare:
    def __init__(self, model):
        self.layers = {
            n: m for n, m in model.named_modules() if isinstance(m, (nn.Conv2d, nn.Linear))
        }
        self.data = {n: [] for n in self.layers}

    def __enter__(self):
        self.handles = [
            m.weight.register_hook(
                lambda g, n=n: self.data[n].append(g.pow(2).mean().sqrt().item())
            )
            for n, m in self.layers.items()
        ]
        return self

    def __exit__(self, *a):
        for h in self.handles:
            h.remove()

    def per_layer(self):
        return {n: sum(v) / len(v) if v else 0.0 for n, v in self.data.items()}


@wrong(FLOW, "`__enter__` returns None")
class EntersWithNothing:
    def __init__(self, model):
        self.layers = {
            n: m for n, m in model.named_modules() if isinstance(m, (nn.Conv2d, nn.Linear))
        }
        self.data = {n: [] for n in self.layers}

    def __enter__(self):
        self.handles = []
        for n, m in self.layers.items():
            self.handles.append(
                m.weight.register_hook(lambda g, n=n: self.data[n].append(g.abs().mean().item()))
            )

    def __exit__(self, *a):
        for h in self.handles:
            h.remove()

    def per_layer(self):
        return {n: float(np.mean(v)) if v else 0.0 for n, v in self.data.items()}


@wrong(FLOW, "nan")
class MeanOfNothing:
    def __init__(self, model):
        self.layers = {
            n: m for n, m in model.named_modules() if isinstance(m, (nn.Conv2d, nn.Linear))
        }
        self.data = {n: [] for n in self.layers}

    def __enter__(self):
        self.handles = []
        for n, m in self.layers.items():

            def hook(g, n=n):
                self.data[n].append(g.abs().mean().item())

            self.handles.append(m.weight.register_hook(hook))
        return self

    def __exit__(self, *a):
        for h in self.handles:
            h.remove()

    def per_layer(self):
        return {n: np.mean(v) for n, v in self.data.items()}


@wrong(FLOW, "TakesTheLargest")
class LargestGradient:
    def __init__(self, model):
        self.weights = {
            n[:-7]: p for n, p in model.named_parameters() if n.endswith(".weight") and p.dim() > 1
        }
        self.log = {n: [] for n in self.weights}

    def __enter__(self):
        self.hooks = [
            p.register_hook(lambda g, n=n: self.log[n].append(g.detach().abs().max()))
            for n, p in self.weights.items()
        ]
        return self

    def __exit__(self, *a):
        for h in self.hooks:
            h.remove()
        return True

    def per_layer(self):
        return {n: torch.stack(v).mean().item() if v else 0.0 for n, v in self.log.items()}


@wrong(FLOW, "RecordsTheOutputs")
class GradientsOfOutputs:
    def __init__(self, model):
        self.layers = {
            n: m for n, m in model.named_modules() if isinstance(m, (nn.Conv2d, nn.Linear))
        }
        self.data = {n: [] for n in self.layers}

    def __enter__(self):
        self.handles = []
        for n, m in self.layers.items():

            def hook(module, grad_in, grad_out, n=n):
                self.data[n].append(grad_out[0].abs().mean().item())

            self.handles.append(m.register_full_backward_hook(hook))
        return self

    def __exit__(self, *a):
        for h in self.handles:
            h.remove()

    def per_layer(self):
        return {n: float(np.mean(v)) if v else 0.0 for n, v in self.data.items()}
