"""Answers to `cosine_annealing_lr`: right ones in other styles, and what students get wrong."""

import math

import numpy as np

from autograder.checks.answers import misconception, variant

EVERY_PART = ("down to 0", "down to eta_min")


@variant
def with_numpy(epoch, lr, t_max, eta_min=0.0):
    return float(eta_min + 0.5 * (lr - eta_min) * (1 + np.cos(np.pi * epoch / t_max)))


@variant
def with_half_the_angle(epoch, lr, t_max, eta_min=0.0):
    share = math.cos(math.pi * epoch / (2 * t_max)) ** 2
    return share * lr + (1 - share) * eta_min


@variant
def with_a_mean(epoch, lr, t_max, eta_min=0.0):
    middle, swing = (lr + eta_min) / 2, (lr - eta_min) / 2
    return middle + swing * math.cos(epoch / t_max * math.pi)


@misconception(
    "You use a whole period of the cosine, so the rate ends where it began. From the first rate to "
    "the lowest is half a period: π t / T.",
    loses=EVERY_PART,
)
def takes_a_whole_period(right, epoch, lr, t_max, eta_min=0.0):
    return right(2 * epoch, lr, t_max, eta_min)


@misconception(
    "You use a quarter of a period, so the rate ends half-way down. Use half a period: π t / T.",
    loses=EVERY_PART,
)
def takes_a_quarter_of_a_period(right, epoch, lr, t_max, eta_min=0.0):
    return right(epoch, lr, 2 * t_max, eta_min)


@misconception(
    "`eta_min` is added to the whole range, so the first rate is too high. The cosine is "
    "multiplied by (lr - eta_min) / 2.",
    loses=("down to eta_min",),
)
def adds_the_minimum_on_top(right, epoch, lr, t_max, eta_min=0.0):
    return right(epoch, lr, t_max) + eta_min


@misconception(
    "`eta_min` is not used: the rate falls to 0.",
    loses=("down to eta_min",),
)
def ignores_the_minimum(right, epoch, lr, t_max, eta_min=0.0):  # noqa: ARG001
    return right(epoch, lr, t_max)


@misconception("The first epoch is number 0 and has the full rate.", loses=EVERY_PART)
def counts_from_1(right, epoch, lr, t_max, eta_min=0.0):
    return right(epoch + 1, lr, t_max, eta_min)


@misconception(
    "Your rate falls linearly. Along a cosine it falls slowly, then fast, then slowly.",
    loses=EVERY_PART,
)
def falls_in_a_straight_line(right, epoch, lr, t_max, eta_min=0.0):  # noqa: ARG001
    return lr + (eta_min - lr) * epoch / t_max


@misconception(
    "The angle is in degrees. `cos` expects radians.",
    loses=EVERY_PART,
)
def takes_degrees(right, epoch, lr, t_max, eta_min=0.0):
    return right(180 / math.pi * epoch, lr, t_max, eta_min)


@misconception(
    "The factor 1/2 is missing: 1 + cos goes from 2 to 0, so the first rate is twice as far above "
    "the lowest as it should be.",
    loses=EVERY_PART,
)
def forgets_the_half(right, epoch, lr, t_max, eta_min=0.0):
    return 2 * right(epoch, lr, t_max, eta_min) - eta_min


@misconception(
    "The angle is divided by T - 1, so that the lowest rate comes an epoch too early. Epoch T has "
    "it.",
    loses=EVERY_PART,
)
def ends_an_epoch_early(right, epoch, lr, t_max, eta_min=0.0):
    return right(epoch, lr, t_max - 1, eta_min)


@misconception(
    "Your rate rises from the lowest to the highest: the factor is 1 + cos, not 1 - cos.",
    loses=EVERY_PART,
)
def rises(right, epoch, lr, t_max, eta_min=0.0):
    return lr + eta_min - right(epoch, lr, t_max, eta_min)


@misconception(
    "You take a quarter of the period, where the cosine falls from 1 to 0. Half a period falls "
    "from 1 to -1, and (1 + cos) / 2 from 1 to 0.",
    loses=EVERY_PART,
)
def takes_the_cosine_alone(right, epoch, lr, t_max, eta_min=0.0):  # noqa: ARG001
    return eta_min + (lr - eta_min) * math.cos(math.pi / 2 * epoch / t_max)


@misconception(
    "The rate falls towards 0 and is cut off at `eta_min`. It comes down to `eta_min` slowly: what "
    "swings is (lr - eta_min) / 2.",
    loses=("down to eta_min",),
)
def cuts_off_at_the_minimum(right, epoch, lr, t_max, eta_min=0.0):
    return max(eta_min, right(epoch, lr, t_max))


@misconception(
    "After epoch T your rate stays at the lowest. The formula lets it rise again.",
    loses=EVERY_PART,
)
def stays_at_the_minimum(right, epoch, lr, t_max, eta_min=0.0):
    return right(min(epoch, t_max), lr, t_max, eta_min)
