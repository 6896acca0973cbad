"""Answers to `fold_batch_norm`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant

EVERY_PART = (
    "weights",
    "bias",
    "no bias before",
    "no scale or shift",
    "eps",
    "dtype and input",
)
OF_BIAS = EVERY_PART[1:]
OF_WEIGHTS = (EVERY_PART[0], *EVERY_PART[2:])


@variant
def with_the_defaults_filled_in(
    weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5
):
    ones, zeros = np.ones_like(running_mean), np.zeros_like(running_mean)
    bias = zeros if bias is None else bias
    gamma = ones if gamma is None else gamma
    beta = zeros if beta is None else beta
    std = np.sqrt(running_var + eps)
    factor = (gamma / std).astype(weight.dtype)
    return weight * factor[:, None, None, None], (bias - running_mean) * factor + beta


@variant
def kernel_by_kernel(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5):
    folded, shifts = np.empty_like(weight), np.empty_like(running_mean)
    for f in range(len(weight)):
        factor = 1 / np.sqrt(running_var[f] + eps)
        if gamma is not None:
            factor *= gamma[f]
        folded[f] = weight[f] * factor
        constant = 0.0 if bias is None else bias[f]
        shifts[f] = factor * (constant - running_mean[f]) + (0.0 if beta is None else beta[f])
    return folded, shifts


@variant
def by_einsum(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5):
    scale = (running_var + eps) ** -0.5 * (1 if gamma is None else gamma)
    out_bias = -running_mean * scale
    if bias is not None:
        out_bias += bias * scale
    if beta is not None:
        out_bias += beta
    return np.einsum("fcuv,f->fcuv", weight, scale), out_bias


@misconception(
    "The bias of the convolution is unchanged. Batch norm scales it too: it becomes "
    "(b - mean) * gamma / std + beta.",
    loses=("bias", "no scale or shift", "eps", "dtype and input"),
)
def does_not_scale_the_bias(right, weight, bias, *args, **given):
    folded, without = right(weight, None, *args, **given)
    return folded, without if bias is None else without + bias


@misconception(
    "The running mean is missing from the bias: batch norm subtracts it before it scales.",
    loses=OF_BIAS,
)
def forgets_the_mean(right, weight, bias, running_mean, *args, **given):
    return right(weight, bias, np.zeros_like(running_mean), *args, **given)


@misconception(
    "You divide by the variance. Batch norm divides by its square root, the standard deviation.",
    loses=EVERY_PART,
)
def divides_by_the_variance(
    right, weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5
):
    squared = (running_var + np.asarray(eps, running_var.dtype)) ** 2
    return right(weight, bias, running_mean, squared, gamma, beta, 0.0)


@misconception(
    "The scale is applied to the input channels, the second axis of `weight`. Batch norm follows "
    "the convolution, so it scales output channels: the first axis.",
    loses=("weights", "no bias before", "no scale or shift", "eps", "dtype and input"),
)
def scales_the_input_channels(right, weight, *args, **given):
    ones, shift = right(np.ones_like(weight), *args, **given)
    scale = ones[:, 0, 0, 0]
    return weight * np.resize(scale, (1, weight.shape[1], 1, 1)), shift


@misconception(
    "`gamma` is left out: only the division by the standard deviation is folded in.",
    loses=("weights", "bias", "no bias before", "eps", "dtype and input"),
)
def forgets_gamma(right, *args, gamma=None, **given):
    return right(*args, **given)


@misconception(
    "`beta` is left out of the bias.",
    loses=("bias", "no bias before", "eps", "dtype and input"),
)
def forgets_beta(right, *args, beta=None, **given):
    return right(*args, **given)


@misconception(
    "`eps` makes no difference. It is added to the variance, under the root.",
    loses=("eps",),
)
def has_an_eps_of_its_own(right, *args, eps=1e-5, **given):
    return right(*args, eps=1e-5, **given)


@misconception(
    "`eps` is added to the standard deviation. It is added to the variance, under the root.",
    loses=EVERY_PART,
)
def adds_eps_outside_the_root(
    right, weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5
):
    std = np.sqrt(running_var) + np.asarray(eps, running_var.dtype)
    return right(weight, bias, running_mean, std**2, gamma, beta, 0.0)


@misconception(
    "If the convolution has no bias, the mean and the shift of batch norm are lost: the folded "
    "convolution always has a bias.",
    loses=("no bias before", "dtype and input"),
)
def keeps_a_missing_bias_missing(right, weight, bias, *args, **given):
    folded, shift = right(weight, bias, *args, **given)
    return folded, np.zeros_like(shift) if bias is None else shift


@misconception(
    "You return float64 for float32: `np.zeros` and `np.ones` make "
    "float64 unless you give them a dtype.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, **given):
    folded, shift = right(*args, **given)
    return folded.astype(np.float64), shift.astype(np.float64)


@misconception(
    "`eps` is left out. It is added to the variance, under the root.",
    loses=EVERY_PART,
)
def leaves_eps_out(right, *args, eps=1e-5, **given):
    return right(*args, eps=0.0, **given)


@misconception(
    "The running mean is added to the bias. Batch norm subtracts it.",
    loses=OF_BIAS,
)
def adds_the_mean(right, weight, bias, running_mean, *args, **given):
    return right(weight, bias, -running_mean, *args, **given)


@misconception(
    "`gamma` is left out of the bias: what comes out of the convolution, its bias and the mean "
    "are all multiplied by it.",
    loses=("bias", "no bias before", "eps", "dtype and input"),
)
def forgets_gamma_in_the_bias(
    right, weight, bias, running_mean, running_var, gamma=None, *args, **given
):
    folded, _ = right(weight, bias, running_mean, running_var, gamma, *args, **given)
    return folded, right(weight, bias, running_mean, running_var, None, *args, **given)[1]


@misconception(
    "The bias and the mean have the wrong sign: b' is beta plus (b - mean) times the scale.",
    loses=OF_BIAS,
)
def turns_the_shift_round(
    right, weight, bias, running_mean, running_var, gamma=None, beta=None, **eps
):
    folded, shift = right(weight, bias, running_mean, running_var, gamma, beta, **eps)
    return folded, -shift if beta is None else 2 * beta - shift


@misconception(
    "Where `beta` is given, the bias and the mean have the wrong sign: b' is beta plus (b - mean) "
    "times the scale.",
    loses=("bias", "no bias before", "eps", "dtype and input"),
)
def subtracts_from_beta(
    right, weight, bias, running_mean, running_var, gamma=None, beta=None, **eps
):
    folded, shift = right(weight, bias, running_mean, running_var, gamma, beta, **eps)
    return folded, shift if beta is None else 2 * beta - shift


@misconception(
    "The mean is not scaled. Batch norm subtracts it first, and scales the difference: it becomes "
    "(b - mean) * gamma / std + beta.",
    loses=OF_BIAS,
)
def does_not_scale_the_mean(right, weight, bias, running_mean, *args, **given):
    folded, new = right(weight, bias, np.zeros_like(running_mean), *args, **given)
    return folded, new - running_mean
