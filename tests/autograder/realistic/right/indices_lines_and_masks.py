"""Right solutions of several chapters: by indices, in one line of pixels, with masks."""

# ruff: noqa: B905, N806, RUF059, SIM, UP031 - as students write

import math

import numpy as np
import torch
from torch.nn import functional

from cnnlib.arguments import pair
from cnnlib.conv import conv2d, conv_output_size
from cnnlib.im2col import col2im, im2col
from cnnlib.optimizers import Optimizer
from cnnlib.pooling import max_pool2d
from cnnlib.pooling_windows import pool_output_size
from cnnlib.preparation import channel_statistics, standardise
from cnnlib.training.evaluation_mode import evaluation_mode
from tests.autograder.realistic.marking import right


def prepared(training, validation):
    mean, std = channel_statistics(training[0])
    return standardise(training[0], mean, std).astype(np.float32), standardise(
        validation[0], mean, std
    ).astype(np.float32)


def geo(h, w, kernel_size, stride, padding, dilation):
    (kh, kw), (sh, sw), (dh, dw) = pair(kernel_size, "k"), pair(stride, "s"), pair(dilation, "d")
    ph, pw = pair(padding, "p", 0)
    return (
        kh,
        kw,
        sh,
        sw,
        ph,
        pw,
        dh,
        dw,
        conv_output_size(h, kh, sh, ph, dh),
        conv_output_size(w, kw, sw, pw, dw),
    )


