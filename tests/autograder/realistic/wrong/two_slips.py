"""Wrong solutions of several chapters, many with two slips at once."""

# ruff: noqa: ARG001, ARG002, B905, E741, N806, N812, RUF005, RUF059, SIM - as students write

import copy
from collections import OrderedDict

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from cnnlib.arguments import pair
from cnnlib.batch_norm import per_channel
from cnnlib.conv import conv_output_size
from cnnlib.conv_backward import conv2d_backward
from cnnlib.costs import LayerCost
from cnnlib.depthwise import depthwise_conv2d
from cnnlib.depthwise_backward import depthwise_conv2d_backward
from cnnlib.optimizers import Optimizer
from cnnlib.preparation import channel_statistics, standardise
from cnnlib.residual import ResidualBlock
from cnnlib.switches import forward_with_switches
from cnnlib.traffic import Traffic
from cnnlib.training.evaluation_mode import evaluation_mode
from cnnlib.vgg import conv_block, plain_block, reduction_block
from tests.autograder.realistic.marking import wrong


@wrong("01-convolution.conv2d_cost", "adds_within_all_channels")
def all_channels_within(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
):
    (h, w), (kh, kw), (sh, sw), (ph, pw), (dh, dw) = (
        pair(input_size, "i"),
        pair(kernel_size, "k"),
        pair(stride, "s"),
        pair(padding, "p", 0),
        pair(dilation, "d"),
    )
    oh, ow = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    n_out = oh * ow * out_channels
    per = kh * kw * in_channels // groups
    return LayerCost(
        per * out_channels + (out_channels if bias else 0),
        n_out * per,
        n_out * (per - 1),
        n_out * (kh * kw - 1) * in_channels,
        n_out if bias else 0,
    )


@wrong("03-im2col.col2im", "adds_once_where_indices_repeat", "ignores_dilation")
def overwritten_and_close(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = (
        pair(kernel_size, "k"),
        pair(stride, "s"),
        pair(padding, "p", 0),
        pair(dilation, "d"),
    )
    H, W = output_size
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    N = cols.shape[0]
    C = cols.shape[1] // (kh * kw)
    c = cols.reshape(N, C, kh, kw, Ho, Wo)
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), cols.dtype)
    for u in range(kh):
        for v in range(kw):
            out[:, :, u : u + sh * Ho : sh, v : v + sw * Wo : sw] = c[:, :, u, v]
    return out[:, :, ph : ph + H, pw : pw + W]


@wrong("03-im2col.correlate2d", "wrong in every call with `padding`")
def all_zeros_above(image, kernel, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride, "s"), pair(padding, "p", 0), pair(dilation, "d")
    (H, W), (kh, kw) = image.shape, kernel.shape
    Ho, Wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.zeros((H + 2 * ph, W + 2 * pw), image.dtype)
    padded[2 * ph :, 2 * pw :] = image
    out = np.zeros((Ho, Wo), np.result_type(image, kernel))
    for u in range(kh):
        for v in range(kw):
            out += (
                kernel[u, v]
                * padded[u * dh : u * dh + sh * Ho : sh, v * dw : v * dw + sw * Wo : sw]
            )
    return out


