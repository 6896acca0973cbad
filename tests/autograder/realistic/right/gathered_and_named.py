"""Right solutions of chapters 6 to 8 in unusual styles."""

# ruff: noqa: ARG001, B905, C408, E741, N806, RUF059 - as students write

import copy
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812

from cnnlib.conv_backward import conv2d_backward
from cnnlib.counting import row_modules, run_once
from cnnlib.layer_list import run_layer
from cnnlib.pooling_backward import max_pool2d_backward
from tests.autograder.realistic.marking import right


def two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


@right("06-regularisation.random_crop")
def gather_crop(x, size, padding=0, *, rng):
    (h, w_), (ph, pw) = (two(size), two(padding))
    n, c, H, W = x.shape
    canvas = np.zeros((n, c, H + 2 * ph, W + 2 * pw), x.dtype)
    canvas[:, :, ph : ph + H, pw : pw + W] = x
    t = rng.integers(H + 2 * ph - h, size=n, endpoint=True)
    l = rng.integers(W + 2 * pw - w_, size=n, endpoint=True)
    rows = t[:, None] + np.arange(h)
    cols = l[:, None] + np.arange(w_)
    return canvas[
        np.arange(n)[:, None, None, None],
        np.arange(c)[None, :, None, None],
        rows[:, None, :, None],
        cols[:, None, None, :],
    ]


