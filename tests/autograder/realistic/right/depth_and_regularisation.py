"""Right solutions of chapters 5 and 6, in other unusual styles."""

# ruff: noqa: ARG001, ARG002, B905, E731, N806, N812, RUF059 - as students write

import math
from collections import OrderedDict

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from cnnlib.optimizers import Optimizer
from tests.autograder.realistic.marking import right

D5, D6, D7, D8 = "05-depth", "06-regularisation", "07-efficient", "08-visualisation"


@right(f"{D5}.batch_norm2d")
def nested(
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
    *,
    axes=(0, 2, 3),
):
    def cols(v):
        return np.asarray(v).reshape(1, -1, 1, 1)

    if training:
        mu = x.mean(axis=axes, keepdims=True)
        dev = x - mu
        var = np.einsum("nchw,nchw->c", dev, dev)[None, :, None, None] / (x.size // x.shape[1])
        if running_mean is not None:
            running_mean += momentum * (mu.ravel() - running_mean)
            m = x.size // x.shape[1]
            running_var += momentum * (var.ravel() * (m / (m - 1)) - running_var)
    else:
        dev, var = x - cols(running_mean), cols(running_var)
    y = dev / np.sqrt(var + eps)
    y = y if weight is None else cols(weight) * y
    return (y if bias is None else y + cols(bias)).astype(x.dtype, copy=False)


@right(f"{D5}.he_normal")
def by_filter_list(shape, rng, negative_slope=0.0, gain=2.0):
    fan = int(np.prod(shape[1:]))
    s = (gain / (1 + negative_slope * negative_slope) / fan) ** 0.5
    return np.asarray([rng.normal(scale=s, size=shape[1:]) for _ in range(shape[0])], dtype="f4")


@right(f"{D5}.ResidualBlock")
class AsSubclassOfSequential(nn.Sequential):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False, slope=0.01):
        norm = (lambda: nn.BatchNorm2d(out_channels)) if batch_norm else nn.Identity
        super().__init__(
            OrderedDict(
                conv1=nn.Conv2d(
                    in_channels,
                    out_channels,
                    (3, 3),
                    stride=(stride, stride),
                    padding="valid" if False else 1,
                    bias=False,
                ),
                bn1=norm(),
                act=nn.LeakyReLU(slope),
                conv2=nn.Conv2d(out_channels, out_channels, 3, padding="same", bias=False),
                bn2=norm(),
            )
        )
        same = in_channels == out_channels and stride == 1
        self.shortcut = (
            nn.Identity()
            if same
            else nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=stride, bias=False)
        )
        self.bn_shortcut = nn.Identity() if same else norm()

    def forward(self, x):
        y = self.bn2(self.conv2(self.act(self.bn1(self.conv1(x)))))
        y = torch.add(y, self.bn_shortcut(self.shortcut(x)))
        return torch.where(y > 0, y, 0.01 * y)


