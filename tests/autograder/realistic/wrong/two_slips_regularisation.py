"""Wrong solutions, many with two slips at once: preparing, augmenting and training."""

# ruff: noqa: ARG002, E741, N806, N812, RUF059, SIM - as students write

import copy

import numpy as np
import torch
from torch.nn import functional as F

from cnnlib.arguments import pair
from cnnlib.optimizers import Optimizer
from cnnlib.preparation import channel_statistics, standardise
from tests.autograder.realistic.marking import wrong


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


@wrong("06-regularisation.zca_whitening", "takes_the_correlations")
def by_correlations(x_train, epsilon=1e-2):
    X = x_train.reshape(len(x_train), -1).astype(np.float64)
    lam, U = np.linalg.eigh(np.corrcoef(X, rowvar=False))
    return X.mean(0), (U / np.sqrt(np.maximum(lam, 0) + epsilon)) @ U.T


@wrong("06-regularisation.random_crop", "wrong along the border")
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
