"""Right solutions of chapters 7 and 8, in other unusual styles."""

# ruff: noqa: B905, C408, E731, N806, N812 - as students write

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from cnnlib.traffic import Traffic
from tests.autograder.realistic.marking import right

D5, D6, D7, D8 = "05-depth", "06-regularisation", "07-efficient", "08-visualisation"


@right(f"{D7}.conv2d_traffic")
def by_counting(
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
    **_,
):
    p2 = lambda v: (v,) * 2 if isinstance(v, int) else tuple(v)
    out = [
        len(range(0, n + 2 * p - k + 1, s))
        for n, k, s, p in zip(input_size, p2(kernel_size), p2(stride), p2(padding))
    ]
    per = in_channels // groups * math.prod(p2(kernel_size))
    numbers = math.prod(out) * out_channels * batch
    b = [
        batch * in_channels * math.prod(input_size) * itemsize,
        out_channels * (per + (1 if bias else 0)) * itemsize,
        numbers * itemsize,
    ]
    return Traffic(numbers * per, b[0], b[1], b[2], numbers * per / float(sum(b)))


@right(f"{D7}.depthwise_conv2d")
def by_loops(x, weight, bias=None, stride=1, padding=0, dilation=1):
    p2 = lambda v: (v, v) if np.isscalar(v) else v
    (sh, sw), (ph, pw), (dh, dw) = map(p2, (stride, padding, dilation))
    z = np.pad(x, [(0, 0)] * 2 + [(ph, ph), (pw, pw)])
    c, _, kh, kw = weight.shape
    rows = range(0, z.shape[2] - dh * (kh - 1), sh)
    cols = range(0, z.shape[3] - dw * (kw - 1), sw)
    out = np.array(
        [
            [
                [
                    [
                        np.vdot(
                            z[n, k, i : i + dh * (kh - 1) + 1 : dh, j : j + dw * (kw - 1) + 1 : dw],
                            weight[k, 0],
                        )
                        for j in cols
                    ]
                    for i in rows
                ]
                for k in range(c)
            ]
            for n in range(len(x))
        ]
    )
    if bias is not None:
        out = out + np.reshape(bias, (1, c, 1, 1))
    return out.astype(np.result_type(x, weight))


@right(f"{D7}.fold_batch_norm")
def by_matrix(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5):
    f = weight.shape[0]
    g = np.ones(f) if gamma is None else gamma
    D = np.diag(g / np.sqrt(running_var + eps))
    b = np.zeros(f) if bias is None else bias
    new = D @ weight.reshape(f, -1)
    return new.reshape(weight.shape).astype(weight.dtype), (
        D @ (b - running_mean) + (0 if beta is None else beta)
    ).astype(weight.dtype)


@right(f"{D7}.Fire")
class FireSequential(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3, activation=F.relu):
        super().__init__()
        for name, args in dict(
            squeeze=(in_channels, squeeze, 1),
            expand1x1=(squeeze, expand1x1, 1),
            expand3x3=(squeeze, expand3x3, 3),
        ).items():
            setattr(self, name, nn.Conv2d(*args, padding=args[2] // 2))
        self.f = activation

    def forward(self, x):
        s = self.f(self.squeeze(x))
        return self.f(torch.concat([e(s) for e in (self.expand1x1, self.expand3x3)], dim=-3))


@right(f"{D7}.DepthwiseSeparable")
class DSByDict(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, k=3):
        super().__init__()
        self.depthwise = nn.Conv2d(
            in_channels,
            in_channels,
            k,
            stride=stride,
            padding=k // 2,
            groups=in_channels,
            bias=False,
        )
        self.bn1 = nn.BatchNorm2d(num_features=in_channels)
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(num_features=out_channels)

    def forward(self, x):
        for conv, bn in ((self.depthwise, self.bn1), (self.pointwise, self.bn2)):
            x = torch.clamp_min(bn(conv(x)), 0)
        return x


@right(f"{D8}.occlusion_map")
def generator_style(predict, x, label, patch_size, stride=1, value=0.0):
    p2 = lambda v: (v, v) if isinstance(v, int) else v
    (kh, kw), (sh, sw) = p2(patch_size), p2(stride)
    base = predict(np.expand_dims(x, 0))[0][label]

    def row(i):
        for j in range(0, x.shape[2] - kw + 1, sw):
            y = np.array(x)
            y[..., i : i + kh, j : j + kw] = value
            yield base - predict(y[np.newaxis])[0, label]

    return np.array([list(row(i)) for i in range(0, x.shape[1] - kh + 1, sh)])


@right(f"{D8}.saliency")
def by_jacobian(model, x, labels):
    modes = {m: m.training for m in model.modules()}
    model.eval()
    g = torch.func.grad(
        lambda z: F.one_hot(labels, model(z).shape[1]).to(z.dtype).mul(model(z)).sum()
    )(x.detach())
    for m, mode in modes.items():
        m.training = mode
    return g.abs().max(1).values.detach()


@right(f"{D8}.grad_cam")
def with_hook(features, classifier, x, labels):
    modes = [(m, m.training) for net in (features, classifier) for m in net.modules()]
    features.eval(), classifier.eval()
    with torch.no_grad():
        A = features(x)
    A = A.clone().requires_grad_(True)
    grads = []
    for n in range(len(x)):
        s = classifier(A[n : n + 1])[0, int(labels[n])]
        grads.append(torch.autograd.grad(s, A)[0][n])
    for m, t in modes:
        m.training = t
    a = torch.stack(grads).mean((-1, -2))
    return torch.relu((a[..., None, None] * A).sum(1)).detach()


@right(f"{D8}.fgsm")
def with_nll(model, x, labels, epsilon):
    was = [(m, m.training) for m in model.modules()]
    model.eval()
    z = torch.tensor(x.detach().numpy().copy(), requires_grad=True)
    g = torch.autograd.grad(nn.NLLLoss()(F.log_softmax(model(z), 1), labels), z)[0]
    for m, t in was:
        m.train(t) if False else setattr(m, "training", t)
    return torch.min(
        torch.max(x.detach() + epsilon * torch.sign(g), torch.zeros_like(x)), torch.ones_like(x)
    ).detach()
