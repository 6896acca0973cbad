"""Answers to `Adam`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.optimizers import Optimizer

EVERY_PART = ("first step", "several steps", "betas, eps and weight decay", "in place")
LATER = ("several steps", "betas, eps and weight decay", "in place")


@variant
class OnItsOwn:
    """Without the base class, and with one factor for both corrections."""

    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        self.parameters, self.lr, self.betas, self.eps = parameters, lr, betas, eps
        self.weight_decay, self.t = weight_decay, 0
        self.m = dict.fromkeys(parameters, 0)
        self.v = dict(self.m)

    def step(self, gradients):
        self.t += 1
        b1, b2 = self.betas
        for name, w in self.parameters.items():
            g = gradients[name] + self.weight_decay * w
            self.m[name] = b1 * self.m[name] + (1 - b1) * g
            self.v[name] = b2 * self.v[name] + (1 - b2) * g * g
            root = np.sqrt(self.v[name]) / np.sqrt(1 - b2**self.t)
            w -= self.lr / (1 - b1**self.t) * self.m[name] / (root + self.eps)


@variant
class WithTuples(Optimizer):
    """With one entry for the two averages."""

    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps, self.count = betas, eps, 0
        self.averages = {
            name: (np.zeros_like(w), np.zeros_like(w)) for name, w in parameters.items()
        }

    def step(self, gradients):
        self.count += 1
        for name, g in self.decayed(gradients).items():
            corrected = []
            for average, beta, value in zip(
                self.averages[name], self.betas, (g, g**2), strict=True
            ):
                average[...] = beta * average + (1 - beta) * value
                corrected.append(average / (1 - beta**self.count))
            m, v = corrected
            np.subtract(
                self.parameters[name], self.lr * m / (v**0.5 + self.eps), out=self.parameters[name]
            )


@variant
class WithAllGradients(Optimizer):
    """With weighted means over all gradients; the corrections are the sums of the weights."""

    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps, self.history = betas, eps, []

    def step(self, gradients):
        self.history.append(self.decayed(gradients))
        ages = np.arange(len(self.history))[::-1]
        for name, value in self.parameters.items():
            past = np.stack([each[name] for each in self.history]).astype(np.float64)
            m, v = (
                np.average(past**power, axis=0, weights=beta**ages)
                for power, beta in zip((1, 2), self.betas, strict=True)
            )
            value -= (self.lr * m / (np.sqrt(v) + self.eps)).astype(value.dtype)


@misconception(
    "The bias correction is missing: divide each average by 1 - beta to the power of the number of "
    "steps.",
    loses=EVERY_PART,
)
def forgets_the_correction(right, parameters, *args, **options):
    optimizer = right(parameters, *args, **options)
    step = optimizer.step

    def late(gradients):
        optimizer.steps = 10**9
        step(gradients)

    optimizer.step = late
    return optimizer


@misconception(
    "You count steps from 0, so the first bias correction divides by 0. The first step is number "
    "1.",
    loses=EVERY_PART,
)
def counts_from_0(right, parameters, *args, **options):
    optimizer = right(parameters, *args, **options)
    optimizer.steps = -1
    step = optimizer.step

    def quiet(gradients):
        with np.errstate(all="ignore"):
            step(gradients)

    optimizer.step = quiet
    return optimizer


@misconception(
    "The bias correction has the same power at every step. Count the steps in `step`.",
    loses=LATER,
)
def does_not_count(right, parameters, *args, **options):
    optimizer = right(parameters, *args, **options)
    step = optimizer.step

    def first_again(gradients):
        optimizer.steps = 0
        step(gradients)

    optimizer.step = first_again
    return optimizer


@misconception(
    "The root is missing: divide by the square root of the average of the squares.",
    loses=EVERY_PART,
)
def forgets_the_root(right, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    optimizer = right(parameters, lr, betas, eps, weight_decay)
    step = optimizer.step

    def squared(gradients):
        before = {name: value.copy() for name, value in parameters.items()}
        step(gradients)
        for name, value in parameters.items():
            correction = 1 - optimizer.betas[1] ** optimizer.steps
            root = np.sqrt(optimizer.square[name] / correction)
            value[...] = before[name] + (value - before[name]) * (root + eps) / (root**2 + eps)

    optimizer.step = squared
    return optimizer


@misconception(
    "The two betas are swapped: the first is for the average of the gradients, the second for that "
    "of their squares.",
    loses=LATER,
)
def swaps_the_betas(right, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    return right(parameters, lr, betas[::-1], eps, weight_decay)


@misconception(
    "You add epsilon under the root. Add it to the root.",
    loses=("betas, eps and weight decay",),
    by_chance=("first step", "several steps", "in place"),  # where a gradient is small
)
def adds_epsilon_under_the_root(
    right, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0
):
    optimizer = right(parameters, lr, betas, eps, weight_decay)
    step = optimizer.step

    def under(gradients):
        before = {name: value.copy() for name, value in parameters.items()}
        step(gradients)
        for name, value in parameters.items():
            correction = 1 - optimizer.betas[1] ** optimizer.steps
            square = optimizer.square[name] / correction
            ratio = (np.sqrt(square) + eps) / np.sqrt(square + eps)
            value[...] = before[name] + (value - before[name]) * ratio

    optimizer.step = under
    return optimizer


@misconception(
    "Weight decay is missing: call `self.decayed(gradients)` and use what it returns.",
    loses=("betas, eps and weight decay",),
)
def forgets_the_decay(
    right,
    parameters,
    lr=1e-3,
    betas=(0.9, 0.999),
    eps=1e-8,
    weight_decay=0.0,  # noqa: ARG001
):
    return right(parameters, lr, betas, eps)


@misconception(
    "You put new arrays into `self.parameters`. The network has the old ones and never learns: "
    "change the arrays in place, as with `-=` or `[...] =`.",
    loses=("in place",),
)
def makes_new_arrays(right, parameters, *args, **options):
    return right({name: value.copy() for name, value in parameters.items()}, *args, **options)


@misconception(
    "You count the steps from 2: the first step is number 1, so begin with 0 and add 1 in `step`.",
    loses=EVERY_PART,
)
def counts_from_2(right, parameters, *args, **options):
    optimizer = right(parameters, *args, **options)
    optimizer.steps = 1
    return optimizer


@misconception(
    "Only the average of the gradients is corrected for starting at 0. That of the squares starts "
    "there, too: divide it by 1 - beta2 to the power of the number of steps.",
    loses=EVERY_PART,
)
def corrects_one_average(right, parameters, *args, **options):
    optimizer = right(parameters, *args, **options)
    step = optimizer.step

    def half(gradients):
        before = {name: value.copy() for name, value in parameters.items()}
        step(gradients)
        for name, value in parameters.items():
            correction = 1 - optimizer.betas[1] ** optimizer.steps
            root = np.sqrt(optimizer.square[name])
            ratio = (root / np.sqrt(correction) + optimizer.eps) / (root + optimizer.eps)
            value[...] = before[name] + (value - before[name]) * ratio

    optimizer.step = half
    return optimizer


@misconception(
    "You decay the weights themselves, as AdamW does. Here the decay is a part of the gradient: "
    "call `self.decayed(gradients)`.",
    loses=("betas, eps and weight decay",),
)
def decays_the_weights_themselves(
    right, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0
):
    optimizer = right(parameters, lr, betas, eps)
    step = optimizer.step

    def decoupled(gradients):
        for value in parameters.values():
            value *= 1 - optimizer.lr * weight_decay
        step(gradients)

    optimizer.step = decoupled
    return optimizer


@misconception(
    "You keep the corrected averages, and correct them again in the next step. Keep the averages "
    "as they are, and correct copies.",
    loses=LATER,
)
def keeps_the_corrected_averages(right, parameters, *args, **options):
    optimizer = right(parameters, *args, **options)
    step = optimizer.step

    def keeping(gradients):
        step(gradients)
        for averages, beta in zip((optimizer.mean, optimizer.square), optimizer.betas, strict=True):
            for average in averages.values():
                average /= 1 - beta**optimizer.steps

    optimizer.step = keeping
    return optimizer


@misconception(
    "Gradients and squares are added up without the factors 1 - beta1 and 1 - beta2, so that they "
    "are no averages.",
    loses=EVERY_PART,
)
def adds_up(right, parameters, *args, **options):
    optimizer = right(parameters, *args, **options)
    step = optimizer.step

    def adding(gradients):
        before = {name: value.copy() for name, value in parameters.items()}
        step(gradients)
        beta1, beta2 = optimizer.betas
        for name, value in parameters.items():
            root = np.sqrt(optimizer.square[name] / (1 - beta2**optimizer.steps))
            larger = root / np.sqrt(1 - beta2) + optimizer.eps
            ratio = (root + optimizer.eps) / larger / (1 - beta1)
            value[...] = before[name] + (value - before[name]) * ratio

    optimizer.step = adding
    return optimizer


@misconception(
    "You write the weight decay into the gradients, which belong to the caller: `g = g + ...` "
    "makes a new array, `g += ...` does not.",
    loses=("in place",),
)
def changes_the_gradients(
    right, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0
):
    optimizer = right(parameters, lr, betas, eps)
    step = optimizer.step

    def changing(gradients):
        for name, g in gradients.items():
            g += weight_decay * parameters[name]
        step(gradients)

    optimizer.step = changing
    return optimizer
