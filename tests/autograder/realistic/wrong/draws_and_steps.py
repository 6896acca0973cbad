"""Wrong solutions of chapter 6: what is drawn, and steps of optimisers."""

# ruff: noqa: ARG001, E741, N806, RUF046, RUF059 - as students write

import math

import numpy as np

from cnnlib.optimizers import Optimizer
from tests.autograder.realistic.marking import wrong


def two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


@wrong("06-regularisation.random_crop", "rounds_uniform_numbers")
def rounds_places(x, size, padding=0, *, rng):
    (h, w_), (ph, pw) = (two(size), two(padding))
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.empty((*x.shape[:2], h, w_), x.dtype)
    for n in range(len(x)):
        t = round(rng.uniform(0, xp.shape[2] - h))
        l = round(rng.uniform(0, xp.shape[3] - w_))
        out[n] = xp[n, :, t : t + h, l : l + w_]
    return out


@wrong("06-regularisation.random_horizontal_flip", "reverses_all_axes")
def np_flip_of_an_image(x, p=0.5, *, rng):
    y = x.copy()
    for i in range(len(x)):
        if rng.random() < p:
            y[i] = np.flip(x[i])
    return y


@wrong("06-regularisation.random_erasing", "draws_the_logarithm")
def ratio_as_in_torchvision(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    out = x.copy()
    N, C, H, W = x.shape
    lo, hi = (np.log(ratio[0]), np.log(ratio[1]))
    for n in range(N):
        if rng.random() >= p:
            continue
        for _ in range(10):
            area = H * W * rng.uniform(*scale)
            r = np.exp(rng.uniform(lo, hi))
            h = int(round(math.sqrt(area * r)))
            w_ = int(round(math.sqrt(area / r)))
            if h <= H and w_ <= W:
                i = rng.integers(0, H - h + 1)
                j = rng.integers(0, W - w_ + 1)
                out[n, :, i : i + h, j : j + w_] = rng.normal(size=(C, h, w_))
                break
    return out


@wrong(
    "06-regularisation.random_erasing", "cuts_to_the_size_of_the_image", "fills_all_channels_alike"
)
def clips_the_rectangle(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    out = np.array(x)
    N, C, H, W = x.shape
    for n in np.flatnonzero(rng.random(N) < p):
        s = rng.uniform(*scale) * H * W
        r = rng.uniform(*ratio)
        h = min(H, int(np.rint(np.sqrt(s * r))))
        w_ = min(W, int(np.rint(np.sqrt(s / r))))
        i = rng.integers(H - h + 1)
        j = rng.integers(W - w_ + 1)
        out[n, :, i : i + h, j : j + w_] = rng.normal(size=(h, w_))
    return out


@wrong("06-regularisation.dropout", "The same call gives another result")
def draws_another_mask(x, mask, p=0.5, training=True):
    if not training:
        return x
    keep = np.random.rand(*x.shape) > p
    return (x * keep / (1 - p)).astype(x.dtype)


@wrong("06-regularisation.dropout_backward", "times one of the arguments")
def multiplies_by_x_as_well(grad_out, x, mask, p=0.5, training=True):
    if not training:
        return grad_out
    return (grad_out * x * mask / (1 - p)).astype(x.dtype)


@wrong("06-regularisation.Adam", "counts_for_each_parameter")
class CountsPerParameter(Optimizer):
    def __init__(self, parameters, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.b1, self.b2 = betas
        self.eps = eps
        self.t = 0
        self.m = {k: np.zeros_like(v) for k, v in parameters.items()}
        self.v = {k: np.zeros_like(v) for k, v in parameters.items()}

    def step(self, gradients):
        for k, g in self.decayed(gradients).items():
            self.t += 1
            self.m[k] = self.b1 * self.m[k] + (1 - self.b1) * g
            self.v[k] = self.b2 * self.v[k] + (1 - self.b2) * g**2
            mh = self.m[k] / (1 - self.b1**self.t)
            vh = self.v[k] / (1 - self.b2**self.t)
            self.parameters[k] -= self.lr * mh / (np.sqrt(vh) + self.eps)


@wrong("06-regularisation.SGD", "turns_the_momentum_round")
class KeepsTheRestOfTheVelocity(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum = momentum
        self.v = {k: np.zeros_like(p) for k, p in parameters.items()}

    def step(self, gradients):
        for k, g in self.decayed(gradients).items():
            self.v[k] = (1 - self.momentum) * self.v[k] + g
            self.parameters[k] -= self.lr * self.v[k]


@wrong("06-regularisation.exponential_lr", "divides_by_the_epoch")
def decays_with_inverse_time(epoch, lr, gamma):
    return lr / (1 + gamma * epoch)
