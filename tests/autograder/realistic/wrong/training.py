"""Wrong solutions of chapter 6: the optimisers and the training loop."""

# ruff: noqa: ARG002 - written as students write

import copy

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812

from cnnlib.optimizers import Optimizer
from tests.autograder.realistic.marking import wrong

SGD, ADAM, LOOP = (f"06-regularisation.{name}" for name in ("SGD", "Adam", "train_best"))


@wrong(SGD, "forgets_the_decay", "takes_an_average")
class Dampened(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum = momentum
        self.velocity = {name: np.zeros_like(p) for name, p in parameters.items()}

    def step(self, gradients):
        for name, p in self.parameters.items():
            self.velocity[name] = (
                self.momentum * self.velocity[name] + (1 - self.momentum) * gradients[name]
            )
            p -= self.lr * self.velocity[name]


@wrong(SGD, "puts_the_rate_into_the_velocity")
class RateInside(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.mu = momentum
        self.v = dict.fromkeys(parameters, 0.0)

    def step(self, gradients):
        for name, g in self.decayed(gradients).items():
            self.v[name] = self.mu * self.v[name] - self.lr * g
            self.parameters[name] += self.v[name]


@wrong(SGD, "forgets_the_velocity", "makes_new_arrays")
class NewArrays(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(dict(parameters), lr, weight_decay)

    def step(self, gradients):
        for name, g in self.decayed(gradients).items():
            self.parameters[name] = self.parameters[name] - self.lr * g


@wrong(SGD, "SharesTheVelocity", "subtracts_the_decay")
class OneVelocity(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum = momentum
        self.velocity = 0

    def step(self, gradients):
        for name, w in self.parameters.items():
            g = gradients[name] - self.weight_decay * w
            self.velocity = self.momentum * self.velocity + np.mean(g)
            w -= self.lr * self.velocity


@wrong(ADAM, "forgets_the_correction", "forgets_the_decay")
class Uncorrected(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps = betas, eps
        self.m = {name: np.zeros_like(p) for name, p in parameters.items()}
        self.v = {name: np.zeros_like(p) for name, p in parameters.items()}

    def step(self, gradients):
        b1, b2 = self.betas
        for name, w in self.parameters.items():
            g = gradients[name]
            self.m[name] = b1 * self.m[name] + (1 - b1) * g
            self.v[name] = b2 * self.v[name] + (1 - b2) * g**2
            w -= self.lr * self.m[name] / (np.sqrt(self.v[name]) + self.eps)


@wrong(ADAM, "counts_from_2", "adds_epsilon_under_the_root")
class CountsLate(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.b1, self.b2 = betas
        self.eps, self.t = eps, 1
        self.m = {k: np.zeros_like(p) for k, p in parameters.items()}
        self.v = {k: np.zeros_like(p) for k, p in parameters.items()}

    def step(self, gradients):
        self.t += 1
        for k, g in self.decayed(gradients).items():
            self.m[k] = self.b1 * self.m[k] + (1 - self.b1) * g
            self.v[k] = self.b2 * self.v[k] + (1 - self.b2) * g * g
            m = self.m[k] / (1 - self.b1**self.t)
            v = self.v[k] / (1 - self.b2**self.t)
            self.parameters[k] -= self.lr * m / np.sqrt(v + self.eps)


@wrong(ADAM, "swaps_the_betas", "decays_the_weights_themselves")
class SwappedBetas(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.beta2, self.beta1 = betas
        self.eps, self.t = eps, 0
        self.m = {k: np.zeros(p.shape) for k, p in parameters.items()}
        self.v = {k: np.zeros(p.shape) for k, p in parameters.items()}

    def step(self, gradients):
        self.t += 1
        for k, w in self.parameters.items():
            g = gradients[k]
            self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * g
            self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * g**2
            m_hat = self.m[k] / (1 - self.beta1**self.t)
            v_hat = self.v[k] / (1 - self.beta2**self.t)
            w -= (self.lr * (m_hat / (np.sqrt(v_hat) + self.eps) + self.weight_decay * w)).astype(
                w.dtype
            )


@wrong(ADAM, "counts_for_each_parameter")
class CountsPerParameter(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps, self.t = betas, eps, 0
        self.m = {k: np.zeros_like(p) for k, p in parameters.items()}
        self.v = {k: np.zeros_like(p) for k, p in parameters.items()}

    def step(self, gradients):
        b1, b2 = self.betas
        for k, g in self.decayed(gradients).items():
            self.t += 1
            self.m[k] += (1 - b1) * (g - self.m[k])
            self.v[k] += (1 - b2) * (g**2 - self.v[k])
            m, v = self.m[k] / (1 - b1**self.t), self.v[k] / (1 - b2**self.t)
            self.parameters[k] -= self.lr * m / (np.sqrt(v) + self.eps)


def standardised(training, validation):
    mean = training[0].mean(axis=(0, 2, 3), keepdims=True)
    std = training[0].std(axis=(0, 2, 3), keepdims=True)
    return [((x - mean) / std).astype(np.float32) for x in (training[0], validation[0])]


def loss_and_accuracy(model, x, y):
    with torch.no_grad():
        scores = model(torch.tensor(x))
        loss = F.cross_entropy(scores, torch.tensor(y)).item()
        return loss, (scores.argmax(1).numpy() == y).mean().item()


@wrong(LOOP, "leaves_the_last_state", "validates_in_training_mode")
def never_evaluates(
    model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None
):
    x, held_out = standardised(training, validation)
    y, history = training[1], []
    for _ in range(epochs):
        model.train()
        order, total = rng.permutation(len(x)), 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            images = x[batch]
            if augment is not None:
                images = augment(images, rng)
            optimizer.zero_grad()
            loss = F.cross_entropy(model(torch.tensor(np.array(images))), torch.tensor(y[batch]))
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        val_loss, val_accuracy = loss_and_accuracy(model, held_out, validation[1])
        history.append(
            {
                "loss": total / len(x),
                "validation_loss": val_loss,
                "validation_accuracy": val_accuracy,
            }
        )
    return history


@wrong(LOOP, "leaves_the_last_state", "never_zeroes_the_gradients", "averages_the_batches")
def gradients_add_up(
    model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None
):
    x, held_out = standardised(training, validation)
    y, history, best, state = training[1], [], -1, None
    for _ in range(epochs):
        model.train()
        order, losses = rng.permutation(len(x)), []
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            images = x[batch] if augment is None else augment(x[batch], rng)
            loss = F.cross_entropy(model(torch.tensor(np.array(images))), torch.tensor(y[batch]))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        model.eval()
        val_loss, val_accuracy = loss_and_accuracy(model, held_out, validation[1])
        if val_accuracy > best:
            best, state = val_accuracy, model.state_dict()
        history.append(
            {
                "loss": float(np.mean(losses)),
                "validation_loss": val_loss,
                "validation_accuracy": val_accuracy,
            }
        )
    model.load_state_dict(state)
    return history


@wrong(LOOP, "measures_the_validation_images")
def drops_the_last_batch(
    model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None
):
    x = standardised(training, training)[0]
    held_out = standardised(validation, validation)[0]
    y, history, best, state = training[1], [], -1, None
    order = rng.permutation(len(x))
    for _ in range(epochs):
        model.train()
        total = 0.0
        for start in range(0, len(x) - batch_size + 1, batch_size):
            batch = order[start : start + batch_size]
            images = x[batch] if augment is None else augment(x[batch], rng)
            optimizer.zero_grad()
            loss = F.cross_entropy(model(torch.tensor(np.array(images))), torch.tensor(y[batch]))
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        model.eval()
        val_loss, val_accuracy = loss_and_accuracy(model, held_out, validation[1])
        if val_accuracy > best:
            best, state = val_accuracy, copy.deepcopy(model.state_dict())
        history.append(
            {
                "loss": total / len(x),
                "validation_loss": val_loss,
                "validation_accuracy": val_accuracy,
            }
        )
    model.load_state_dict(state)
    return history


@wrong(LOOP, "augments_the_validation_images", "seeds_its_own", "keeps_the_latest_of_the_best")
def latest_of_the_best(
    model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None
):
    x, held_out = standardised(training, validation)
    y, history, best, state = training[1], [], -1, None
    for _ in range(epochs):
        model.train()
        order, total = torch.randperm(len(x)).numpy(), 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            images = x[batch] if augment is None else augment(x[batch], rng)
            optimizer.zero_grad()
            loss = F.cross_entropy(model(torch.tensor(np.array(images))), torch.tensor(y[batch]))
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        model.eval()
        seen = held_out if augment is None else augment(held_out, rng)
        val_loss, val_accuracy = loss_and_accuracy(model, np.array(seen), validation[1])
        if val_accuracy >= best:
            best, state = val_accuracy, copy.deepcopy(model.state_dict())
        history.append(
            {
                "loss": total / len(x),
                "validation_loss": val_loss,
                "validation_accuracy": val_accuracy,
            }
        )
    model.load_state_dict(state)
    return history
