"""Answers to `batch_norm2d`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant
from autograder.checks.together import together

IN_TRAINING = ("training", "weight, bias and eps", "dtype and input")


@variant
def channel_by_channel(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    out = np.empty_like(x)
    for c in range(x.shape[1]):
        numbers = x[:, c]
        if training:
            mean, var = numbers.mean(), numbers.var()
            if running_mean is not None:
                running_mean[c] = (1 - momentum) * running_mean[c] + momentum * mean
                unbiased = numbers.var(ddof=1)
                running_var[c] = (1 - momentum) * running_var[c] + momentum * unbiased
        else:
            mean, var = running_mean[c], running_var[c]
        gamma = 1 if weight is None else weight[c]
        beta = 0 if bias is None else bias[c]
        out[:, c] = gamma * (numbers - mean) / np.sqrt(var + eps) + beta
    return out


@variant
def as_a_matrix(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    n, c, h, w = x.shape
    rows = x.transpose(1, 0, 2, 3).reshape(c, -1)
    m = rows.shape[1]
    if training:
        mean = rows.sum(axis=1) / m
        var = ((rows - mean[:, None]) ** 2).sum(axis=1) / m
        if running_mean is not None:
            running_mean[:] = (1 - momentum) * running_mean + momentum * mean
            running_var[:] = (1 - momentum) * running_var + momentum * var * (m / (m - 1))
    else:
        mean, var = running_mean, running_var
    normalised = (rows - mean[:, None]) / np.sqrt(var[:, None] + eps)
    if weight is not None:
        normalised *= weight[:, None]
    if bias is not None:
        normalised += bias[:, None]
    return normalised.reshape(c, n, h, w).transpose(1, 0, 2, 3)


@variant
def one_scale_and_one_shift(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    mean, var = running_mean, running_var
    if training:
        mean, var = np.mean(x, axis=(0, 2, 3)), np.var(x, axis=(0, 2, 3))
        if running_mean is not None:
            np.copyto(running_mean, running_mean * (1 - momentum) + mean * momentum)
            sample = np.var(x, axis=(0, 2, 3), ddof=1)
            np.copyto(running_var, running_var * (1 - momentum) + sample * momentum)
    scale = (var + eps) ** -0.5
    if weight is not None:
        scale = scale * weight
    shift = -mean * scale if bias is None else bias - mean * scale
    return np.einsum("nchw,c->nchw", x, scale) + shift[None, :, None, None]


@misconception(
    "Each image is normalised separately. A channel's mean and variance are over the whole batch "
    "and all pixels: axis=(0, 2, 3).",
    loses=IN_TRAINING,
)
def normalises_each_image(
    right, x, running_mean, running_var, weight=None, bias=None, training=False, *args, **given
):
    out = right(x, running_mean, running_var, weight, bias, training, *args, **given)
    if not training:
        return out
    eps = given.get("eps", 1e-5)
    alone = [right(x[n : n + 1], None, None, weight, bias, True, eps=eps) for n in range(len(x))]
    return np.concatenate(alone)


@misconception(
    "Each pixel is normalised separately, over the batch only. In a convolutional network all "
    "pixels of a channel share one mean and one variance: axis=(0, 2, 3).",
    loses=IN_TRAINING,
)
def normalises_each_pixel(
    right, x, running_mean, running_var, weight=None, bias=None, training=False, *args, **given
):
    out = right(x, running_mean, running_var, weight, bias, training, *args, **given)
    if not training:
        return out
    eps, pixels = given.get("eps", 1e-5), x[0, 0].size
    spread = [None if each is None else each.repeat(pixels) for each in (weight, bias)]
    rows = x.reshape(len(x), -1, 1, 1)
    return right(rows, None, None, *spread, True, eps=eps).reshape(x.shape)


@misconception(
    "All channels share one mean and one variance. Each channel has its own: leave axis 1 out of "
    "the mean.",
    loses=IN_TRAINING,
)
def mixes_the_channels(
    right, x, running_mean, running_var, weight=None, bias=None, training=False, *args, **given
):
    out = right(x, running_mean, running_var, weight, bias, training, *args, **given)
    if not training:
        return out
    together = right(x.reshape(1, 1, 1, -1), None, None, training=True, **given).reshape(x.shape)
    return right(
        together, together[0, :, 0, 0] * 0, together[0, :, 0, 0] * 0 + 1, weight, bias, eps=0
    )


@misconception(
    "In training mode you normalise by the running statistics. These are for evaluation; in "
    "training the mean and variance of the batch are used.",
    loses=("training", "weight, bias and eps", "dtype and input"),
)
def trains_with_running_statistics(
    right, x, running_mean, running_var, weight=None, bias=None, training=False, *args, **given
):
    out = right(x, running_mean, running_var, weight, bias, training, *args, **given)
    if not training:
        return out
    return right(x, running_mean, running_var, weight, bias, False, *args, **given)


@misconception(
    "In evaluation mode you normalise by the mean and variance of the batch. Use the running ones: "
    "a prediction must not depend on the other images of the batch.",
    loses=("evaluating", "weight, bias and eps", "dtype and input"),
)
def evaluates_with_the_batch(
    right, x, running_mean, running_var, weight=None, bias=None, training=False, *args, **given
):
    if not training:
        return right(x, None, None, weight, bias, True, *args, **given)
    return right(x, running_mean, running_var, weight, bias, True, *args, **given)


@misconception(
    "The running statistics are updated in evaluation mode, too. Update them in training only.",
    loses=("evaluating", "dtype and input"),
)
def learns_while_evaluating(
    right, x, running_mean, running_var, weight=None, bias=None, training=False, *args, **given
):
    out = right(x, running_mean, running_var, weight, bias, training, *args, **given)
    if not training and x.size > x.shape[1]:
        right(x, running_mean, running_var, weight, bias, True, *args, **given)
    return out


@misconception(
    "The running statistics are not updated. Change the arrays in place, with "
    "`running_mean += ...` or `running_mean[:] = ...`; `running_mean = ...` only binds the name to "
    "a new array.",
    loses=("running statistics", "dtype and input"),
)
def binds_new_statistics(right, x, running_mean, running_var, *args, **given):
    kept = (None if each is None else each.copy() for each in (running_mean, running_var))
    return right(x, *kept, *args, **given)


@misconception(
    "The momentum is used the wrong way round: it is the weight of the new batch, so the running "
    "mean becomes (1 - momentum) times itself plus momentum times the batch's.",
    loses=("running statistics", "dtype and input"),
)
def turns_the_momentum_round(
    right, x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, **eps
):
    return right(x, running_mean, running_var, weight, bias, training, 1 - momentum, **eps)


@misconception(
    "The running variance uses the biased variance of the batch, divided by m. It should use the "
    "unbiased one, divided by m - 1: multiply by m / (m - 1).",
    loses=("running statistics", "dtype and input"),
)
def keeps_the_biased_variance(
    right, x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, **eps
):
    out = right(x, running_mean, running_var, weight, bias, training, momentum, **eps)
    if training and running_var is not None:
        m = x.size // x.shape[1]
        running_var -= momentum * x.var(axis=(0, 2, 3)) / (m - 1)
    return out


@misconception(
    "You normalise by the unbiased variance, divided by m - 1. The batch is normalised by the "
    "biased one, divided by m; m - 1 is for the running variance.",
    loses=IN_TRAINING,
)
def normalises_by_the_unbiased_variance(
    right,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    out = right(x, running_mean, running_var, None, None, training, momentum, eps)
    if training:
        var, m = x.var(axis=(0, 2, 3))[:, None, None], x.size // x.shape[1]
        out = out * np.sqrt((var + eps) / (var * m / (m - 1) + eps)).astype(x.dtype)
    zeros = np.zeros(x.shape[1], dtype=x.dtype)
    return right(out, zeros, zeros + 1, weight, bias, eps=0)


@misconception(
    "You add eps to the standard deviation. It belongs under the root: sqrt(var + eps).",
    loses=("training", "evaluating", "weight, bias and eps", "dtype and input"),
)
def adds_eps_to_the_deviation(
    right,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    out = right(x, running_mean, running_var, None, None, training, momentum, 0.0)
    var = x.var(axis=(0, 2, 3)) if training else running_var
    deviation = np.sqrt(var)[:, None, None]
    out = out * (deviation / (deviation + eps)).astype(x.dtype)
    zeros = np.zeros(x.shape[1], dtype=x.dtype)
    return right(out, zeros, zeros + 1, weight, bias, eps=0)


@misconception(
    "The shift `bias` is added before multiplying by the scale `weight`. Normalise, then multiply, "
    "then add.",
    loses=("training", "evaluating", "weight, bias and eps", "dtype and input"),
)
def shifts_before_it_scales(
    right, x, running_mean, running_var, weight=None, bias=None, *args, **given
):
    scaled = bias if weight is None or bias is None else bias * weight
    return right(x, running_mean, running_var, weight, scaled, *args, **given)


@misconception(
    "You return float64 for float32. Keep the dtype of x.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, **given):
    return right(*args, **given).astype(np.float64)


@misconception(
    "The running variance is multiplied by N / (N - 1), where N counts images. The m of m / (m - "
    "1) counts all numbers of a channel: N·H·W.",
    loses=("running statistics", "dtype and input"),
)
def counts_the_images_alone(
    right, x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, **eps
):
    out = right(x, running_mean, running_var, weight, bias, training, momentum, **eps)
    if training and running_var is not None:
        n, m = len(x), x.size // x.shape[1]
        factor = n / max(n - 1, 1) - m / (m - 1)
        running_var += momentum * factor * x.var(axis=(0, 2, 3))
    return out


@misconception(
    "The scale and the shift are applied only where both are given. Each may be given alone.",
    loses=("weight, bias and eps",),
)
def applies_both_or_none(
    right, x, running_mean, running_var, weight=None, bias=None, *args, **given
):
    learned = (None, None) if weight is None or bias is None else (weight, bias)
    return right(x, running_mean, running_var, *learned, *args, **given)


@misconception(
    "The running variance moves towards the standard deviation of the batch. It keeps the "
    "variance, as its name says.",
    loses=("running statistics", "dtype and input"),
)
def keeps_the_deviation(
    right, x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, **eps
):
    if not training or running_var is None:
        return right(x, running_mean, running_var, weight, bias, training, momentum, **eps)
    before = running_var.copy()
    out = right(x, running_mean, running_var, weight, bias, training, momentum, **eps)
    running_var[:] = (1 - momentum) * before + momentum * x.std(axis=(0, 2, 3))
    return out


@together(
    "adds_eps_to_the_deviation",
    "normalises_by_the_unbiased_variance",
    "keeps_the_biased_variance",
    "turns_the_momentum_round",
    "shifts_before_it_scales",
    "loses_the_dtype",
)
def with_several(
    has,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    mean, var = running_mean, running_var
    if training:
        biased, unbiased = (x.var(axis=(0, 2, 3), ddof=ddof) for ddof in (0, 1))
        mean = x.mean(axis=(0, 2, 3))
        var = unbiased if "normalises_by_the_unbiased_variance" in has else biased
    if training and running_mean is not None:
        new = 1 - momentum if "turns_the_momentum_round" in has else momentum
        kept = biased if "keeps_the_biased_variance" in has else unbiased
        running_mean += new * (mean - running_mean)
        running_var += new * (kept - running_var)
    beside = "adds_eps_to_the_deviation" in has
    deviation = np.sqrt(var) + eps if beside else np.sqrt(var + eps)
    out = (x - mean[:, None, None]) / deviation[:, None, None]
    scale, shift = (
        usual if each is None else each[:, None, None] for each, usual in ((weight, 1), (bias, 0))
    )
    out = (out + shift) * scale if "shifts_before_it_scales" in has else out * scale + shift
    return out.astype(np.float64 if "loses_the_dtype" in has else x.dtype)
