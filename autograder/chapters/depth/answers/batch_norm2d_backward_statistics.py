"""More of what students get wrong in `batch_norm2d_backward`: which statistics, and their root."""

import numpy as np

from autograder.checks.answers import misconception

VALUES = ("input, training", "without weight or bias", "dtype and input")


@misconception(
    "The gradient of x is divided by the variance. It is divided by the standard deviation, the "
    "root of the variance and eps.",
    loses=(*VALUES, "evaluating"),
)
def divides_by_the_variance(
    right,
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
    statistics = running_mean, running_var
    grad_x, *others = right(grad_out, x, *statistics, weight, bias, training, momentum, eps)
    var = x.var(axis=(0, 2, 3)) if training else running_var
    return (grad_x / np.sqrt(var + eps)[:, None, None]).astype(grad_x.dtype), *others


@misconception(
    "In training mode the gradients are those with the running statistics. In training the mean "
    "and variance of the batch normalise, and belong here as well.",
    loses=(*VALUES, "weight and bias"),
)
def trains_with_running_statistics(
    right,
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
    given = running_mean, running_var, weight, bias
    if not training or running_mean is None:
        return right(grad_out, x, *given, training, momentum, eps)
    _, *others = right(grad_out, x, *given, False, momentum, eps)
    mean, deviation = running_mean[:, None, None], np.sqrt(running_var + eps)[:, None, None]
    normalised, g = (x - mean) / deviation, grad_out
    g = g if weight is None else g * weight[:, None, None]
    axes = {"axis": (0, 2, 3), "keepdims": True}
    grad_x = g - g.mean(**axes) - normalised * (g * normalised).mean(**axes)
    return (grad_x / deviation).astype(x.dtype), *others


@misconception(
    "In evaluation mode you still subtract the two means. The running statistics are constants "
    "there, and the gradient is only scaled.",
    loses=("evaluating", "without weight or bias", "dtype and input"),
)
def subtracts_the_means_in_evaluation(
    right,
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
    statistics = running_mean, running_var
    grad_x, *others = right(grad_out, x, *statistics, weight, bias, training, momentum, eps)
    if training:
        return grad_x, *others
    mean, deviation = (each[:, None, None] for each in (running_mean, np.sqrt(running_var + eps)))
    normalised, axes = (x - mean) / deviation, {"axis": (0, 2, 3), "keepdims": True}
    through_variance = normalised * (grad_x * normalised).mean(**axes)
    return (grad_x - grad_x.mean(**axes) - through_variance).astype(x.dtype), *others


@misconception(
    "The term through the variance is half of what it should be: the variance is a mean of "
    "squares, whose derivative has a factor of 2.",
    loses=VALUES,
)
def halves_the_term_of_the_variance(
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
    without = right(centred, x, mean, var, weight, bias, False, *more, **eps)[0]
    return ((found[0] + without) / 2, *found[1:])
