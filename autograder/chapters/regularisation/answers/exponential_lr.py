"""Answers to `exponential_lr`: right ones in other styles, and what students get wrong."""

import math

from autograder.checks.answers import misconception, variant

RATES = ("rates",)


@variant
def with_a_loop(epoch, lr, gamma):
    for _ in range(epoch):
        lr *= gamma
    return lr


@variant
def with_the_exponential_function(epoch, lr, gamma):
    return lr * math.exp(epoch * math.log(gamma))


@variant
def with_a_product(epoch, lr, gamma):
    return math.prod([lr] + epoch * [gamma])


@misconception(
    "The first epoch is number 0 and has the full rate. You are one epoch ahead.", loses=RATES
)
def counts_from_1(right, epoch, lr, gamma):
    return right(epoch + 1, lr, gamma)


@misconception(
    "You subtract the same amount every epoch. Multiply by the same factor.", loses=RATES
)
def falls_in_a_straight_line(right, epoch, lr, gamma):  # noqa: ARG001
    return lr * (1 - epoch * (1 - gamma))


@misconception(
    "You multiply once, whatever the epoch is: take gamma to the power of the epoch.", loses=RATES
)
def multiplies_once(right, epoch, lr, gamma):
    return right(min(epoch, 1), lr, gamma)


@misconception(
    "You multiply by e to the power of -gamma. The factor is gamma itself.",
    loses=RATES,
)
def takes_gamma_as_a_rate(right, epoch, lr, gamma):
    return right(epoch, lr, math.exp(-gamma))


@misconception(
    "You leave out the first rate: this is only the factor. Multiply it by lr.", loses=RATES
)
def returns_the_factor(right, epoch, lr, gamma):  # noqa: ARG001
    return right(epoch, 1.0, gamma)


@misconception(
    "You multiply by the epoch. The rate is multiplied by gamma once for each epoch: gamma to the "
    "power of the epoch.",
    loses=RATES,
)
def multiplies_by_the_epoch(right, epoch, lr, gamma):  # noqa: ARG001
    return lr * gamma * epoch


@misconception(
    "You are one epoch behind: the first epoch is number 0 and has the full rate, number 1 has "
    "gamma times that.",
    loses=RATES,
)
def is_one_epoch_behind(right, epoch, lr, gamma):  # noqa: ARG001
    return lr * gamma ** (epoch - 1)


@misconception(
    "You divide by 1 + gamma · epoch. The rate is multiplied by gamma once for each epoch: gamma "
    "to the power of the epoch.",
    loses=RATES,
)
def divides_by_the_epoch(right, epoch, lr, gamma):  # noqa: ARG001
    return lr / (1 + gamma * epoch)


@misconception(
    "The rate falls in steps of ten epochs: `epoch // 10`. It falls in every epoch: gamma to the "
    "power of the epoch.",
    loses=RATES,
)
def falls_every_ten_epochs(right, epoch, lr, gamma):
    return right(epoch // 10, lr, gamma)
