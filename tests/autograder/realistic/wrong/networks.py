"""Wrong solutions of chapter 5, in torch."""

# ruff: noqa: ARG002 - written as students write

from collections import OrderedDict

import numpy as np
from torch import nn
from torch.nn import functional as F  # noqa: N812

from cnnlib.residual import ResidualBlock
from cnnlib.vgg import conv_block, plain_block, reduction_block
from tests.autograder.realistic.marking import wrong

BLOCK, VGG, FLOW = (f"05-depth.{name}" for name in ("ResidualBlock", "vgg_38", "GradientFlow"))


@wrong(BLOCK, "ActivatesTwice", "ForgetsTheLastActivation", "UsesRelu")
class ActivationBeforeTheSum(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            self.bn_shortcut = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        else:
            self.shortcut = self.bn_shortcut = nn.Identity()

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return y + self.bn_shortcut(self.shortcut(x))


@wrong(BLOCK, "no parameter for `bn_shortcut.weight`")
class StrideTwice(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.shortcut = nn.Identity()
        self.bn_shortcut = nn.Identity()
        if in_channels != out_channels:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False)

    def forward(self, x):
        y = F.leaky_relu(self.bn1(self.conv1(x)), 0.01)
        y = self.bn2(self.conv2(y))
        return F.leaky_relu(y + self.shortcut(x), 0.01)


@wrong(BLOCK, "that it does not need: `conv1.bias`")
class BiasesAndSlope(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        norm = nn.BatchNorm2d if batch_norm else lambda _: nn.Identity()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1)
        self.bn1 = norm(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1)
        self.bn2 = norm(out_channels)
        needs = in_channels != out_channels or stride > 1
        self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride) if needs else nn.Identity()
        self.bn_shortcut = norm(out_channels) if needs else nn.Identity()
        self.act = nn.LeakyReLU(0.1)

    def forward(self, x):
        y = self.act(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return self.act(y + self.bn_shortcut(self.shortcut(x)))


@wrong(BLOCK, "no parameter for `shortcut.weight`")
class NoProjection(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.same = in_channels == out_channels and stride == 1
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.bn2 = self.bn1
        self.shortcut = self.bn_shortcut = nn.Identity()

    def forward(self, x):
        y = self.bn2(self.conv2(F.leaky_relu(self.bn1(self.conv1(x)))))
        return F.leaky_relu(y + x) if self.same else F.leaky_relu(y)


@wrong(VGG, "no parameter for `entry.1.weight`")
def one_block_five_times(in_channels=3, classes=100, channels=32, batch_norm=False, residual=False):
    layers = OrderedDict(entry=conv_block(in_channels, channels, batch_norm))
    for stage in (1, 2, 3):
        make = ResidualBlock(channels, channels) if residual else plain_block(channels, batch_norm)
        for block in range(1, 6):
            layers[f"stage{stage}_block{block}"] = make
        layers[f"stage{stage}_reduction"] = reduction_block(channels, batch_norm)
    layers["pool"] = nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["fc"] = nn.Linear(channels, classes)
    return nn.Sequential(layers)


@wrong(VGG, "no parameter for `stage1_block5")
def four_blocks_a_stage(in_channels=3, classes=100, channels=32, batch_norm=False, residual=False):
    layers = [("entry", conv_block(in_channels, channels, True))]
    for stage in range(1, 4):
        for block in range(1, 5):
            new = (
                ResidualBlock(channels, channels, batch_norm=batch_norm)
                if residual
                else plain_block(channels, False)
            )
            layers.append((f"stage{stage}_block{block}", new))
        layers.append((f"stage{stage}_reduction", reduction_block(channels, batch_norm)))
    layers += [("pool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten())]
    layers += [("fc", nn.Sequential(nn.Linear(channels, classes), nn.Softmax(dim=1)))]
    return nn.Sequential(OrderedDict(layers))


@wrong(VGG, "pools_by_the_maximum")
def residual_forgets_batch_norm(
    in_channels=3, classes=100, channels=32, batch_norm=False, residual=False
):
    layers = OrderedDict()
    layers["entry"] = conv_block(in_channels, channels, batch_norm=True)
    for s in range(3):
        for b in range(5):
            if residual:
                layers[f"stage{s + 1}_block{b + 1}"] = ResidualBlock(channels, channels)
            else:
                layers[f"stage{s + 1}_block{b + 1}"] = plain_block(channels, batch_norm)
        layers[f"stage{s + 1}_reduction"] = reduction_block(channels, batch_norm)
    layers["pool"] = nn.AdaptiveMaxPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["fc"] = nn.Linear(channels, classes)
    return nn.Sequential(layers)


@wrong(FLOW, "AddsThePassesUp", "LeavesItsHooks")
class HooksStay:
    def __init__(self, model):
        self.model = model
        self.found = {}

    def __enter__(self):
        for name, parameter in self.model.named_parameters():
            if name.endswith("weight") and parameter.ndim > 1:
                layer = name[: -len(".weight")]
                self.found[layer] = 0.0

                def hook(gradient, layer=layer):
                    self.found[layer] += gradient.abs().mean().item()

                parameter.register_hook(hook)
        return self

    def __exit__(self, *_):
        pass

    def per_layer(self):
        return self.found


@wrong(FLOW, "RecordsTheScales")
class LateBinding:
    def __init__(self, model):
        self.model, self.values, self.handles = model, {}, []

    def __enter__(self):
        for name, parameter in self.model.named_parameters():
            layer = name.rsplit(".", 1)[0]
            self.values[layer] = []
            self.handles.append(
                parameter.register_hook(lambda g: self.values[layer].append(g.mean().item()))  # noqa: B023
            )
        return self

    def __exit__(self, *_):
        for handle in self.handles:
            handle.remove()

    def per_layer(self):
        return {name: float(np.mean(v)) if v else 0.0 for name, v in self.values.items()}


@wrong(FLOW, "ReadsTheEnd")
class ReadsGradAtTheEnd:
    def __init__(self, model):
        self.model, self.result = model, {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for name, parameter in self.model.named_parameters():
            if name.endswith(".weight") and parameter.dim() > 1:
                grad = parameter.grad
                self.result[name[:-7]] = 0.0 if grad is None else float(grad.abs().mean())

    def per_layer(self):
        return self.result


@wrong(FLOW, "NamesParameters", "SumsUp")
class KeepsTheSuffix:
    def __init__(self, model):
        self.weights = {n: p for n, p in model.named_parameters() if p.ndim > 1}
        self.record = {n: [] for n in self.weights}

    def __enter__(self):
        self.handles = [
            p.register_hook(lambda g, n=n: self.record[n].append(float(g.abs().sum())))
            for n, p in self.weights.items()
        ]
        return self

    def __exit__(self, *_):
        for h in self.handles:
            h.remove()

    def per_layer(self):
        return {n: sum(v) / len(v) if v else 0.0 for n, v in self.record.items()}