@right("01-convolution.conv_transpose2d")
def spread_and_correlated(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    sh, sw = pair(stride, "s")
    ph, pw = pair(padding, "p", 0)
    oph, opw = pair(output_padding, "o", 0)
    dh, dw = pair(dilation, "d")
    N, C_, H, W = x.shape
    _, Fg, kh, kw = weight.shape
    up = np.zeros((N, C_, sh * (H - 1) + 1, sw * (W - 1) + 1), x.dtype)
    up[:, :, ::sh, ::sw] = x
    eh, ew = dh * (kh - 1), dw * (kw - 1)
    up = np.pad(up, ((0, 0), (0, 0), (eh, eh + oph), (ew, ew + opw)))
    w = (
        weight.reshape(groups, C_ // groups, Fg, kh, kw)
        .swapaxes(1, 2)
        .reshape(groups * Fg, C_ // groups, kh, kw)[..., ::-1, ::-1]
    )
    y = conv2d(up, w, bias, dilation=dilation, groups=groups)
    return y[:, :, ph : y.shape[2] - ph, pw : y.shape[3] - pw]


@right("02-pooling.window_pixels")
def on_a_line_of_marks(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    line = (
        [int(count_include_pad)] * padding
        + [1] * input_size
        + [int(count_include_pad)] * padding
        + [0] * (kernel_size * dilation + (stride or kernel_size))
    )
    n = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    return np.array(
        [
            sum(line[i * (stride or kernel_size) :][: dilation * (kernel_size - 1) + 1 : dilation])
            for i in range(n)
        ],
        dtype=np.int64,
    )


@right("03-im2col.col2im")
def scattered_by_numbers(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    h, w = output_size
    kh, kw, sh, sw, ph, pw, dh, dw, oh, ow = geo(h, w, kernel_size, stride, padding, dilation)
    n = len(cols)
    c = cols.shape[1] // (kh * kw)
    number = np.arange(1, h * w + 1, dtype=np.float64).reshape(1, 1, h, w)
    where = im2col(number, kernel_size, stride, padding, dilation)[0].astype(int)
    out = np.zeros((n, c, h * w + 1), cols.dtype)
    six = cols.reshape(n, c, kh * kw, oh * ow)
    for a in range(n):
        for b in range(c):
            np.add.at(out[a, b], where, six[a, b])
    return out[:, :, 1:].reshape(n, c, h, w)


@right("03-im2col.conv2d_im2col")
def bias_as_a_column(x, weight, bias=None, stride=1, padding=0, dilation=1):
    f, c, kh, kw = weight.shape
    n, _, h, w = x.shape
    *_, oh, ow = geo(h, w, (kh, kw), stride, padding, dilation)
    A = im2col(x, (kh, kw), stride, padding, dilation).transpose(0, 2, 1)
    W = weight.reshape(f, -1).T
    if bias is not None:
        A = np.concatenate([A, np.ones((*A.shape[:2], 1), A.dtype)], axis=2)
        W = np.vstack([W, bias])
    return np.ascontiguousarray((A @ W).swapaxes(1, 2)).reshape(n, f, oh, ow)


@right("04-backprop.conv2d_backward")
def group_by_group(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if groups > 1:
        pieces = [
            group_by_group(g, xx, ww, None, stride, padding, dilation)
            for g, xx, ww in zip(
                np.split(grad_out, groups, 1), np.split(x, groups, 1), np.split(weight, groups, 0)
            )
        ]
        gx = np.concatenate([p[0] for p in pieces], 1)
        gw = np.concatenate([p[1] for p in pieces], 0)
    else:
        G = grad_out.reshape(*grad_out.shape[:2], -1)
        A = im2col(x, weight.shape[2:], stride, padding, dilation)
        gw = np.einsum("nfp,nqp->fq", G, A, optimize=True).reshape(weight.shape)
        gx = col2im(
            np.einsum("fq,nfp->nqp", weight.reshape(len(weight), -1), G, optimize=True),
            x.shape[2:],
            weight.shape[2:],
            stride,
            padding,
            dilation,
        )
    return (gx, gw) + ((grad_out.sum((0, 2, 3)),) if bias is not None else ())


@right("04-backprop.max_pool2d_backward")
def counted_by_bins(grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    _, idx = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    n, c, h, w = x.shape
    base = np.arange(n * c).reshape(n, c, 1, 1) * h * w
    return (
        np.bincount((idx + base).ravel(), grad_out.ravel(), n * c * h * w)
        .reshape(x.shape)
        .astype(grad_out.dtype)
    )


@right("06-regularisation.zca_whitening")
def by_singular_values(x_train, epsilon=1e-2):
    X = np.asarray(x_train, np.float64).reshape(len(x_train), -1)
    mu = X.mean(0)
    U, s, _ = np.linalg.svd((X - mu).T, full_matrices=True)
    lam = np.zeros(X.shape[1])
    lam[: len(s)] = s**2 / len(X)
    return mu, (U / np.sqrt(lam + epsilon)) @ U.T


@right("06-regularisation.Adam")
class WithRunningPowers(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps, self.state, self.p1, self.p2 = betas, eps, {}, 1.0, 1.0

    def step(self, gradients):
        b1, b2 = self.betas
        self.p1 *= b1
        self.p2 *= b2
        for n, g in self.decayed(gradients).items():
            m, v = self.state.get(n, (0.0, 0.0))
            m, v = m + (1 - b1) * (g - m), v + (1 - b2) * (g * g - v)
            self.state[n] = m, v
            size = self.lr * math.sqrt(1 - self.p2) / (1 - self.p1)
            self.parameters[n][...] -= size * m / (np.sqrt(v) + self.eps * math.sqrt(1 - self.p2))


@right("06-regularisation.train_best")
def chooses_at_the_end(
    model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None
):
    x, xv = prepared(training, validation)
    y, yv = map(torch.from_numpy, (training[1], validation[1]))
    rows, states = [], []
    for _ in range(epochs):
        model.train()
        order, total = rng.permutation(len(x)), 0.0
        while len(order):
            idx, order = order[:batch_size], order[batch_size:]
            xb = x[idx].copy()
            if augment is not None:
                xb = np.asarray(augment(xb, rng), dtype=np.float32).copy()
            for p in model.parameters():
                p.grad = None
            loss = functional.nll_loss(
                functional.log_softmax(model(torch.from_numpy(xb)), -1), y[idx]
            )
            loss.backward()
            optimizer.step()
            total += float(loss.detach()) * len(idx)
        model.eval()
        with torch.inference_mode():
            scores = torch.cat([model(c) for c in torch.from_numpy(xv).split(7)])
        rows.append(
            {
                "loss": total / len(x),
                "validation_loss": functional.cross_entropy(scores, yv).item(),
                "validation_accuracy": (scores.argmax(1) == yv).double().mean().item(),
            }
        )
        states.append({k: v.detach().clone() for k, v in model.state_dict().items()})
    model.load_state_dict(states[max(range(epochs), key=lambda e: rows[e]["validation_accuracy"])])
    return rows


@right("08-visualisation.occlusion_map")
def covered_by_masks(predict, x, label, patch_size, stride=1, value=0.0):
    ph, pw = pair(patch_size, "p")
    sh, sw = pair(stride, "s")
    R = np.arange(0, x.shape[1] - ph + 1, sh)
    Cc = np.arange(0, x.shape[2] - pw + 1, sw)
    r, c = np.arange(x.shape[1]), np.arange(x.shape[2])
    inr = (r >= R[:, None]) & (r < R[:, None] + ph)
    inc = (c >= Cc[:, None]) & (c < Cc[:, None] + pw)
    mask = inr[:, None, None, :, None] & inc[None, :, None, None, :]
    batch = np.where(mask, np.asarray(value, x.dtype), x[None, None])
    s = predict(batch.reshape(-1, *x.shape))[:, label]
    return predict(x[None])[0, label] - s.reshape(len(R), len(Cc))


@right("08-visualisation.fgsm")
def steps_chosen_with_where(model, x, labels, epsilon):
    with evaluation_mode(model), torch.enable_grad():
        delta = torch.zeros_like(x, requires_grad=True)
        scores = functional.log_softmax(model(x.detach() + delta), dim=1)
        (g,) = torch.autograd.grad(-scores[range(len(x)), labels].sum(), delta)
    step = torch.where(g > 0, epsilon, torch.where(g < 0, -epsilon, 0.0)).to(x.dtype)
    return (x.detach() + step).clamp(0.0, 1.0)
