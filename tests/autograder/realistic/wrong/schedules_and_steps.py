"""Wrong solutions of chapter 6: learning rates, optimisers and loops."""

# ruff: noqa: B007, N812 - as students write

import copy
import math

import numpy as np
import torch
import torch.nn.functional as F

from cnnlib.optimizers import Optimizer
from tests.autograder.realistic.marking import wrong

EXPO = "06-regularisation.exponential_lr"
COS = "06-regularisation.cosine_annealing_lr"
SGD = "06-regularisation.SGD"
ADAM = "06-regularisation.Adam"
LOOP = "06-regularisation.train_best"


def _prep(training, validation):
    mean = training[0].mean(axis=(0, 2, 3), keepdims=True)
    std = training[0].std(axis=(0, 2, 3), keepdims=True)
    return [((a - mean) / std).astype(np.float32) for a in (training[0], validation[0])]


@wrong(EXPO, "right, but rounded to 4 decimals")
def rounds_the_rate(epoch, lr, gamma):
    return round(lr * gamma**epoch, 4)


@wrong(EXPO, "multiplies_by_the_epoch")
def times_the_epoch(epoch, lr, gamma):
    return lr * gamma * epoch


@wrong(COS, "takes_the_cosine_alone")
def cosine_alone(epoch, lr, t_max, eta_min=0.0):
    return eta_min + (lr - eta_min) * math.cos(math.pi * epoch / (2 * t_max))


@wrong(COS, "ends_an_epoch_early")
def one_less(epoch, lr, t_max, eta_min=0.0):
    return eta_min + 0.5 * (lr - eta_min) * (1 + math.cos(math.pi * epoch / (t_max - 1)))


@wrong(COS, "cuts_off_at_the_minimum")
def cut_off(epoch, lr, t_max, eta_min=0.0):
    return max(eta_min, 0.5 * lr * (1 + np.cos(np.pi * epoch / t_max)))


@wrong(COS, "rises")
def minus_the_cosine(epoch, lr, t_max, eta_min=0.0):
    return eta_min + 0.5 * (lr - eta_min) * (1 - math.cos(math.pi * epoch / t_max))


@wrong(COS, "stays_at_the_minimum")
def stays_down(epoch, lr, t_max, eta_min=0.0):
    if epoch >= t_max:
        return eta_min
    return eta_min + 0.5 * (lr - eta_min) * (1 + math.cos(math.pi * epoch / t_max))


