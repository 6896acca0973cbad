"""Wrong solutions, many with two slips at once: maps and images of a network."""

# ruff: noqa: ARG001, B905, N806, N812, SIM - as students write

import numpy as np
import torch
from torch.nn import functional as F

from cnnlib.arguments import pair
from cnnlib.conv_backward import conv2d_backward
from cnnlib.switches import forward_with_switches
from cnnlib.training.evaluation_mode import evaluation_mode
from tests.autograder.realistic.marking import wrong


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