@wrong("06-regularisation.SGD", "KeepsOneVelocity")
class OneForAll(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum = momentum
        self.v = 0.0

    def step(self, gradients):
        for k, g in self.decayed(gradients).items():
            self.v = self.momentum * self.v + g
            self.parameters[k] -= self.lr * self.v


@wrong("06-regularisation.SGD", "takes_the_last_step_back", "puts_the_rate_into_the_velocity")
class HeavyBallBackwards(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum = momentum
        self.old = {k: p.copy() for k, p in parameters.items()}

    def step(self, gradients):
        for k, g in self.decayed(gradients).items():
            p = self.parameters[k]
            new = p - self.lr * g - self.momentum * (p - self.old[k])
            self.old[k] = p.copy()
            p[...] = new


@wrong("06-regularisation.Adam", "adds_epsilon_under_the_root", "ignores_betas")
class FixedBetas(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.t = 0
        self.eps = eps
        self.m = {k: np.zeros_like(p) for k, p in parameters.items()}
        self.v = {k: np.zeros_like(p) for k, p in parameters.items()}

    def step(self, gradients):
        self.t += 1
        for k, g in self.decayed(gradients).items():
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g * g
            mh = self.m[k] / (1 - 0.9**self.t)
            vh = self.v[k] / (1 - 0.999**self.t)
            self.parameters[k] -= self.lr * mh / np.sqrt(vh + self.eps)


@wrong("06-regularisation.exponential_lr", "falls_every_ten_epochs")
def in_steps(epoch, lr, gamma):
    return lr * gamma ** (epoch // 10)


@wrong("06-regularisation.random_erasing", "fills_all_channels_alike", "draws_once_for_the_batch")
def one_patch_of_grey_noise(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    out = x.copy()
    N, C, H, W = x.shape
    if rng.random() >= p:
        return out
    for _ in range(10):
        area = rng.uniform(*scale) * H * W
        r = rng.uniform(*ratio)
        h, w = round(np.sqrt(area * r)), round(np.sqrt(area / r))
        if h <= H and w <= W:
            t, l = rng.integers(0, H - h + 1), rng.integers(0, W - w + 1)
            out[:, :, t : t + h, l : l + w] = rng.normal(size=(h, w))
            break
    return out


@wrong("06-regularisation.zca_whitening", "should be symmetric, and is not")
def in_pca_coordinates(x_train, epsilon=1e-2):
    X = x_train.reshape(x_train.shape[0], -1).astype(float)
    mu = X.mean(0)
    lam, U = np.linalg.eigh(np.cov(X, rowvar=False))
    return mu, np.diag(1 / np.sqrt(np.maximum(lam, 0) + epsilon)) @ U.T


@wrong("06-regularisation.train_best", "leaves_the_last_state", "averages_the_batches")
def kept_by_reference(
    model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None
):
    mean, std = channel_statistics(training[0])
    X = standardise(training[0], mean, std).astype(np.float32)
    V = torch.from_numpy(standardise(validation[0], mean, std).astype(np.float32))
    y, yv = torch.from_numpy(training[1]), torch.from_numpy(validation[1])
    rows, best_acc, best = [], -1.0, None
    for _ in range(epochs):
        model.train()
        losses = []
        order = rng.permutation(len(X))
        for i in range(0, len(X), batch_size):
            idx = order[i : i + batch_size]
            xb = X[idx] if augment is None else augment(X[idx], rng)
            loss = F.cross_entropy(model(torch.from_numpy(np.ascontiguousarray(xb))), y[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        model.eval()
        with torch.no_grad():
            out = model(V)
        acc = (out.argmax(1) == yv).float().mean().item()
        rows.append(
            {
                "loss": float(np.mean(losses)),
                "validation_loss": F.cross_entropy(out, yv).item(),
                "validation_accuracy": acc,
            }
        )
        if acc > best_acc:
            best_acc, best = acc, model.state_dict()
    model.load_state_dict(best)
    return rows


@wrong("05-depth.batch_norm2d", "normalises_by_the_unbiased_variance", "adds_eps_to_the_deviation")
def eps_beside_the_root(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    if training:
        mu, var = x.mean((0, 2, 3)), x.var((0, 2, 3), ddof=1)
        if running_mean is not None:
            running_mean *= 1 - momentum
            running_mean += momentum * mu
            running_var *= 1 - momentum
            running_var += momentum * var
    else:
        mu, var = running_mean, running_var
    y = (x - per_channel(mu)) / (np.sqrt(per_channel(var)) + eps)
    if weight is not None:
        y = y * per_channel(weight)
    if bias is not None:
        y = y + per_channel(bias)
    return y


@wrong("05-depth.vgg_38", "it has no parameter for")
def blocks_without_norm(in_channels=3, classes=100, channels=32, batch_norm=False, residual=False):
    layers = [("entry", conv_block(in_channels, channels, True))]
    for s in range(1, 4):
        for b in range(1, 6):
            block = (
                ResidualBlock(channels, channels) if residual else plain_block(channels, batch_norm)
            )
            layers.append((f"stage{s}_block{b}", block))
        layers.append((f"stage{s}_reduction", reduction_block(channels, batch_norm)))
    layers += [
        ("pool", nn.AdaptiveAvgPool2d(1)),
        ("flatten", nn.Flatten()),
        ("fc", nn.Linear(channels, classes)),
    ]
    return nn.Sequential(OrderedDict(layers))


@wrong("07-efficient.conv2d_traffic", "divides_without_the_weights", "moves_the_padding")
def padded_bytes(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    groups=1,
    bias=True,
    batch=1,
    itemsize=4,
):
    H, W = input_size
    (kh, kw), (sh, sw), (ph, pw) = pair(kernel_size, "k"), pair(stride, "s"), pair(padding, "p", 0)
    oh, ow = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    weights = out_channels * in_channels // groups * kh * kw
    macs = batch * oh * ow * weights
    ib = batch * in_channels * (H + 2 * ph) * (W + 2 * pw) * itemsize
    wb = (weights + out_channels * int(bias)) * itemsize
    ob = batch * out_channels * oh * ow * itemsize
    return Traffic(macs, ib, wb, ob, macs / (ib + ob))


@wrong("07-efficient.depthwise_conv2d_backward", "averages_the_weights", "overwrites_the_overlap")
def overwritten_and_averaged(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride, "s"), pair(padding, "p", 0), pair(dilation, "d")
    H, W = x.shape[2:]
    oh, ow = grad_out.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    gx, gw = np.zeros_like(xp), np.zeros_like(weight)
    for u in range(weight.shape[2]):
        for v in range(weight.shape[3]):
            s = np.s_[:, :, u * dh : u * dh + sh * oh : sh, v * dw : v * dw + sw * ow : sw]
            gw[:, 0, u, v] = (xp[s] * grad_out).sum((2, 3)).mean(0)
            gx[s] = grad_out * weight[:, 0, u, v][:, None, None]
    gx = gx[:, :, ph : ph + H, pw : pw + W]
    if bias is None:
        return gx, gw
    return gx, gw, grad_out.sum((0, 2, 3))


@wrong("07-efficient.separable_conv2d_backward", "Every call with `padding` or `stride` raises")
def no_options_on_the_way_back(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, None, stride, padding)
    gp = np.einsum("nfhw,nchw->fc", grad_out, z)[..., None, None]
    gz = np.einsum("nfhw,fc->nchw", grad_out, pointwise[:, :, 0, 0])
    gx, gd = depthwise_conv2d_backward(gz, x, depthwise)
    out = (gx, gd, gp)
    return out if bias is None else out + (grad_out.sum((0, 2, 3)),)


@wrong("08-visualisation.saliency", "takes_the_absolute_value_last", "leaves_it_evaluating")
def absolute_at_last(model, x, labels):
    model.eval()
    x = x.clone().detach().requires_grad_(True)
    score = model(x).gather(1, labels.view(-1, 1)).sum()
    (g,) = torch.autograd.grad(score, x)
    return g.max(dim=1).values.abs()


@wrong("08-visualisation.fgsm", "divides_each_by_its_norm")
def unit_gradients(model, x, labels, epsilon):
    with evaluation_mode(model):
        x = x.clone().detach().requires_grad_(True)
        loss = F.cross_entropy(model(x), labels)
        (g,) = torch.autograd.grad(loss, x)
    g = g / g.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=1e-12)
    return (x + epsilon * g).clamp(0, 1).detach()


@wrong("08-visualisation.fgsm", "The same call gives another result")
def random_start(model, x, labels, epsilon):
    with evaluation_mode(model):
        x0 = x.detach()
        x1 = (x0 + torch.empty_like(x0).uniform_(-epsilon, epsilon)).requires_grad_(True)
        (g,) = torch.autograd.grad(F.cross_entropy(model(x1), labels), x1)
    return (x1 + epsilon * g.sign()).clamp(0, 1).detach()


@wrong("08-visualisation.deconvnet", "rectifies_every_step")
def rectified_everywhere(x, layers, unit):
    out, records = forward_with_switches(x, layers)
    d = np.zeros_like(out)
    d[(slice(None), *unit)] = out[(slice(None), *unit)]
    for (name, args), rec in zip(layers[::-1], records[::-1]):
        H, W = rec["size"]
        if name == "max_pool2d":
            N, C = d.shape[:2]
            up = np.zeros((N * C, H * W), d.dtype)
            np.add.at(
                up,
                (np.arange(N * C)[:, None], rec["switches"].reshape(N * C, -1)),
                d.reshape(N * C, -1),
            )
            d = up.reshape(N, C, H, W)
        elif name == "conv2d":
            opts = {a: v for a, v in args.items() if a not in ("weight", "bias")}
            C = args["weight"].shape[1] * opts.get("groups", 1)
            d = conv2d_backward(d, np.zeros((len(d), C, H, W), d.dtype), args["weight"], **opts)[0]
        d = np.maximum(d, 0)
    return d


@wrong("08-visualisation.deconvnet", "conv2d(dilation=...)")
def stride_and_padding_only(x, layers, unit):
    out, records = forward_with_switches(x, layers)
    d = np.zeros_like(out)
    d[(slice(None), *unit)] = out[(slice(None), *unit)]
    for (name, args), rec in zip(layers[::-1], records[::-1]):
        H, W = rec["size"]
        if name == "max_pool2d":
            N, C = d.shape[:2]
            up = np.zeros((N * C, H * W), d.dtype)
            np.add.at(
                up,
                (np.arange(N * C)[:, None], rec["switches"].reshape(N * C, -1)),
                d.reshape(N * C, -1),
            )
            d = up.reshape(N, C, H, W)
        elif name == "conv2d":
            C = args["weight"].shape[1]
            d = conv2d_backward(
                d,
                np.zeros((len(d), C, H, W), d.dtype),
                args["weight"],
                None,
                args.get("stride", 1),
                args.get("padding", 0),
            )[0]
        else:
            d = np.maximum(d, 0)
    return d


@wrong("08-visualisation.deconvnet", "repeats_the_numbers")
def repeated_numbers(x, layers, unit):
    out, records = forward_with_switches(x, layers)
    d = np.zeros_like(out)
    d[(slice(None), *unit)] = out[(slice(None), *unit)]
    for (name, args), rec in zip(layers[::-1], records[::-1]):
        H, W = rec["size"]
        if name == "max_pool2d":
            kh, kw = pair(args["kernel_size"], "k")
            up = np.repeat(np.repeat(d, kh, 2), kw, 3)[:, :, :H, :W]
            d = np.pad(up, ((0, 0), (0, 0), (0, H - up.shape[2]), (0, W - up.shape[3])))
        elif name == "conv2d":
            opts = {a: v for a, v in args.items() if a not in ("weight", "bias")}
            C = args["weight"].shape[1] * opts.get("groups", 1)
            d = conv2d_backward(d, np.zeros((len(d), C, H, W), d.dtype), args["weight"], **opts)[0]
        else:
            d = np.maximum(d, 0)
    return d


@wrong("05-depth.batch_norm2d_backward", "subtracts_the_means_in_evaluation")
def means_subtracted_always(
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
    ax = (0, 2, 3)
    mu, var = (x.mean(ax), x.var(ax)) if training else (running_mean, running_var)
    inv = 1 / np.sqrt(per_channel(var) + eps)
    xh = (x - per_channel(mu)) * inv
    g = grad_out if weight is None else grad_out * per_channel(weight)
    dx = inv * (g - g.mean(ax, keepdims=True) - xh * (g * xh).mean(ax, keepdims=True))
    out = [dx]
    if weight is not None:
        out.append((grad_out * xh).sum(ax))
    if bias is not None:
        out.append(grad_out.sum(ax))
    return tuple(out)


@wrong("06-regularisation.Adam", "starts_from_zeros")
class StartsAnew(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps, self.t = betas, eps, 0

    def step(self, gradients):
        self.t += 1
        b1, b2 = self.betas
        for k, g in self.decayed(gradients).items():
            m, v = np.zeros_like(g), np.zeros_like(g)
            m = b1 * m + (1 - b1) * g
            v = b2 * v + (1 - b2) * g**2
            m, v = m / (1 - b1**self.t), v / (1 - b2**self.t)
            self.parameters[k] -= self.lr * m / (np.sqrt(v) + self.eps)


@wrong(
    "07-efficient.separable_conv2d_backward",
    "you return grad_x, grad_pointwise, grad_depthwise, grad_bias",
)
def all_four_in_another_order(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, None, stride, padding)
    gp = np.einsum("nfij,ncij->fc", grad_out, z)[:, :, None, None]
    gz = np.einsum("fc,nfij->ncij", pointwise[:, :, 0, 0], grad_out)
    gx, gd = depthwise_conv2d_backward(gz, x, depthwise, None, stride, padding)
    return gx, gp, gd, grad_out.sum((0, 2, 3))


@wrong("07-efficient.Fire", "as the output has the shape")
class UnpaddedFire(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand3x3, 3)

    def forward(self, x):
        s = torch.relu(self.squeeze(x))
        b = self.expand3x3(s)
        a = self.expand1x1(s)[:, :, 1:-1, 1:-1]
        return torch.cat([a, b], 1)


@wrong("08-visualisation.grad_cam", "enlarges_the_map")
def as_large_as_the_image(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        A = features(x).detach().requires_grad_(True)
        (g,) = torch.autograd.grad(classifier(A).gather(1, labels[:, None]).sum(), A)
    m = (g.mean((2, 3), keepdim=True) * A).sum(1, keepdim=True).clamp(min=0)
    return F.interpolate(m, size=x.shape[2:], mode="bilinear")[:, 0].detach()


@wrong("08-visualisation.maximise_activation", "The same call gives another result")
def from_noise(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = torch.rand_like(start)[None]
    with evaluation_mode(model):
        for _ in range(steps):
            x = x.detach().requires_grad_(True)
            out = model(x)
            a = (
                out[0, channel]
                if out.ndim == 2
                else out[0, channel, out.shape[2] // 2, out.shape[3] // 2]
            )
            (g,) = torch.autograd.grad(a - penalty * (x**2).sum(), x)
            x = (x + learning_rate * g).clamp(0, 1)
    return x[0].detach()


@wrong("08-visualisation.fgsm", "moves_channels_together")
def one_direction_a_pixel(model, x, labels, epsilon):
    with evaluation_mode(model):
        x0 = x.detach().clone().requires_grad_(True)
        (g,) = torch.autograd.grad(F.cross_entropy(model(x0), labels), x0)
    step = g.mean(dim=1, keepdim=True).sign()
    return (x.detach() + epsilon * step).clamp(0, 1)


@wrong("05-depth.batch_norm2d", "keeps_the_deviation")
def deviation_for_variance(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    if training:
        mu, sd = x.mean((0, 2, 3)), x.std((0, 2, 3))
        var = sd**2
        if running_mean is not None:
            running_mean[:] = (1 - momentum) * running_mean + momentum * mu
            running_var[:] = (1 - momentum) * running_var + momentum * sd
    else:
        mu, var = running_mean, running_var
    y = (x - per_channel(mu)) / np.sqrt(per_channel(var) + eps)
    if weight is not None:
        y *= per_channel(weight)
    if bias is not None:
        y += per_channel(bias)
    return y


@wrong("05-depth.ResidualBlock", "`bn1` and `bn2` are one and the same module")
class OneNormForBoth(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, batch_norm=False):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        bn = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        self.bn1 = self.bn2 = bn
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            self.bn_shortcut = nn.BatchNorm2d(out_channels) if batch_norm else nn.Identity()
        else:
            self.shortcut, self.bn_shortcut = nn.Identity(), nn.Identity()
        self.phi = nn.LeakyReLU()

    def forward(self, x):
        y = self.phi(self.bn1(self.conv1(x)))
        return self.phi(self.bn2(self.conv2(y)) + self.bn_shortcut(self.shortcut(x)))


@wrong("06-regularisation.zca_whitening", "takes_the_correlations")
def by_correlations(x_train, epsilon=1e-2):
    X = x_train.reshape(len(x_train), -1).astype(np.float64)
    lam, U = np.linalg.eigh(np.corrcoef(X, rowvar=False))
    return X.mean(0), (U / np.sqrt(np.maximum(lam, 0) + epsilon)) @ U.T


@wrong("06-regularisation.random_crop", "mirrors instead of zeros")
def padded_by_mirrors(x, size, padding=0, *, rng):
    (h, w), (ph, pw) = pair(size, "s"), pair(padding, "p", 0)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="symmetric")
    out = []
    for img in xp:
        i, j = rng.integers(img.shape[1] - h + 1), rng.integers(img.shape[2] - w + 1)
        out.append(img[:, i : i + h, j : j + w])
    return np.array(out)


@wrong("06-regularisation.random_crop", "rows from the places across")
def exchanged_ranges(x, size, padding=0, *, rng):
    (h, w), (ph, pw) = pair(size, "size"), pair(padding, "padding", 0)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    sh, sw = xp.shape[2] - h, xp.shape[3] - w
    out = np.zeros((len(x), x.shape[1], h, w), x.dtype)
    for n in range(len(x)):
        i, j = rng.integers(0, sw + 1), rng.integers(0, sh + 1)
        piece = xp[n, :, i : i + h, j : j + w]
        out[n, :, : piece.shape[1], : piece.shape[2]] = piece
    return out


@wrong("06-regularisation.SGD", "steps_before_it_updates")
class StepsFirst(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.mu = momentum
        self.v = {k: np.zeros_like(p) for k, p in parameters.items()}

    def step(self, gradients):
        for k, g in self.decayed(gradients).items():
            self.parameters[k] -= self.lr * self.v[k]
            self.v[k] = self.mu * self.v[k] + g


@wrong("06-regularisation.Adam", "looks_ahead")
class Nadam(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps, self.t = betas, eps, 0
        self.m = {k: np.zeros_like(p) for k, p in parameters.items()}
        self.v = {k: np.zeros_like(p) for k, p in parameters.items()}

    def step(self, gradients):
        self.t += 1
        b1, b2 = self.betas
        for k, g in self.decayed(gradients).items():
            self.m[k] = b1 * self.m[k] + (1 - b1) * g
            self.v[k] = b2 * self.v[k] + (1 - b2) * g * g
            mh = (b1 * self.m[k] + (1 - b1) * g) / (1 - b1**self.t)
            self.parameters[k] -= self.lr * mh / (np.sqrt(self.v[k] / (1 - b2**self.t)) + self.eps)


@wrong("06-regularisation.train_best", "zeroes_once_an_epoch")
def zeroed_once_an_epoch(
    model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None
):
    mean, std = channel_statistics(training[0])
    X = standardise(training[0], mean, std).astype(np.float32)
    V = torch.from_numpy(standardise(validation[0], mean, std).astype(np.float32))
    y, yv = torch.from_numpy(training[1]), torch.from_numpy(validation[1])
    rows, top, best = [], -1.0, None
    for _ in range(epochs):
        model.train()
        optimizer.zero_grad()
        total = 0.0
        order = rng.permutation(len(X))
        for i in range(0, len(X), batch_size):
            idx = order[i : i + batch_size]
            xb = X[idx] if augment is None else augment(X[idx], rng)
            loss = F.cross_entropy(model(torch.from_numpy(np.ascontiguousarray(xb))), y[idx])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(idx)
        model.eval()
        with torch.no_grad():
            out = model(V)
        acc = (out.argmax(1) == yv).float().mean().item()
        rows.append(
            {
                "loss": total / len(X),
                "validation_loss": F.cross_entropy(out, yv).item(),
                "validation_accuracy": acc,
            }
        )
        if acc > top:
            top, best = acc, copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    return rows


@wrong("07-efficient.depthwise_conv2d_backward", "wrong in every call with `dilation`")
def weights_without_dilation(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride, "s"), pair(padding, "p", 0), pair(dilation, "d")
    H, W = x.shape[2:]
    oh, ow = grad_out.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    gx, gw = np.zeros_like(xp), np.zeros_like(weight)
    for u in range(weight.shape[2]):
        for v in range(weight.shape[3]):
            gw[:, 0, u, v] = (xp[:, :, u : u + sh * oh : sh, v : v + sw * ow : sw] * grad_out).sum(
                (0, 2, 3)
            )
            gx[:, :, u * dh : u * dh + sh * oh : sh, v * dw : v * dw + sw * ow : sw] += (
                grad_out * weight[:, 0, u, v][:, None, None]
            )
    gx = gx[:, :, ph : ph + H, pw : pw + W]
    return (gx, gw) if bias is None else (gx, gw, grad_out.sum((0, 2, 3)))


@wrong("08-visualisation.occlusion_map", "covers_with_the_mean")
def grey_patches(predict, x, label, patch_size, stride=1, value=0.0):
    (kh, kw), (sh, sw) = pair(patch_size, "p"), pair(stride, "s")
    rows, cols = (x.shape[1] - kh) // sh + 1, (x.shape[2] - kw) // sw + 1
    batch = np.repeat(x[None], rows * cols, 0)
    for k in range(rows * cols):
        i, j = k // cols * sh, k % cols * sw
        batch[k, :, i : i + kh, j : j + kw] = x.mean()
    return (predict(x[None])[0, label] - predict(batch)[:, label]).reshape(rows, cols)


@wrong("08-visualisation.saliency", "adds_all_scores")
def of_all_scores(model, x, labels):
    with evaluation_mode(model):
        x = x.detach().clone().requires_grad_(True)
        (g,) = torch.autograd.grad(model(x).sum(), x)
    return g.abs().max(1).values


@wrong("08-visualisation.deconvnet", "subtracts_the_bias")
def less_the_bias(x, layers, unit):
    out, recs = forward_with_switches(x, layers)
    d = np.zeros_like(out)
    d[(slice(None), *unit)] = out[(slice(None), *unit)]
    for (name, args), r in zip(layers[::-1], recs[::-1]):
        h, w = r["size"]
        if name == "relu":
            d = np.maximum(d, 0)
        elif name == "max_pool2d":
            n, c = d.shape[:2]
            up = np.zeros((n * c, h * w), d.dtype)
            np.add.at(
                up,
                (np.arange(n * c)[:, None], r["switches"].reshape(n * c, -1)),
                d.reshape(n * c, -1),
            )
            d = up.reshape(n, c, h, w)
        else:
            o = {k: v for k, v in args.items() if k not in ("weight", "bias")}
            if args.get("bias") is not None:
                d = d - args["bias"][:, None, None]
            ch = args["weight"].shape[1] * o.get("groups", 1)
            d = conv2d_backward(d, np.zeros((len(d), ch, h, w), d.dtype), args["weight"], **o)[0]
    return d
