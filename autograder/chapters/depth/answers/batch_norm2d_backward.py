"""Answers to `batch_norm2d_backward`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant

IN_TRAINING = ("input, training", "without weight or bias", "dtype and input")


@variant
def step_by_step(
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    """Go back through each operation of the paper's algorithm 1."""
    axes, m = (0, 2, 3), x.size // x.shape[1]
    shape = (1, x.shape[1], 1, 1)
    mean, var = (x.mean(axes), x.var(axes)) if training else (running_mean, running_var)
    mean, var = mean.reshape(shape), var.reshape(shape)
    centred = x - mean
    inverse = 1 / np.sqrt(var + eps)
    normalised = centred * inverse
    g = grad_out if weight is None else grad_out * weight.reshape(shape)
    if training:
        grad_var = (g * centred).sum(axes, keepdims=True) * -0.5 * inverse**3
        grad_mean = -(g * inverse).sum(axes, keepdims=True)
        grad_mean = grad_mean + grad_var * (-2 * centred).sum(axes, keepdims=True) / m
        grad_x = g * inverse + grad_var * 2 * centred / m + grad_mean / m
    else:
        grad_x = g * inverse
    more = () if weight is None else ((grad_out * normalised).sum(axes),)
    return (grad_x, *more) if bias is None else (grad_x, *more, grad_out.sum(axes))