@wrong(SGD, "looks_ahead")
class Nesterov(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum = momentum
        self.v = {k: np.zeros_like(p) for k, p in parameters.items()}

    def step(self, gradients):
        for k, g in self.decayed(gradients).items():
            self.v[k] = self.momentum * self.v[k] + g
            self.parameters[k] -= self.lr * (g + self.momentum * self.v[k])


@wrong(SGD, "changes_the_gradients")
class WritesIntoTheGradients(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr)
        self.momentum = momentum
        self.wd = weight_decay
        self.velocity = {k: np.zeros_like(p) for k, p in parameters.items()}

    def step(self, gradients):
        for k in self.parameters:
            g = gradients[k]
            g += self.wd * self.parameters[k]
            self.velocity[k] = self.momentum * self.velocity[k] + g
            self.parameters[k] -= self.lr * self.velocity[k]


@wrong(SGD, "takes_an_average", "subtracts_the_decay")
class AveragesAndGrows(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum = momentum
        self.m = {}

    def step(self, gradients):
        for k, w in self.parameters.items():
            g = gradients[k] - self.weight_decay * w
            self.m[k] = self.momentum * self.m.get(k, 0) + (1 - self.momentum) * g
            w -= self.lr * self.m[k]


@wrong(SGD, "multiplies_by_the_rate_twice", "forgets_the_decay")
class RateTwice(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum = momentum
        self.velocity = {k: np.zeros_like(p) for k, p in parameters.items()}

    def step(self, gradients):
        for k, g in gradients.items():
            self.velocity[k] = self.momentum * self.velocity[k] + self.lr * g
            self.parameters[k] = self.parameters[k] - self.lr * self.velocity[k]


@wrong(ADAM, "corrects_one_average")
class CorrectsOne(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.b1, self.b2 = betas
        self.eps, self.t = eps, 0
        self.m = {k: np.zeros_like(p) for k, p in parameters.items()}
        self.v = {k: np.zeros_like(p) for k, p in parameters.items()}

    def step(self, gradients):
        self.t += 1
        for k, g in self.decayed(gradients).items():
            self.m[k] = self.b1 * self.m[k] + (1 - self.b1) * g
            self.v[k] = self.b2 * self.v[k] + (1 - self.b2) * g**2
            mhat = self.m[k] / (1 - self.b1**self.t)
            self.parameters[k] -= self.lr * mhat / (np.sqrt(self.v[k]) + self.eps)


@wrong(ADAM, "decays_the_weights_themselves")
class AdamW(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps, self.t = betas, eps, 0
        self.m = {k: np.zeros_like(p) for k, p in parameters.items()}
        self.v = {k: np.zeros_like(p) for k, p in parameters.items()}

    def step(self, gradients):
        self.t += 1
        b1, b2 = self.betas
        for k, p in self.parameters.items():
            g = gradients[k]
            p -= self.lr * self.weight_decay * p
            self.m[k] = b1 * self.m[k] + (1 - b1) * g
            self.v[k] = b2 * self.v[k] + (1 - b2) * g * g
            p -= (
                self.lr
                * (self.m[k] / (1 - b1**self.t))
                / (np.sqrt(self.v[k] / (1 - b2**self.t)) + self.eps)
            )


@wrong(ADAM, "keeps_the_corrected_averages")
class KeepsCorrected(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps, self.t = betas, eps, 0
        self.m = {k: np.zeros_like(p) for k, p in parameters.items()}
        self.v = {k: np.zeros_like(p) for k, p in parameters.items()}

    def step(self, gradients):
        self.t += 1
        b1, b2 = self.betas
        for k, g in self.decayed(gradients).items():
            self.m[k] = (b1 * self.m[k] + (1 - b1) * g) / (1 - b1**self.t)
            self.v[k] = (b2 * self.v[k] + (1 - b2) * g**2) / (1 - b2**self.t)
            self.parameters[k] -= self.lr * self.m[k] / (np.sqrt(self.v[k]) + self.eps)


@wrong(ADAM, "adds_up", "forgets_the_decay")
class AddsUp(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps, self.t = betas, eps, 0
        self.m = dict.fromkeys(parameters, 0)
        self.v = dict.fromkeys(parameters, 0)

    def step(self, gradients):
        self.t += 1
        b1, b2 = self.betas
        for k, g in gradients.items():
            self.m[k] = b1 * self.m[k] + g
            self.v[k] = b2 * self.v[k] + g**2
            mh, vh = self.m[k] / (1 - b1**self.t), self.v[k] / (1 - b2**self.t)
            self.parameters[k] -= self.lr * mh / (np.sqrt(vh) + self.eps)


@wrong(LOOP, "leaves_the_last_state")
def no_copy_of_the_state(
    model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None
):
    xt, xv = _prep(training, validation)
    yt, yv = torch.tensor(training[1]), torch.tensor(validation[1])
    xv = torch.tensor(xv)
    hist, best, best_state = [], 0, None
    for ep in range(epochs):
        model.train()
        perm = rng.permutation(len(xt))
        running = 0
        for i in range(0, len(xt), batch_size):
            idx = perm[i : i + batch_size]
            xb = xt[idx]
            if augment is not None:
                xb = augment(xb, rng)
            loss = F.cross_entropy(model(torch.tensor(np.ascontiguousarray(xb))), yt[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item() * len(idx)
        model.eval()
        with torch.no_grad():
            out = model(xv)
            vl = F.cross_entropy(out, yv).item()
            acc = (out.argmax(1) == yv).float().mean().item()
        hist.append({"loss": running / len(xt), "validation_loss": vl, "validation_accuracy": acc})
        if acc > best:
            best, best_state = acc, model.state_dict()
    model.load_state_dict(best_state)
    return hist


@wrong(LOOP, "chooses_by_the_loss", "measures_in_per_cent")
def lowest_loss(model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None):
    xt, xv = _prep(training, validation)
    xv, yv, yt = torch.tensor(xv), torch.tensor(validation[1]), torch.tensor(training[1])
    hist, best = [], float("inf")
    for ep in range(epochs):
        model.train()
        total = 0.0
        perm = rng.permutation(len(xt))
        for s in range(0, len(xt), batch_size):
            j = perm[s : s + batch_size]
            xb = xt[j] if augment is None else augment(xt[j], rng)
            optimizer.zero_grad()
            loss = F.cross_entropy(model(torch.tensor(xb)), yt[j])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(j)
        model.eval()
        with torch.no_grad():
            scores = model(xv)
        acc = 100 * (scores.argmax(1) == yv).float().mean().item()
        vl = F.cross_entropy(scores, yv).item()
        hist.append({"loss": total / len(xt), "validation_loss": vl, "validation_accuracy": acc})
        if vl < best:
            best, state = vl, copy.deepcopy(model.state_dict())
    model.load_state_dict(state)
    return hist
