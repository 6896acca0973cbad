"""Answers to `moving_mean`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant


@variant
def with_convolve(x, size):
    return np.convolve(x, np.full(size, 1 / size), mode="valid")


@misconception("You do not divide: a mean is the sum divided by `size`.", loses=("means",))
def sums(right, x, size):
    return right(x, size) * size


@misconception("Your windows do not overlap. They move by one number at a time.", loses=("means",))
def jumps(right, x, size):
    return right(x, size)[::size]