@variant
def channel_by_channel(
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    grad_x = np.empty_like(x)
    grad_weight, grad_bias = [], []
    for c in range(x.shape[1]):
        numbers, upstream = x[:, c], grad_out[:, c]
        mean = numbers.mean() if training else running_mean[c]
        std = np.sqrt((numbers.var() if training else running_var[c]) + eps)
        hat = (numbers - mean) / std
        g = upstream if weight is None else upstream * weight[c]
        if training:
            g = g - g.mean() - hat * (g * hat).mean()
        grad_x[:, c] = g / std
        grad_weight.append((upstream * hat).sum())
        grad_bias.append(upstream.sum())
    found = [grad_x]
    if weight is not None:
        found.append(np.array(grad_weight, dtype=x.dtype))
    if bias is not None:
        found.append(np.array(grad_bias, dtype=x.dtype))
    return tuple(found)


@variant
def with_rows(
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    n, c, h, w = x.shape
    rows = x.transpose(1, 0, 2, 3).reshape(c, -1)
    up = grad_out.transpose(1, 0, 2, 3).reshape(c, -1)
    m = rows.shape[1]
    mean, var = running_mean, running_var
    if training:
        mean, var = rows.mean(axis=1), rows.var(axis=1)
    std = np.sqrt(var + eps)[:, None]
    hat = (rows - mean[:, None]) / std
    scale = 1 if weight is None else weight[:, None]
    grad = up * scale / std
    if training:
        sums = up.sum(axis=1, keepdims=True), (up * hat).sum(axis=1, keepdims=True)
        grad = scale / (m * std) * (m * up - sums[0] - hat * sums[1])
    results = [grad.reshape(c, n, h, w).transpose(1, 0, 2, 3)]
    if weight is not None:
        results.append((up * hat).sum(axis=1))
    if bias is not None:
        results.append(up.sum(axis=1))
    return tuple(results)


@misconception(
    "You treat mean and variance as constants. In training they depend on every number of the "
    "channel, so two terms are subtracted from the gradient: its mean, and its projection on the "
    "normalised numbers.",
    loses=IN_TRAINING,
)
def takes_the_statistics_for_constants(
    right,
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    *more,
    **eps,
):
    found = right(grad_out, x, running_mean, running_var, weight, bias, training, *more, **eps)
    if not training:
        return found
    mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
    return right(grad_out, x, mean, var, weight, bias, False, *more, **eps)


@misconception(
    "The term through the variance is missing: subtract the projection of the gradient on the "
    "normalised numbers.",
    loses=IN_TRAINING,
)
def forgets_the_variance(
    right,
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    *more,
    **eps,
):
    found = right(grad_out, x, running_mean, running_var, weight, bias, training, *more, **eps)
    if not training:
        return found
    mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
    centred = grad_out - grad_out.mean((0, 2, 3), keepdims=True)
    return (right(centred, x, mean, var, weight, bias, False, *more, **eps)[0], *found[1:])


@misconception(
    "The term through the mean is missing: in training the gradients of a channel add up to 0, "
    "because the same amount added to all its numbers changes nothing.",
    loses=IN_TRAINING,
)
def forgets_the_mean(
    right,
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    *more,
    **eps,
):
    found = right(grad_out, x, running_mean, running_var, weight, bias, training, *more, **eps)
    if not training:
        return found
    mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
    shift = np.zeros_like(x) + grad_out.mean((0, 2, 3), keepdims=True)
    back = right(shift, x, mean, var, weight, bias, False, *more, **eps)[0]
    return (found[0] + back, *found[1:])


@misconception(
    "The two terms are sums and should be means: divide by the m = N·H·W numbers of a channel.",
    loses=IN_TRAINING,
)
def subtracts_sums(
    right,
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    *more,
    **eps,
):
    found = right(grad_out, x, running_mean, running_var, weight, bias, training, *more, **eps)
    if not training:
        return found
    mean, var, m = x.mean((0, 2, 3)), x.var((0, 2, 3)), x.size // x.shape[1]
    direct = right(grad_out, x, mean, var, weight, bias, False, *more, **eps)[0]
    return (direct - m * (direct - found[0]), *found[1:])


@misconception(
    "In evaluation mode you still subtract the terms through mean and variance. The running "
    "statistics are constants there, and the gradient is only scaled.",
    loses=("evaluating", "without weight or bias", "dtype and input"),
)
def evaluates_as_in_training(
    right,
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    *more,
    **eps,
):
    return right(grad_out, x, running_mean, running_var, weight, bias, True, *more, **eps)


@misconception(
    "The gradient of x is not multiplied by the scale: the forward pass normalises and then "
    "multiplies by `weight`, so the backward pass multiplies by it, too.",
    loses=("input, training", "evaluating", "without weight or bias", "dtype and input"),
)
def forgets_the_scale(
    right, grad_out, x, running_mean, running_var, weight=None, bias=None, *args, **given
):
    found = right(grad_out, x, running_mean, running_var, weight, bias, *args, **given)
    scale = None if weight is None else np.ones_like(weight)
    return (
        right(grad_out, x, running_mean, running_var, scale, bias, *args, **given)[0],
        *found[1:],
    )


@misconception(
    "The gradient of `weight` uses x itself. The scale multiplies the normalised "
    "numbers: sum grad_out times these.",
    loses=("weight and bias", "evaluating", "without weight or bias", "dtype and input"),
)
def scales_the_raw_numbers(right, grad_out, x, weight=None, **given):
    found = right(grad_out, x, weight=weight, **given)
    if weight is None:
        return found
    return (found[0], (grad_out * x).sum((0, 2, 3)), *found[2:])


@misconception(
    "The gradients of `weight` and `bias` are means. Both are used at every pixel of every image: "
    "add up.",
    loses=("weight and bias", "evaluating", "without weight or bias", "dtype and input"),
)
def averages_over_the_batch(right, grad_out, x, *args, **given):
    grad_x, *others = right(grad_out, x, *args, **given)
    return (grad_x, *(each / np.float32(x.size // x.shape[1]) for each in others))


@misconception(
    "You return three gradients although `weight` or `bias` was not given. Return one for each "
    "array that is given.",
    loses=("without weight or bias",),
)
def returns_all_three(
    right, grad_out, x, running_mean, running_var, weight=None, bias=None, *args, **given
):
    scale = np.ones(x.shape[1], x.dtype) if weight is None else weight
    shift = np.zeros(x.shape[1], x.dtype) if bias is None else bias
    return right(grad_out, x, running_mean, running_var, scale, shift, *args, **given)


@misconception(
    "You return float64 for float32. Keep the dtype of grad_out.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, **given):
    return tuple(each.astype(np.float64) for each in right(*args, **given))


@misconception(
    "The gradient of `weight` is summed with x less its mean. The scale multiplied the normalised "
    "numbers, which are divided by the deviation as well.",
    loses=("weight and bias", "evaluating", "without weight or bias", "dtype and input"),
)
def scales_the_centred_numbers(
    right,
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    *more,
    **eps,
):
    found = right(grad_out, x, running_mean, running_var, weight, bias, training, *more, **eps)
    if weight is None:
        return found
    mean = x.mean((0, 2, 3)) if training else running_mean
    return (found[0], (grad_out * (x - mean.reshape(1, -1, 1, 1))).sum((0, 2, 3)), *found[2:])


@misconception(
    "The sums are divided by the number of images. Each is a mean over all m = N·H·W numbers of a "
    "channel.",
    loses=IN_TRAINING,
)
def divides_by_the_images(
    right,
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    *more,
    **eps,
):
    found = right(grad_out, x, running_mean, running_var, weight, bias, training, *more, **eps)
    if not training:
        return found
    mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
    direct = right(grad_out, x, mean, var, weight, bias, False, *more, **eps)[0]
    return (direct - x[0, 0].size * (direct - found[0]), *found[1:])
