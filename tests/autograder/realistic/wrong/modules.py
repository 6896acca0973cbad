"""Wrong solutions of chapter 7, in torch."""

from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812

from cnnlib.counting import row_modules, run_once
from cnnlib.depthwise_separable import DepthwiseSeparable
from cnnlib.mobilenet import BLOCKS
from tests.autograder.realistic.marking import wrong

TABLE, FIRE, BLOCK, NET = (
    f"07-efficient.{name}" for name in ("layer_table", "Fire", "DepthwiseSeparable", "mobilenet")
)


@wrong(FIRE, "Sizes of tensors must match except in dimension 0")
class JoinsTheBatch(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand3x3, 3, padding=1)

    def forward(self, x):
        s = self.squeeze(x)
        return torch.cat([F.relu(self.expand1x1(s)), F.relu(self.expand3x3(s))])


@wrong(FIRE, "forgets_the_last_relu", "joins_the_other_way_round")
class LargeKernelFirst(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand3x3, 3, padding=1)

    def forward(self, x):
        s = F.relu(self.squeeze(x))
        return torch.cat([self.expand3x3(s), self.expand1x1(s)], 1)


@wrong(FIRE, "no parameter for `squeeze.bias`")
class NoBiasNoRelu(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1, bias=False)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1, bias=False)
        self.expand3x3 = nn.Conv2d(squeeze, expand3x3, 3, padding=1, bias=False)
        self.relu = nn.ReLU()

    def forward(self, x):
        s = self.relu(self.squeeze(x))
        return self.relu(torch.cat((self.expand1x1(s), self.expand3x3(s)), dim=1))


@wrong(FIRE, "ReadsTheInput")
class ReadsTheInput(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(in_channels, expand3x3, 3, padding=1)

    def forward(self, x):
        s = F.relu(self.squeeze(x))
        return torch.cat([F.relu(self.expand1x1(s)), F.relu(self.expand3x3(x))], 1)


@wrong(BLOCK, "where (5, 1, 3, 3) is expected")
class FullConvolution(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.depthwise = nn.Conv2d(in_channels, in_channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        return F.relu(self.bn2(self.pointwise(self.bn1(self.depthwise(x)))))


@wrong(BLOCK, "normalises_after_the_relu", "strides_in_the_pointwise")
class ActivationBeforeNorm(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.depthwise = nn.Conv2d(
            in_channels, in_channels, 3, padding=1, groups=in_channels, bias=False
        )
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        x = self.bn1(F.relu(self.depthwise(x)))
        return self.bn2(F.relu(self.pointwise(x)))


@wrong(BLOCK, "forgets_the_last_relu", "skips_the_first_norm")
class NormAtTheEndOnly(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.depthwise = nn.Conv2d(
            in_channels, in_channels, 3, stride, 1, groups=in_channels, bias=False
        )
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        x = F.relu(self.depthwise(x))
        return self.bn2(self.pointwise(x))


@wrong(BLOCK, "cut off at 6")
class WithRelu6(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.depthwise = nn.Conv2d(
            in_channels, in_channels, 3, stride, 1, groups=in_channels, bias=False
        )
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        return F.relu6(self.bn2(self.pointwise(F.relu6(self.bn1(self.depthwise(x))))))


@wrong(NET, "forgets_the_least_of_8")
def no_least_width(in_channels=3, classes=1000, width=1.0):
    first = int(32 * width)
    layers = [
        ("conv1", nn.Conv2d(in_channels, first, 3, 2, 1, bias=False)),
        ("bn1", nn.BatchNorm2d(first)),
        ("relu1", nn.ReLU()),
    ]
    previous = first
    for i, (channels, stride) in enumerate(BLOCKS, start=2):
        now = int(channels * width)
        layers.append((f"block{i}", DepthwiseSeparable(previous, now, stride)))
        previous = now
    layers += [
        ("pool", nn.AdaptiveAvgPool2d(1)),
        ("flatten", nn.Flatten()),
        ("fc", nn.Linear(previous, classes)),
    ]
    return nn.Sequential(OrderedDict(layers))


@wrong(NET, "leaves_the_first_layer_wide", "rounds_to_the_nearest")
def first_layer_stays(in_channels=3, classes=1000, width=1.0):
    layers = OrderedDict()
    layers["conv1"] = nn.Conv2d(in_channels, 32, 3, stride=2, padding=1, bias=False)
    layers["bn1"] = nn.BatchNorm2d(32)
    layers["relu1"] = nn.ReLU()
    before = 32
    for number, (channels, _) in enumerate(BLOCKS):
        after = max(8, round(width * channels))
        layers[f"block{number + 2}"] = DepthwiseSeparable(before, after)
        before = after
    layers["pool"] = nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["fc"] = nn.Linear(before, classes)
    return nn.Sequential(layers)


@wrong(NET, "no parameter for `bn1.weight`")
def no_first_norm(in_channels=3, classes=1000, width=1.0):
    def thin(c):
        return max(8, int(width * c))

    layers = OrderedDict()
    layers["conv1"] = nn.Conv2d(in_channels, thin(32), 3, stride=2, padding=1)
    layers["bn1"] = nn.Identity()
    layers["relu1"] = nn.ReLU()
    before = thin(32)
    for number, (channels, stride) in enumerate(BLOCKS, 2):
        layers[f"block{number}"] = DepthwiseSeparable(before, thin(channels), stride)
        before = thin(channels)
    layers["pool"] = nn.AdaptiveMaxPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["fc"] = nn.Linear(before, classes)
    return nn.Sequential(layers)


@wrong(
    TABLE,
    "ignores_groups",
    "counts_shared_weights_again",
    "forgets_the_transposed",
    "forgets_what_is_in_a_block",
    "hooks_a_shared_layer_twice",
)
def without_groups(model, input_shape, blocks=()):
    rows, hooks = [], []
    for name, module in row_modules(model, blocks):

        def hook(module, _, output, name=name):
            work = 0
            if isinstance(module, nn.Conv2d):
                kh, kw = module.kernel_size
                work = output[0].numel() * module.in_channels * kh * kw
            elif isinstance(module, nn.Linear):
                work = module.in_features * module.out_features
            rows.append(
                {
                    "name": name,
                    "type": type(module).__name__,
                    "output_shape": tuple(output.shape[1:]),
                    "parameters": sum(p.numel() for p in module.parameters()),
                    "multiply_adds": work,
                }
            )

        hooks.append(module.register_forward_hook(hook))
    run_once(model, input_shape)
    for each in hooks:
        each.remove()
    return rows


@wrong(
    TABLE,
    "`hooks left`",
    "leaves_its_hooks",
    "keeps_the_batch_in_the_shapes",
    "counts_biases_as_work",
    "counts_shared_weights_again",
)
def hooks_stay(model, input_shape, blocks=()):
    rows = []
    for name, module in row_modules(model, blocks):

        def hook(module, inputs, output, name=name):
            if isinstance(module, nn.ConvTranspose2d):
                work = inputs[0].numel() * module.weight[0].numel()
            elif isinstance(module, nn.Conv2d):
                work = output.numel() * (module.weight[0].numel() + 1)
            elif isinstance(module, nn.Linear):
                work = module.weight.numel() + module.out_features
            else:
                work = 0
            rows.append(
                {
                    "name": name,
                    "type": module.__class__.__name__,
                    "output_shape": tuple(output.shape),
                    "parameters": sum(p.numel() for p in module.parameters()),
                    "multiply_adds": work,
                }
            )

        module.register_forward_hook(hook)
    run_once(model, input_shape)
    return rows
