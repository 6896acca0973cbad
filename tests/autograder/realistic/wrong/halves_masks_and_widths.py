"""Wrong solutions of the last four chapters: halved terms, other masks, rounded widths."""

# ruff: noqa: ARG005, B023, UP031, ARG001, C408, E741, N812, SIM, UP031 - as students write

from collections import OrderedDict

import numpy as np
import torch.nn.functional as F
from torch import nn

from cnnlib.arguments import pair
from cnnlib.batch_norm import per_channel
from cnnlib.counting import row_modules, run_once
from cnnlib.depthwise import depthwise_conv2d
from cnnlib.depthwise_separable import DepthwiseSeparable
from cnnlib.layer_list import run_layer
from cnnlib.mobilenet import BLOCKS
from cnnlib.optimizers import Optimizer
from cnnlib.pointwise import conv1x1
from cnnlib.pooling import max_pool2d
from tests.autograder.realistic.marking import wrong


@wrong(
    "05-depth.batch_norm2d_backward", "halves_the_term_of_the_variance", "evaluates_as_in_training"
)
def half_through_the_variance(
    dout,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    ax = (0, 2, 3)
    m = x.shape[0] * x.shape[2] * x.shape[3]
    mu = x.mean(ax, keepdims=True)
    var = x.var(ax, keepdims=True)
    xhat = (x - mu) / np.sqrt(var + eps)
    gamma = np.ones(x.shape[1], x.dtype) if weight is None else weight
    dxhat = dout * per_channel(gamma)
    dvar = np.sum(dxhat * (x - mu) * -0.5 * (var + eps) ** -1.5, axis=ax, keepdims=True)
    dmu = np.sum(dxhat * -1 / np.sqrt(var + eps), axis=ax, keepdims=True)
    dx = dxhat / np.sqrt(var + eps) + dvar * (x - mu) / m + dmu / m
    out = [dx.astype(x.dtype)]
    if weight is not None:
        out.append((dout * xhat).sum(ax))
    if bias is not None:
        out.append(dout.sum(ax))
    return tuple(out)


@wrong("05-depth.ResidualBlock", "ActivatesBefore")
class ActivatedFirst(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.act = nn.LeakyReLU(0.01)
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(in_channels) if batch_norm else nn.Identity()
        self.bn2 = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        same = stride == 1 and in_channels == out_channels
        self.shortcut = (
            nn.Identity() if same else nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
        )
        self.bn_shortcut = (
            nn.BatchNorm2d(out_channels) if batch_norm and not same else nn.Identity()
        )

    def forward(self, x):
        y = self.conv1(self.act(self.bn1(x)))
        y = self.conv2(self.act(self.bn2(y)))
        return y + self.bn_shortcut(self.shortcut(x))


@wrong("05-depth.GradientFlow", "ClosesOverTheLoop")
class AllUnderTheLastName:
    def __init__(self, model):
        self.model = model
        self.values = {}
        self.handles = []

    def __enter__(self):
        for name, p in self.model.named_parameters():
            if name.endswith("weight") and p.dim() > 1:
                key = name[: -len(".weight")]
                self.values[key] = []
                self.handles.append(
                    p.register_hook(lambda g: self.values[key].append(float(g.abs().mean())))
                )
        return self

    def __exit__(self, *_):
        for h in self.handles:
            h.remove()

    def per_layer(self):
        return {k: (sum(v) / len(v) if v else 0.0) for k, v in self.values.items()}


@wrong("06-regularisation.random_crop", "mirrors_the_border", "never_takes_the_last_place")
def mirrored_and_one_short(x, size, padding=0, *, rng):
    h, w = pair(size, "size")
    ph, pw = pair(padding, "p", 0)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="reflect") if max(ph, pw) else x
    out = []
    for img in xp:
        t = rng.integers(0, max(1, img.shape[1] - h))
        l = rng.integers(0, max(1, img.shape[2] - w))
        out.append(img[:, t : t + h, l : l + w])
    return np.stack(out)


@wrong("06-regularisation.Adam", "adds_epsilon_under_the_root", "corrects_one_average")
class UnderTheRoot(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps, self.t = betas, eps, 0
        self.m = dict.fromkeys(parameters, 0)
        self.v = dict.fromkeys(parameters, 0)

    def step(self, gradients):
        self.t += 1
        gradients = self.decayed(gradients)
        b1, b2 = self.betas
        for n, w in self.parameters.items():
            self.m[n] = b1 * self.m[n] + (1 - b1) * gradients[n]
            self.v[n] = b2 * self.v[n] + (1 - b2) * gradients[n] ** 2
            w -= self.lr * (self.m[n] / (1 - b1**self.t)) / np.sqrt(self.v[n] + self.eps)


@wrong("06-regularisation.dropout_backward", "passes_where_x_is_positive")
def mask_of_the_input(grad_out, x, mask, p=0.5, training=True):
    if not training:
        return grad_out
    return (grad_out * (x > 0) / (1 - p)).astype(grad_out.dtype)


@wrong("07-efficient.separable_conv2d", "pads_in_between")
def padded_between(x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, stride=stride)
    if padding:
        ph, pw = pair(padding, "p", 0)
        z = np.pad(z, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return conv1x1(z, pointwise, bias)


@wrong(
    "07-efficient.layer_table",
    "keeps_the_batch_in_the_shapes",
    "forgets_the_transposed",
    "hooks_a_shared_layer_twice",
)
def all_channels_and_the_batch(model, input_shape, blocks=()):
    rows, seen, handles = [], set(), []

    def cost(m, out):
        if isinstance(m, nn.Conv2d):
            return (
                out.shape[2]
                * out.shape[3]
                * m.out_channels
                * m.in_channels
                * m.kernel_size[0]
                * m.kernel_size[1]
            )
        if isinstance(m, nn.Linear):
            return m.in_features * m.out_features
        return 0

    inner = {}
    for name, mod in row_modules(model, blocks):

        def hook(m, i, o, name=name):
            n_par = 0 if id(m) in seen else sum(p.numel() for p in m.parameters())
            seen.add(id(m))
            ma = sum(inner.pop(id(k), 0) for k in m.modules() if k is not m) + cost(m, o)
            rows.append(
                dict(
                    name=name,
                    type=type(m).__name__,
                    output_shape=tuple(o.shape),
                    parameters=n_par,
                    multiply_adds=ma,
                )
            )

        for k in mod.modules():
            if k is not mod:
                handles.append(
                    k.register_forward_hook(lambda m, i, o: inner.__setitem__(id(m), cost(m, o)))
                )
        handles.append(mod.register_forward_hook(hook))
    try:
        run_once(model, input_shape)
    finally:
        for h in handles:
            h.remove()
    return rows


@wrong("07-efficient.DepthwiseSeparable", "it has parameters that it does not need")
class BiasedAndStridedLate(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.depthwise = nn.Conv2d(in_channels, in_channels, 3, padding=1, groups=in_channels)
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1, stride=stride)
        self.bn2 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        return F.relu(self.bn2(self.pointwise(F.relu(self.bn1(self.depthwise(x))))))


@wrong("07-efficient.mobilenet", "rounds_to_near_multiples_of_8")
def to_multiples_of_8(in_channels=3, classes=1000, width=1.0):
    def div(v):
        n = max(8, int(v + 4) // 8 * 8)
        return n + 8 if n < 0.9 * v else n

    chans = [div(32 * width)] + [div(c * width) for c, _ in BLOCKS]
    net = OrderedDict(
        conv1=nn.Conv2d(in_channels, chans[0], 3, stride=2, padding=1, bias=False),
        bn1=nn.BatchNorm2d(chans[0]),
        relu1=nn.ReLU(),
    )
    for i, (_, s) in enumerate(BLOCKS):
        net["block%d" % (i + 2)] = DepthwiseSeparable(chans[i], chans[i + 1], s)
    net["pool"] = nn.AdaptiveAvgPool2d(1)
    net["flatten"] = nn.Flatten()
    net["fc"] = nn.Linear(chans[-1], classes)
    return nn.Sequential(net)


@wrong("08-visualisation.forward_with_switches", "finds_switches_without_options")
def switches_of_plain_windows(x, layers):
    recs = []
    for name, args in layers:
        rec = {"size": tuple(x.shape[-2:]), "switches": None}
        if name == "max_pool2d":
            rec["switches"] = max_pool2d(
                x, args["kernel_size"], args.get("stride"), return_indices=True
            )[1]
        x = run_layer(x, name, args)
        recs.append(rec)
    return x, recs