@right(f"{D5}.ResidualBlock")
class WithHelpers(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        conv = lambda i, o, k, s: nn.Conv2d(i, o, k, s, k // 2, bias=False)
        bn = lambda: nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.conv1, self.bn1 = conv(in_channels, out_channels, 3, stride), bn()
        self.conv2, self.bn2 = conv(out_channels, out_channels, 3, 1), bn()
        self.need = stride != 1 or in_channels != out_channels
        self.shortcut = conv(in_channels, out_channels, 1, stride) if self.need else nn.Identity()
        self.bn_shortcut = bn() if self.need else nn.Identity()

    def residual(self, x):
        return self.bn2(self.conv2(F.leaky_relu_(self.bn1(self.conv1(x)))))

    def forward(self, x):
        out = self.residual(x)
        out += self.bn_shortcut(self.shortcut(x))
        return F.leaky_relu(out, inplace=True)


@right(f"{D5}.GradientFlow")
class WithWeakHooks:
    def __init__(self, model):
        self.layers = [
            (n, m) for n, m in model.named_modules() if isinstance(m, (nn.Conv2d, nn.Linear))
        ]
        self.sum, self.n = (
            dict.fromkeys([n for n, _ in self.layers], 0.0),
            dict.fromkeys([n for n, _ in self.layers], 0),
        )
        self.hooks = ()

    def _record(self, name):
        def hook(grad):
            self.sum[name] += float(torch.abs(grad).mean())
            self.n[name] += 1

        return hook

    def __enter__(self):
        self.hooks = [m.weight.register_hook(self._record(n)) for n, m in self.layers]
        return self

    def __exit__(self, kind, value, trace):
        while self.hooks:
            self.hooks.pop().remove()
        return False

    def per_layer(self):
        return {n: (s / self.n[n] if self.n[n] else 0.0) for n, s in self.sum.items()}


@right(f"{D6}.channel_statistics")
def by_moveaxis(x_train):
    flat = np.moveaxis(np.asarray(x_train, float), 1, -1).reshape(-1, x_train.shape[1])
    return flat.mean(0), flat.std(0)


@right(f"{D6}.channel_statistics")
def two_passes(x_train):
    n, c, h, w = x_train.shape
    mu = np.einsum("nchw->c", x_train, dtype=np.float64) / (n * h * w)
    d = x_train - mu[:, None, None]
    return mu, np.sqrt(np.einsum("nchw,nchw->c", d, d) / (n * h * w))


@right(f"{D6}.standardise")
def by_list(x, mean, std):
    kind = x.dtype if np.issubdtype(x.dtype, np.floating) else np.float32
    return np.stack(
        [(x[:, c].astype(np.float64) - mean[c]) / std[c] for c in range(x.shape[1])], 1
    ).astype(kind)


@right(f"{D6}.zca_whitening")
def by_svd(x_train, epsilon=1e-2):
    X = np.asarray(x_train, np.float64).reshape(len(x_train), -1)
    mu = X.sum(0) / len(X)
    _, s, Vt = np.linalg.svd(X - mu, full_matrices=True)
    lam = np.zeros(X.shape[1])
    lam[: len(s)] = s**2 / len(X)
    return mu, Vt.T @ np.diag(1 / np.sqrt(lam + epsilon)) @ Vt


@right(f"{D6}.random_crop")
def by_view(x, size, padding=0, *, rng):
    size, pad = np.broadcast_to(size, 2), np.broadcast_to(padding, 2)
    z = np.zeros((*x.shape[:2], x.shape[2] + 2 * pad[0], x.shape[3] + 2 * pad[1]), x.dtype)
    z[:, :, pad[0] : pad[0] + x.shape[2], pad[1] : pad[1] + x.shape[3]] = x
    tops = rng.integers(z.shape[2] - size[0], size=len(x), endpoint=True)
    lefts = rng.integers(z.shape[3] - size[1], size=len(x), endpoint=True)
    rows, cols = tops[:, None] + np.arange(size[0]), lefts[:, None] + np.arange(size[1])
    return z[
        np.arange(len(x))[:, None, None, None],
        np.arange(x.shape[1])[:, None, None],
        rows[:, None, :, None],
        cols[:, None, None, :],
    ]


@right(f"{D6}.random_horizontal_flip")
def by_multiplication(x, p=0.5, *, rng):
    return np.array(
        [np.flip(im, -1) if u < p else im for im, u in zip(x, rng.uniform(size=x.shape[0]))],
        dtype=x.dtype,
    )


@right(f"{D6}.random_erasing")
def with_while(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng, tries=10):
    y = np.array(x, copy=True)
    H, W = x.shape[-2:]
    for n in np.flatnonzero(rng.random(len(x)) < p):
        left_over = tries
        while left_over:
            left_over -= 1
            a, r = rng.uniform(*scale) * H * W, rng.uniform(*ratio)
            h, w = int(np.rint(np.sqrt(a * r))), int(np.rint(np.sqrt(a / r)))
            if max(h - H, w - W) > 0:
                continue
            i, j = (
                int(rng.integers(0, H - h, endpoint=True)),
                int(rng.integers(0, W - w, endpoint=True)),
            )
            y[n, :, i : i + h, j : j + w] = rng.normal(0, 1, (x.shape[1], h, w)).astype(x.dtype)
            break
    return y


@right(f"{D6}.dropout_mask")
def by_integers(shape, p, rng):
    return np.logical_not(rng.random(size=shape) < p)


@right(f"{D6}.dropout")
def by_multiply(x, mask, p=0.5, training=True):
    return (
        np.multiply(x, mask.astype(x.dtype) * x.dtype.type(1 / (1 - p))) if training else x.copy()
    )


@right(f"{D6}.dropout_backward")
def by_zeros(grad_out, x, mask, p=0.5, training=True):
    if not training:
        return grad_out.copy()
    g = np.zeros_like(grad_out)
    g[mask] = grad_out[mask] / (1 - p)
    return g


@right(f"{D6}.exponential_lr")
def by_recursion(epoch, lr, gamma):
    return lr if epoch == 0 else gamma * by_recursion(epoch - 1, lr, gamma)


@right(f"{D6}.cosine_annealing_lr")
def by_weights(epoch, lr, t_max, eta_min=0.0):
    a = 0.5 + 0.5 * np.cos(np.pi * (epoch / t_max))
    return np.float64(a * lr + (1 - a) * eta_min)


@right(f"{D6}.SGD")
class FunctionalSGD(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(parameters, lr, weight_decay)
        self.mu, self.state = momentum, {}

    def step(self, gradients):
        g = self.decayed(gradients)
        self.state = {k: self.mu * self.state.get(k, 0.0) + g[k] for k in g}
        for k, w in self.parameters.items():
            np.subtract(w, self.lr * self.state[k], out=w)


@right(f"{D6}.Adam")
class AdamByRate(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        (self.b1, self.b2), self.eps, self.t = betas, eps, 0
        self.m, self.v = ({k: 0.0 * p for k, p in parameters.items()} for _ in range(2))

    def step(self, gradients):
        self.t += 1
        c1, c2 = 1 - self.b1**self.t, 1 - self.b2**self.t
        for k, w in self.parameters.items():
            g = np.asarray(gradients[k]) + self.weight_decay * w
            self.m[k] += (1 - self.b1) * (g - self.m[k])
            self.v[k] *= self.b2
            self.v[k] += (1 - self.b2) * np.square(g)
            w[...] = w - self.lr / c1 * self.m[k] / (np.sqrt(self.v[k]) / math.sqrt(c2) + self.eps)
