"""Right solutions of chapters 5 to 7 in torch, and of chapter 5 in NumPy, in unusual styles."""

# ruff: noqa: ARG001, ARG002 - written as students write

import copy
from collections import OrderedDict, defaultdict

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812
from torch.utils.data import DataLoader, TensorDataset

from cnnlib.counting import row_modules, run_once
from cnnlib.depthwise_separable import DepthwiseSeparable
from cnnlib.mobilenet import BLOCKS
from cnnlib.residual import ResidualBlock
from cnnlib.vgg import conv_block, plain_block, reduction_block
from tests.autograder.realistic.marking import right

FIVE, SIX, SEVEN = "05-depth", "06-regularisation", "07-efficient"


@right(f"{FIVE}.batch_norm2d")
def channels_first(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    rows = np.moveaxis(x, 1, 0).reshape(x.shape[1], -1).astype(float)
    mean, var = (rows.mean(1), rows.var(1)) if training else (running_mean, running_var)
    if training and running_mean is not None:
        running_mean += momentum * (mean - running_mean)
    if training and running_var is not None:
        running_var += momentum * (np.var(rows, axis=1, ddof=1) - running_var)
    out = (rows - mean[:, None]) * (var[:, None] + eps) ** -0.5
    out = out * (1 if weight is None else weight[:, None]) + (0 if bias is None else bias[:, None])
    n, c, h, w = x.shape
    return np.moveaxis(out.reshape(c, n, h, w), 0, 1).astype(x.dtype)


@right(f"{FIVE}.batch_norm2d_backward")
def step_by_step(
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
    c, axes = x.shape[1], (0, 2, 3)
    m = x.size // c
    mean = (x.mean(axes) if training else running_mean).reshape(1, c, 1, 1)
    var = (x.var(axes) if training else running_var).reshape(1, c, 1, 1)
    centred, inverse = x - mean, 1 / np.sqrt(var + eps)
    up = grad_out if weight is None else grad_out * weight.reshape(1, c, 1, 1)
    grad = up * inverse
    if training:
        grad_var = (up * centred).sum(axes, keepdims=True) * -0.5 * inverse**3
        grad_mean = -grad.sum(axes, keepdims=True)
        grad = grad + grad_var * 2 * centred / m + grad_mean / m
    grads = [grad.astype(x.dtype)]
    if weight is not None:
        grads.append((grad_out * centred * inverse).sum(axes).astype(weight.dtype))
    if bias is not None:
        grads.append(np.einsum("nchw->c", grad_out))
    return tuple(grads)


@right(f"{FIVE}.he_normal")
def scaled_standard(shape, rng, negative_slope=0.0):
    fan_in = np.empty(shape, np.int8)[0].size
    gain = np.sqrt(2 / (1 + negative_slope**2) / fan_in)
    return np.multiply(rng.standard_normal(size=shape, dtype="float32"), gain, dtype=np.float32)


@right(f"{FIVE}.ResidualBlock")
class Functional(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        layers = OrderedDict()
        options = {"kernel_size": 3, "padding": "same" if stride == 1 else 1, "bias": False}
        layers["conv1"] = nn.Conv2d(in_channels, out_channels, stride=stride, **options)
        layers["conv2"] = nn.Conv2d(out_channels, out_channels, 3, padding=(1, 1), bias=False)
        change = (in_channels, 1) != (out_channels, stride)
        if change:
            layers["shortcut"] = nn.Conv2d(in_channels, out_channels, 1, (stride,) * 2, bias=False)
        for name in ("bn1", "bn2", "bn_shortcut"):
            needed = batch_norm and (change or name != "bn_shortcut")
            layers[name] = nn.BatchNorm2d(out_channels) if needed else nn.Identity()
        layers.setdefault("shortcut", nn.Identity())
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, x):
        branch = nn.Sequential(
            self.conv1, self.bn1, nn.LeakyReLU(0.01, inplace=True), self.conv2, self.bn2
        )
        total = torch.add(branch(x), self.bn_shortcut(self.shortcut(x)))
        return torch.maximum(total, 0.01 * total)


@right(f"{FIVE}.vgg_38")
def by_add_module(in_channels=3, classes=100, channels=32, batch_norm=False, residual=False):
    network = nn.Sequential()
    network.add_module("entry", conv_block(in_channels, channels, batch_norm=True))
    for stage, block in ((s, b) for s in (1, 2, 3) for b in range(1, 7)):
        if block == 6:
            network.add_module(f"stage{stage}_reduction", reduction_block(channels, batch_norm))
        elif residual:
            new = ResidualBlock(channels, channels, batch_norm=batch_norm)
            network.add_module(f"stage{stage}_block{block}", new)
        else:
            network.add_module(f"stage{stage}_block{block}", plain_block(channels, batch_norm))
    network.add_module("pool", nn.AdaptiveAvgPool2d((1, 1)))
    network.add_module("flatten", nn.Flatten(start_dim=1))
    network.add_module("fc", nn.Linear(in_features=channels, out_features=classes))
    return network


@right(f"{FIVE}.GradientFlow")
class ModuleByModule:
    def __init__(self, model):
        self.layers = {
            name: module
            for name, module in model.named_modules()
            if getattr(module, "weight", None) is not None and module.weight.dim() >= 2
        }
        if not self.layers:
            raise ValueError("nothing to record")
        self.sums, self.counts, self.hooks = defaultdict(float), defaultdict(int), []

    def _record(self, name):
        def record(gradient):
            self.sums[name] += torch.linalg.vector_norm(gradient, 1).item() / gradient.numel()
            self.counts[name] += 1

        return record

    def __enter__(self):
        self.hooks = [m.weight.register_hook(self._record(n)) for n, m in self.layers.items()]
        return self

    def __exit__(self, *_):
        while self.hooks:
            self.hooks.pop().remove()

    def per_layer(self):
        return {name: self.sums[name] / max(self.counts[name], 1) for name in self.layers}


@right(f"{SIX}.train_best")
def with_a_tensor_dataset(
    model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None
):
    mean, std = training[0].mean(axis=(0, 2, 3)), training[0].std(axis=(0, 2, 3))

    def prepared(images):
        channels_last = (images.transpose(0, 2, 3, 1) - mean) / std
        return np.ascontiguousarray(channels_last.transpose(0, 3, 1, 2), dtype="float32")

    x, y = prepared(training[0]), torch.as_tensor(training[1])
    held_out = DataLoader(
        TensorDataset(torch.as_tensor(prepared(validation[0])), torch.as_tensor(validation[1])),
        batch_size=7,
    )
    rows, states = [], []
    for _ in range(epochs):
        model.train(True)
        losses = []
        places = np.arange(len(x))
        rng.shuffle(places)
        for batch in np.split(places, range(batch_size, len(x), batch_size)):
            images = x[batch].copy()
            if augment:
                images = augment(images, rng)
            optimizer.zero_grad(set_to_none=False)
            each = F.cross_entropy(
                model(torch.tensor(np.array(images, "float32"))), y[batch], reduction="none"
            )
            each.mean().backward()
            optimizer.step()
            losses += each.tolist()
        model.train(False)
        loss, right_ = 0.0, 0
        with torch.inference_mode():
            for images, labels in held_out:
                scores = model(images)
                loss += F.cross_entropy(scores, labels, reduction="sum").item()
                right_ += int((scores.max(dim=1).indices == labels).sum())
        n = len(validation[1])
        rows.append(
            {
                "loss": float(np.mean(losses)),
                "validation_loss": loss / n,
                "validation_accuracy": right_ / n,
            }
        )
        states.append({k: v.detach().clone() for k, v in model.state_dict().items()})
    best = int(np.argmax([row["validation_accuracy"] for row in rows]))
    model.load_state_dict(copy.copy(states[best]))
    return rows


@right(f"{SEVEN}.Fire")
class OtherOrderOfCalls(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        nn.Module.__init__(self)
        self.squeeze = nn.Sequential(nn.Conv2d(in_channels, squeeze, 1), nn.ReLU(inplace=True))
        self.expand1x1 = nn.Sequential(nn.Conv2d(squeeze, expand1x1, 1), nn.ReLU())
        self.expand3x3 = nn.Sequential(nn.ZeroPad2d(1), nn.Conv2d(squeeze, expand3x3, 3), nn.ReLU())

    def forward(self, x):
        large, small = (branch(self.squeeze(x)) for branch in (self.expand3x3, self.expand1x1))
        return torch.hstack([small, large])


@right(f"{SEVEN}.DepthwiseSeparable")
class Subclassed(nn.Sequential):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.depthwise = nn.Conv2d(
            in_channels, in_channels, 3, stride, 1, groups=in_channels, bias=False
        )
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.relu = nn.ReLU()
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.last = nn.ReLU()


@right(f"{SEVEN}.mobilenet")
def by_comprehension(in_channels=3, classes=1000, width=1.0):
    thin = [max(8, int(np.floor(width * c))) for c in (32, *(c for c, _ in BLOCKS))]
    blocks = [
        (f"block{i + 2}", DepthwiseSeparable(thin[i], thin[i + 1], stride=BLOCKS[i][1]))
        for i in range(13)
    ]
    first = nn.Conv2d(in_channels, thin[0], (3, 3), (2, 2), (1, 1), bias=False)
    return nn.Sequential(
        OrderedDict(
            [
                ("conv1", first),
                ("bn1", nn.BatchNorm2d(thin[0])),
                ("relu1", nn.ReLU(inplace=True)),
                *blocks,
                ("pool", nn.AdaptiveAvgPool2d(output_size=1)),
                ("flatten", nn.Flatten()),
                ("fc", nn.Linear(thin[-1], classes)),
            ]
        )
    )


@right(f"{SEVEN}.layer_table")
def by_a_class_of_hooks(model, input_shape, blocks=()):
    class Recorder:
        def __init__(self):
            self.rows, self.seen, self.work = [], set(), 0

        def costs(self, module, given, output):
            if isinstance(module, (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear)):
                self.work += output.numel() * module.weight[0].numel()
            elif isinstance(module, (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)):
                self.work += given[0].numel() * module.weight[0].numel()

        def before(self, name, module, _):
            self.work = 0
            self.rows.append({"name": name, "type": type(module).__name__})
            new = [p for p in module.parameters() if id(p) not in self.seen]
            self.seen.update(id(p) for p in new)
            self.rows[-1]["parameters"] = sum(p.numel() for p in new)

        def after(self, module, _, output):
            self.rows[-1] |= {"output_shape": tuple(output.shape)[1:], "multiply_adds": self.work}

    recorder, handles = Recorder(), []
    try:
        for module in model.modules():
            if not list(module.children()):
                handles.append(module.register_forward_hook(recorder.costs))
        for module, name in {m: n for n, m in row_modules(model, blocks)}.items():
            handles.append(
                module.register_forward_pre_hook(
                    lambda m, given, name=name: recorder.before(name, m, given)
                )
            )
            handles.append(module.register_forward_hook(recorder.after))
        run_once(model, input_shape)
    finally:
        for handle in handles:
            handle.remove()
    return recorder.rows
