"""Answers to `dropout_mask`: right ones in other styles, and what students get wrong."""

import math

import numpy as np

from autograder.checks.answers import misconception, variant

MASKS = ("masks",)


@variant
def with_less_than(shape, p, rng):
    return rng.uniform(0, 1, size=shape) < 1 - p


@variant
def with_choice(shape, p, rng):
    return rng.choice([False, True], size=shape, p=[p, 1 - p])


@variant
def with_binomial(shape, p, rng):
    return rng.binomial(1, p, shape) == 0


@misconception(
    "`p` is the probability of being dropped. You keep the units with that probability.",
    loses=MASKS,
)
def keeps_with_p(right, shape, p, rng):
    return ~right(shape, p, rng)


@misconception(
    "You drop half of the units, whatever p is.",
    loses=MASKS,
)
def ignores_p(right, shape, p, rng):  # noqa: ARG001
    return right(shape, 0.5, rng)


@misconception(
    "All examples lose the same units. Draw the whole shape, so that each number is drawn on its "
    "own.",
    loses=MASKS,
)
def draws_for_one_example(right, shape, p, rng):
    return np.repeat(right((1, *shape[1:]), p, rng), shape[0], axis=0)


@misconception(
    "Each example loses either all of its units or none. Draw the whole shape.",
    loses=MASKS,
)
def drops_whole_examples(right, shape, p, rng):
    each = right(shape[:1], p, rng)
    return np.broadcast_to(each.reshape(-1, *[1] * (len(shape) - 1)), shape).copy()


@misconception(
    "You create your own generator with a fixed seed, so every mask is the same. Draw from `rng`.",
    loses=MASKS,
)
def seeds_its_own(right, shape, p, rng):  # noqa: ARG001
    return right(shape, p, np.random.default_rng(3))


@misconception(
    "Only the last axis is drawn: all units with the same index on it are dropped together. Draw "
    "the whole shape.",
    loses=MASKS,
)
def draws_the_last_axis_alone(right, shape, p, rng):
    return np.broadcast_to(right(shape[-1:], p, rng), shape).copy()


@misconception(
    "The mask is drawn from normal numbers, which are below p with a different probability. "
    "`rng.random` draws uniform numbers from 0 to 1.",
    loses=MASKS,
)
def draws_normal_numbers(right, shape, p, rng):  # noqa: ARG001
    return rng.standard_normal(shape) > p


@misconception(
    "`rng` is not used: with the same seed other numbers come. Draw from `rng`.",
    loses=("masks",),
)
def draws_without_rng(right, shape, p, rng):  # noqa: ARG001
    return right(shape, p, np.random.default_rng())


@misconception(
    "You drop a fixed number of units. Each is dropped on its own, with probability `p`, so that "
    "the number differs from mask to mask.",
    loses=MASKS,
)
def drops_a_fixed_number(right, shape, p, rng):  # noqa: ARG001
    places = rng.permutation(math.prod(shape))
    return (places >= round(p * len(places))).reshape(shape)
