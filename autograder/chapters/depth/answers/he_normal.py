"""Answers to `he_normal`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import math

import numpy as np

from autograder.checks.answers import misconception, variant

OF_SCALE = ("convolutions", "dense layers", "negative_slope")


@variant
def scales_standard_normals(shape, rng, negative_slope=0.0):
    fan_in = np.prod(shape[1:])
    gain = np.sqrt(2 / (1 + negative_slope**2))
    return (rng.standard_normal(shape) * gain / np.sqrt(fan_in)).astype(np.float32)


@variant
def draws_in_float32(shape, rng, negative_slope=0.0):
    outputs, *rest = shape
    fan_in = 1
    for size in rest:
        fan_in *= size
    weights = rng.standard_normal((outputs, fan_in), dtype=np.float32)
    weights *= np.float32((2 / fan_in / (1 + negative_slope * negative_slope)) ** 0.5)
    return weights.reshape(shape)


@variant
def filter_by_filter(shape, rng, negative_slope=0.0):
    weights = np.empty(shape, np.float32)
    variance = 2.0 / ((1 + negative_slope**2) * weights[0].size)
    for n in range(len(weights)):
        weights[n] = rng.normal(loc=0, scale=variance**0.5, size=shape[1:])
    return weights


@misconception(
    "The factor 2 is missing. It compensates for the ReLU, which sets half of the numbers to 0 and "
    "so halves the variance.",
    loses=OF_SCALE,
)
def forgets_the_two(right, shape, rng, negative_slope=0.0):
    return right(shape, rng, negative_slope) / np.float32(math.sqrt(2))


@misconception(
    "The variance is used as the standard deviation, which `rng.normal` expects: take the "
    "square root.",
    loses=OF_SCALE,
)
def forgets_the_root(right, shape, rng, negative_slope=0.0):
    variance = 2 / (1 + negative_slope**2) / math.prod(shape[1:])
    return right(shape, rng, negative_slope) * np.float32(math.sqrt(variance))


@misconception(
    "You divide by the fan-out, the number of outputs that use one input. The fan-in is the number "
    "of inputs of one output: the product of all axes except the first.",
    loses=OF_SCALE,
)
def takes_the_fan_out(right, shape, rng, negative_slope=0.0):
    turned = (shape[1], shape[0], *shape[2:])
    return right(turned, rng, negative_slope).swapaxes(0, 1)


@misconception(
    "The kernel is missing in the fan-in: each output of a convolution is a sum over "
    "C_in · k_h · k_w numbers, not over C_in.",
    loses=("convolutions", "negative_slope"),
)
def forgets_the_kernel(right, shape, rng, negative_slope=0.0):
    return right(shape, rng, negative_slope) * np.float32(math.sqrt(math.prod(shape[2:])))


@misconception(
    "This is Glorot's initialisation, which averages fan-in and fan-out and does not assume a "
    "ReLU.",
    loses=OF_SCALE,
)
def draws_as_glorot(right, shape, rng, negative_slope=0.0):
    fan_in, fan_out = math.prod(shape[1:]), shape[0] * math.prod(shape[2:])
    squared = (1 + negative_slope**2) * fan_in / (fan_in + fan_out)
    return right(shape, rng, negative_slope) * np.float32(math.sqrt(squared))


@misconception(
    "`negative_slope` makes no difference. A leaky ReLU keeps part of the negative numbers: divide "
    "the variance by 1 + negative_slope².",
    loses=("negative_slope",),
)
def ignores_the_slope(right, shape, rng, negative_slope=0.0):
    return right(shape, rng)


@misconception(
    "The weights are uniform. Their distribution should be normal: `rng.normal`.",
    loses=("normal distribution",),
)
def draws_uniformly(right, shape, rng, negative_slope=0.0):
    bound = math.sqrt(6 / (1 + negative_slope**2) / math.prod(shape[1:]))
    return rng.uniform(-bound, bound, shape).astype(np.float32)


@misconception(
    "The generator is not used: the same seed gives different weights. Draw with `rng`.",
    loses=("generator",),
)
def draws_with_a_generator_of_its_own(right, shape, rng, negative_slope=0.0):
    return right(shape, np.random.default_rng(), negative_slope)


@misconception(
    "Two calls give the same weights, because each creates a generator with a fixed seed. Draw "
    "with the `rng` that is passed, so that every layer gets different weights.",
    loses=("generator",),
)
def starts_the_generator_anew(right, shape, rng, negative_slope=0.0):
    return right(shape, np.random.default_rng(0), negative_slope)


@misconception(
    "You return float64. Convert it: `.astype(np.float32)`.",
    loses=("dtype and input",),
)
def returns_float64(right, shape, rng, negative_slope=0.0):
    return right(shape, rng, negative_slope).astype(np.float64)


@misconception(
    "You divide by the number of all weights. The fan-in leaves the first axis out: it counts what "
    "one output is summed from.",
    loses=OF_SCALE,
)
def counts_all_weights(right, shape, rng, negative_slope=0.0):
    return right(shape, rng, negative_slope) / np.float32(math.sqrt(shape[0]))


@misconception(
    "The slope is not squared: the variance is divided by 1 + negative_slope².",
    loses=("negative_slope",),
)
def does_not_square_the_slope(right, shape, rng, negative_slope=0.0):
    return right(shape, rng, math.sqrt(negative_slope))


@misconception(
    "The kernel's height stands for its width as well. The fan-in of a convolution is "
    "C_in · k_h · k_w.",
    loses=("convolutions", "negative_slope"),
)
def takes_the_kernel_for_square(right, shape, rng, negative_slope=0.0):
    weights = right(shape, rng, negative_slope)
    return weights * np.float32(math.sqrt(shape[3] / shape[2])) if len(shape) == 4 else weights


@misconception(
    "Your weights end abruptly, after about two standard deviations. A normal distribution also "
    "has a few that are further away: neither cut them off nor draw them again.",
    loses=("normal distribution",),
)
def cuts_off_the_tails(right, shape, rng, negative_slope=0.0):
    weights = right(shape, rng, negative_slope)
    spread = weights.std()
    cut = weights.clip(-2 * spread, 2 * spread)
    return cut * (spread / cut.std())
