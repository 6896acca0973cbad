"""Right solutions of several chapters, in unusual styles."""

# ruff: noqa: ARG001, E741, N806, RUF059, E731 - as students write

import numpy as np
import torch

from cnnlib.arguments import pair
from cnnlib.conv_backward import conv2d_backward
from cnnlib.im2col import im2col
from cnnlib.optimizers import Optimizer
from cnnlib.pooling_windows import pooling_windows
from cnnlib.switches import forward_with_switches
from cnnlib.training.evaluation_mode import evaluation_mode
from tests.autograder.realistic.marking import right


@right("02-pooling.avg_pool2d")
def by_pooling_ones(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    w = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    x = np.asarray(x, dtype=x.dtype if x.dtype.kind == "f" else float)
    (ph, pw), (oh, ow) = w.padding, w.overhang
    ones = np.ones(x.shape[2:], x.dtype)
    if count_include_pad:
        ones = np.pad(ones, ((ph, ph), (pw, pw)), constant_values=1)
    else:
        ones = np.pad(ones, ((ph, ph), (pw, pw)))
    ones = np.pad(ones, ((0, oh), (0, ow)))
    big = w.pad(x)
    s = np.add.reduce([big[:, :, r, c] for r, c in w.offsets()])
    n = np.add.reduce([ones[r, c] for r, c in w.offsets()])
    return s / n


@right("02-pooling.lp_pool2d")
def scaled_by_the_largest(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    a = np.abs(x if x.dtype.kind == "f" else x.astype(np.float64))
    padded = w.pad(a)
    taps = np.stack([padded[:, :, r, c] for r, c in w.offsets()])
    top = taps.max(axis=0)
    safe = np.where(top > 0, top, 1)
    total = ((taps / safe) ** norm_type).sum(axis=0)
    kh, kw = w.kernel_size
    share = (kh * kw / w.pixels(True)).astype(a.dtype)
    return top * (total * share) ** (1 / norm_type)


@right("03-im2col.col2im")
def by_places_of_pixels(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    kh, kw = pair(kernel_size, "k")
    h, w = pair(output_size, "o")
    N = len(cols)
    C = cols.shape[1] // (kh * kw)
    place = np.arange(1, C * h * w + 1, dtype=np.int64).reshape(1, C, h, w)
    where = im2col(place, (kh, kw), stride, padding, dilation)[0]
    flat = np.zeros((N, C * h * w + 1), cols.dtype)
    for n in range(N):
        np.add.at(flat[n], where.ravel(), cols[n].ravel())
    return flat[:, 1:].reshape(N, C, h, w)


@right("01-convolution.conv_transpose2d")
def by_inserted_zeros(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    (sh, sw), (ph, pw), (oh, ow), (dh, dw) = (
        pair(stride, "s"),
        pair(padding, "p", 0),
        pair(output_padding, "o", 0),
        pair(dilation, "d"),
    )
    N, C, H, W = x.shape
    Cw, Fg, kh, kw = weight.shape
    eh, ew = dh * (kh - 1), dw * (kw - 1)
    z = np.zeros(
        (N, C, (H - 1) * sh + 1 + 2 * eh + oh, (W - 1) * sw + 1 + 2 * ew + ow),
        dtype=np.result_type(x, weight),
    )
    z[:, :, eh : eh + (H - 1) * sh + 1 : sh, ew : ew + (W - 1) * sw + 1 : sw] = x
    w = weight[:, :, ::-1, ::-1]
    Ho, Wo = z.shape[2] - eh, z.shape[3] - ew
    outs = []
    for g in range(groups):
        cs = slice(g * C // groups, (g + 1) * C // groups)
        acc = 0
        for u in range(kh):
            for v in range(kw):
                acc = acc + np.einsum(
                    "nchw,cf->nfhw",
                    z[:, cs, u * dh : u * dh + Ho, v * dw : v * dw + Wo],
                    w[cs, :, u, v],
                )
        outs.append(acc)
    out = np.concatenate(outs, 1)
    out = out[:, :, ph : Ho - ph, pw : Wo - pw]
    if bias is not None:
        out = out + bias.reshape(-1, 1, 1)
    return out


@right("05-depth.batch_norm2d_backward")
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
    C = x.shape[1]
    flat = lambda a: a.transpose(0, 2, 3, 1).reshape(-1, C)
    back = lambda a: a.reshape(x.shape[0], x.shape[2], x.shape[3], C).transpose(0, 3, 1, 2)
    X, G = flat(x), flat(grad_out)
    m = len(X)
    mu = X.mean(0) if training else running_mean
    xmu = X - mu
    var = (xmu**2).mean(0) if training else running_var
    std = np.sqrt(var + eps)
    xhat = xmu / std
    dxhat = G if weight is None else G * weight
    if training:
        dvar = (dxhat * xmu).sum(0) * -0.5 * std**-3
        dmu = -(dxhat / std).sum(0) + dvar * (-2 * xmu).mean(0)
        dX = dxhat / std + dvar * 2 * xmu / m + dmu / m
    else:
        dX = dxhat / std
    out = [back(dX)]
    if weight is not None:
        out.append((G * xhat).sum(0))
    if bias is not None:
        out.append(G.sum(0))
    return tuple(out)


@right("06-regularisation.random_erasing")
def proposals_drawn_first(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    N, C, H, W = x.shape
    out = np.array(x)
    chosen = rng.uniform(size=N) < p
    areas = rng.uniform(scale[0], scale[1], (N, 10)) * H * W
    ratios = rng.uniform(ratio[0], ratio[1], (N, 10))
    hs, ws = (
        np.rint(np.sqrt(areas * ratios)).astype(int),
        np.rint(np.sqrt(areas / ratios)).astype(int),
    )
    fits = (hs <= H) & (ws <= W)
    for n in np.flatnonzero(chosen & fits.any(axis=1)):
        k = fits[n].argmax()
        h, w = hs[n, k], ws[n, k]
        t = int(rng.random() * (H - h + 1))
        l = int(rng.random() * (W - w + 1))
        out[n, :, t : t + h, l : l + w] = rng.standard_normal((C, h, w)).astype(x.dtype)
    return out


@right("06-regularisation.Adam")
class CorrectsTheRate(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps, self.state = betas, eps, {}
        self.t = 0

    def step(self, gradients):
        self.t += 1
        b1, b2 = self.betas
        root = np.sqrt(1 - b2**self.t)
        rate = self.lr * root / (1 - b1**self.t)
        for k, g in self.decayed(gradients).items():
            m, v = self.state.get(k, (0.0, 0.0))
            m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * np.square(g)
            self.state[k] = m, v
            self.parameters[k][...] = self.parameters[k] - rate * m / (np.sqrt(v) + self.eps * root)


@right("08-visualisation.deconvnet")
def by_counting_bins(x, layers, unit):
    out, records = forward_with_switches(x, layers)
    mask = np.zeros_like(out)
    mask[(slice(None), *unit)] = 1
    d = out * mask
    for k in range(len(layers) - 1, -1, -1):
        name, args = layers[k]
        H, W = records[k]["size"]
        if name == "relu":
            d = d.clip(min=0)
        elif name == "max_pool2d":
            N, C = d.shape[:2]
            up = np.empty((N, C, H, W), d.dtype)
            for n, c in np.ndindex(N, C):
                up[n, c] = np.bincount(
                    records[k]["switches"][n, c].ravel(), d[n, c].ravel(), H * W
                ).reshape(H, W)
            d = up
        else:
            opts = {a: v for a, v in args.items() if a not in ("weight", "bias")}
            C = args["weight"].shape[1] * opts.get("groups", 1)
            d = conv2d_backward(d, np.zeros((len(d), C, H, W), d.dtype), args["weight"], **opts)[0]
    return d


@right("08-visualisation.occlusion_map")
def in_batches_of_five(predict, x, label, patch_size, stride=1, value=0.0):
    (kh, kw), (sh, sw) = pair(patch_size, "p"), pair(stride, "s")
    C, H, W = x.shape
    tops, lefts = range(0, H - kh + 1, sh), range(0, W - kw + 1, sw)
    yy, xx = np.ogrid[:H, :W]
    copies = [
        np.where((yy >= t) & (yy < t + kh) & (xx >= l) & (xx < l + kw), x.dtype.type(value), x)
        for t in tops
        for l in lefts
    ]
    scores = np.concatenate(
        [predict(np.stack(copies[i : i + 5]))[:, label] for i in range(0, len(copies), 5)]
    )
    return (predict(x[np.newaxis])[0][label] - scores).reshape(len(tops), len(lefts))


@right("08-visualisation.maximise_activation")
def by_ascending_sgd(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    img = torch.nn.Parameter(start.detach().clone().unsqueeze(0))
    opt = torch.optim.SGD([img], lr=learning_rate, maximize=True)
    kept = [(p, p.requires_grad) for p in model.parameters()]
    for p, _ in kept:
        p.requires_grad_(False)
    with evaluation_mode(model), torch.enable_grad():
        for _ in range(steps):
            opt.zero_grad()
            goal = (
                model(img).flatten(2).mean(-1)[0, channel]
                if model(img).ndim == 4
                else model(img)[0, channel]
            )
            (goal - penalty * (img**2).sum()).backward()
            opt.step()
            with torch.no_grad():
                img.clamp_(0, 1)
    for p, r in kept:
        p.requires_grad_(r)
    return img.detach()[0]