@right("06-regularisation.random_erasing")
def mask_erase(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    N, C, H, W = x.shape
    mask = np.zeros((N, 1, H, W), bool)

    def rectangle():
        for _ in range(10):
            s, q = (rng.uniform(*scale) * H * W, rng.uniform(*ratio))
            h, w_ = np.rint([np.sqrt(s * q), np.sqrt(s / q)]).astype(int)
            if h <= H and w_ <= W:
                return (
                    rng.integers(H - h, endpoint=True),
                    rng.integers(W - w_, endpoint=True),
                    h,
                    w_,
                )
        return (0, 0, 0, 0)

    for n in range(N):
        if rng.random() < p:
            t, l, h, w_ = rectangle()
            mask[n, 0, t : t + h, l : l + w_] = True
    return np.where(mask, rng.standard_normal(x.shape).astype(x.dtype), x)


@right("06-regularisation.zca_whitening")
def by_svd(x_train, epsilon=0.01):
    X = x_train.reshape(len(x_train), -1).astype(np.float64)
    mean = X.mean(0)
    U, s, Vt = np.linalg.svd(X - mean, full_matrices=True)
    lam = np.zeros(X.shape[1])
    lam[: len(s)] = s**2 / len(X)
    return (mean, Vt.T @ np.diag((lam + epsilon) ** (-0.5)) @ Vt)


@right("06-regularisation.cosine_annealing_lr")
def half_angle(epoch, lr, t_max, eta_min=0.0):
    return eta_min + (lr - eta_min) * math.cos(math.pi * epoch / 2 / t_max) ** 2


@right("06-regularisation.dropout_backward")
def div_backward(grad_out, x, mask, p=0.5, training=True):
    return np.divide(grad_out, 1 - p, where=mask, out=np.zeros_like(x)) if training else grad_out


@right("07-efficient.depthwise_conv2d_backward")
def scatter_backward(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = (two(stride), two(padding), two(dilation))
    n, c, H, W = x.shape
    kh, kw = weight.shape[2:]
    gx = np.zeros_like(x)
    gw = np.zeros_like(weight)
    for i in range(grad_out.shape[2]):
        for j in range(grad_out.shape[3]):
            for u in range(kh):
                for v in range(kw):
                    a, b = (i * sh + u * dh - ph, j * sw + v * dw - pw)
                    if 0 <= a < H and 0 <= b < W:
                        gx[:, :, a, b] += grad_out[:, :, i, j] * weight[:, 0, u, v]
                        gw[:, 0, u, v] += (grad_out[:, :, i, j] * x[:, :, a, b]).sum(0)
    return (gx, gw) if bias is None else (gx, gw, np.einsum("ncij->c", grad_out))


@right("07-efficient.fold_batch_norm")
def diag_fold(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-05):
    f = len(weight)
    s = np.diag((np.ones(f) if gamma is None else gamma) / np.sqrt(running_var + np.float64(eps)))
    w2 = (s @ weight.reshape(f, -1)).reshape(weight.shape)
    b2 = s @ ((0 if bias is None else bias) - running_mean) + (0 if beta is None else beta)
    return (w2.astype(weight.dtype), b2.astype(weight.dtype))


@right("07-efficient.layer_table")
def table_class(model, input_shape, blocks=()):

    class Recorder:
        def __init__(self):
            self.rows = []
            self.open = []
            self.known = set()

        def cost(self, m, i, o):
            if isinstance(m, nn.ConvTranspose2d):
                return i[0].numel() // len(i[0]) * m.weight[0].numel()
            if isinstance(m, (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear)):
                return o.numel() // len(o) * m.weight[0].numel()
            return 0

    R = Recorder()
    handles = []
    names = {}
    for name, m in row_modules(model, blocks):
        names.setdefault(m, name)
    work = {}
    for m in names:
        for sub in m.modules():
            if not list(sub.children()):
                handles.append(
                    sub.register_forward_hook(
                        lambda s, i, o, top=m: work.__setitem__(
                            top, work.get(top, 0) + R.cost(s, i, o)
                        )
                    )
                )

        def done(mod, i, o):
            first = mod not in R.known
            R.known.add(mod)
            R.rows.append(
                dict(
                    name=names[mod],
                    type=mod.__class__.__name__,
                    output_shape=tuple(o.shape[1:]),
                    parameters=sum(p.numel() for p in mod.parameters()) if first else 0,
                    multiply_adds=work.pop(mod, 0),
                )
            )

        handles.append(m.register_forward_hook(done))
    try:
        run_once(model, input_shape)
    finally:
        [h.remove() for h in handles]
    return R.rows


@right("07-efficient.Fire")
class FireClamp(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, kernel_size=(1, 1))
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand3x3, 3, padding="same")

    def forward(self, x):
        s = self.squeeze(x).clamp_min(0)
        n, _, h, w_ = x.shape
        return F.relu(torch.hstack((self.expand1x1(s), self.expand3x3(s))))


@right("08-visualisation.logit_gradient")
def recursive(x, layers, labels):

    def go(x, rest):
        if not rest:
            return np.eye(x.shape[1], dtype=x.dtype)[labels]
        (n, a), *more = rest
        g = go(run_layer(x, n, a), more)
        match n:
            case "linear":
                return g @ a["weight"]
            case "flatten":
                return g.reshape(x.shape)
            case "relu":
                return g * (x > 0)
            case "max_pool2d":
                return max_pool2d_backward(g, x, **a)
            case _:
                return conv2d_backward(g, x, **a)[0]

    return go(x, list(layers))


@right("08-visualisation.occlusion_map")
def where_occ(predict, x, label, patch_size, stride=1, value=0.0):
    (ph, pw), (sh, sw) = (two(patch_size), two(stride))
    _, H, W = x.shape
    tops, lefts = (np.arange(0, H - ph + 1, sh), np.arange(0, W - pw + 1, sw))
    r_ = np.arange(H)
    c_ = np.arange(W)
    rows = (r_ >= tops[:, None]) & (r_ < tops[:, None] + ph)
    cols = (c_ >= lefts[:, None]) & (c_ < lefts[:, None] + pw)
    m = rows[:, None, :, None] & cols[None, :, None, :]
    imgs = np.where(m.reshape(-1, 1, H, W), x.dtype.type(value), x)
    s = predict(np.concatenate([x[None], imgs]))[:, label]
    return (s[0] - s[1:]).reshape(len(tops), len(lefts))


@right("08-visualisation.saliency")
def vmap_saliency(model, x, labels):
    modes = [m.training for m in model.modules()]
    model.eval()
    try:
        with torch.enable_grad():
            leaf = x.detach().clone().requires_grad_(True)
            s = (model(leaf) * F.one_hot(labels, model(leaf).shape[1])).sum()
            g = torch.autograd.grad(s, [leaf])[0]
    finally:
        for m, t in zip(model.modules(), modes):
            m.training = t
    return torch.linalg.vector_norm(g, ord=float("inf"), dim=1)


@right("08-visualisation.grad_cam")
def per_image(features, classifier, x, labels):
    f = copy.deepcopy(features).eval()
    c = copy.deepcopy(classifier).eval()
    maps = []
    for img, y in zip(x, labels):
        A = f(img.detach()[None]).detach().requires_grad_()
        c(A)[0, y].backward()
        al = A.grad.flatten(2).mean(2)
        maps.append(
            torch.maximum(
                torch.bmm(al[:, None], A.detach().flatten(2)).view(A.shape[2:]),
                torch.zeros((), dtype=A.dtype),
            )
        )
    return torch.stack(maps)
