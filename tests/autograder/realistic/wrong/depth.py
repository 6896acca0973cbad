"""Wrong solutions of chapter 5, in NumPy."""

# ruff: noqa: ARG001 - written as students write

import numpy as np

from tests.autograder.realistic.marking import wrong

NORM, BACK, HE = (
    f"05-depth.{name}" for name in ("batch_norm2d", "batch_norm2d_backward", "he_normal")
)


@wrong(NORM, "keeps_the_biased_variance", "turns_the_momentum_round")
def biased_and_backwards(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        if running_mean is not None:
            running_mean[:] = momentum * running_mean + (1 - momentum) * mean
            running_var[:] = momentum * running_var + (1 - momentum) * var
    else:
        mean, var = running_mean, running_var
    out = (x - mean[:, None, None]) / np.sqrt(var[:, None, None] + eps)
    if weight is not None:
        out = out * weight[:, None, None]
    if bias is not None:
        out = out + bias[:, None, None]
    return out.astype(x.dtype)


@wrong(NORM, "adds_eps_to_the_deviation", "binds_new_statistics")
def new_running_arrays(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    shape = (1, -1, 1, 1)
    if training:
        m = x.size / x.shape[1]
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        if running_mean is not None:
            running_mean = (1 - momentum) * running_mean + momentum * mean
            running_var = (1 - momentum) * running_var + momentum * var * m / (m - 1)
    else:
        mean, var = running_mean, running_var
    out = (x - mean.reshape(shape)) / (np.sqrt(var.reshape(shape)) + eps)
    out = out * (1 if weight is None else weight.reshape(shape))
    return out + (0 if bias is None else bias.reshape(shape))


@wrong(NORM, "binds_new_statistics")
def over_the_batch_only(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    if training:
        mean = x.mean(axis=0, keepdims=True)
        var = x.var(axis=0, keepdims=True)
        return (x - mean) / np.sqrt(var + 1e-12)
    return (x - running_mean[:, None, None]) / np.sqrt(running_var[:, None, None])


@wrong(NORM, "evaluates_with_the_batch", "learns_while_evaluating")
def train_and_eval_mixed_up(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    if running_mean is not None:
        running_mean += momentum * (mean - running_mean)
        running_var += momentum * (x.var(axis=(0, 2, 3), ddof=1) - running_var)
    out = (x - mean[None, :, None, None]) / np.sqrt(var[None, :, None, None] + eps)
    if weight is not None:
        out *= weight[None, :, None, None]
    if bias is not None:
        out += bias[None, :, None, None]
    return out


@wrong(NORM, "normalises_by_the_unbiased_variance")
def unbiased_everywhere(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    c = x.shape[1]
    weight = np.ones(c) if weight is None else weight
    bias = np.zeros(c) if bias is None else bias
    if training:
        mean = np.mean(x, axis=(0, 2, 3))
        var = np.var(x, axis=(0, 2, 3), ddof=1)
        if running_mean is not None:
            running_mean[...] = (1 - momentum) * running_mean + momentum * mean
            running_var[...] = (1 - momentum) * running_var + momentum * var
    else:
        mean, var = running_mean, running_var
    x_hat = (x - mean.reshape(1, c, 1, 1)) / np.sqrt(var.reshape(1, c, 1, 1) + eps)
    return weight.reshape(1, c, 1, 1) * x_hat + bias.reshape(1, c, 1, 1)


@wrong(NORM, "keeps_the_biased_variance", "shifts_before_it_scales")
def bias_is_scaled_too(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    axes = (0, 2, 3)
    if training:
        mean = x.mean(axes, keepdims=True)
        var = ((x - mean) ** 2).mean(axes, keepdims=True)
        out = (x - mean) / np.sqrt(var + eps)
        if running_mean is not None:
            running_mean *= 1 - momentum
            running_mean += momentum * mean.ravel()
            running_var *= 1 - momentum
            running_var += momentum * var.ravel()
    else:
        out = (x - running_mean[:, None, None]) / np.sqrt(running_var)[:, None, None]
    if bias is not None:
        out = out + bias[:, None, None]
    if weight is not None:
        out = out * weight[:, None, None]
    return out


@wrong(BACK, "takes_the_statistics_for_constants")
def statistics_as_constants(
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
    mean, var = (x.mean((0, 2, 3)), x.var((0, 2, 3))) if training else (running_mean, running_var)
    std = np.sqrt(var + eps)[:, None, None]
    x_hat = (x - mean[:, None, None]) / std
    g = grad_out if weight is None else grad_out * weight[:, None, None]
    grads = [g / std]
    if weight is not None:
        grads.append((grad_out * x_hat).sum(axis=(0, 2, 3)))
    if bias is not None:
        grads.append(grad_out.sum(axis=(0, 2, 3)))
    return tuple(grads)


@wrong(BACK, "are in the wrong order", "in another order")
def bias_before_weight(
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
    axes = (0, 2, 3)
    mean, var = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    x_hat = (x - mean) / np.sqrt(var + eps)
    g = grad_out * (1 if weight is None else weight.reshape(1, -1, 1, 1))
    grad_x = g - g.mean(axes, keepdims=True) - x_hat * (g * x_hat).mean(axes, keepdims=True)
    grad_x = grad_x / np.sqrt(var + eps)
    grads = [grad_x]
    if bias is not None:
        grads.append(grad_out.sum(axes))
    if weight is not None:
        grads.append((grad_out * x_hat).sum(axes))
    return tuple(grads)


@wrong(BACK, "averages_over_the_batch", "forgets_the_variance")
def forgets_the_second_mean(
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
    axes, shape = (0, 2, 3), (1, -1, 1, 1)
    if training:
        mean, var = x.mean(axes), x.var(axes)
    else:
        mean, var = running_mean, running_var
    std = np.sqrt(var + eps).reshape(shape)
    x_hat = (x - mean.reshape(shape)) / std
    g = grad_out if weight is None else grad_out * weight.reshape(shape)
    grad_x = (g - g.mean(axes).reshape(shape)) / std if training else g / std
    grads = [grad_x]
    if weight is not None:
        grads.append((grad_out * x_hat).mean(axes))
    if bias is not None:
        grads.append(grad_out.mean(axes))
    return tuple(grads)


@wrong(BACK, "forgets_the_scale", "returns_all_three", "scales_the_raw_numbers")
def gamma_times_x(
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
    axes = (0, 2, 3)
    if training:
        mean, var = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    else:
        mean, var = running_mean[:, None, None], running_var[:, None, None]
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    g = grad_out
    if training:
        g = g - g.mean(axes, keepdims=True) - x_hat * (g * x_hat).mean(axes, keepdims=True)
    return g / std, (grad_out * x).sum(axes), grad_out.sum(axes)


@wrong(HE, "forgets_the_root")
def variance_in_place_of_deviation(shape, rng, negative_slope=0.0):
    fan_in = np.prod(shape[1:])
    return rng.normal(0, 2 / ((1 + negative_slope**2) * fan_in), shape).astype(np.float32)


@wrong(HE, "returns_float64")
def fan_out(shape, rng, negative_slope=0.0):
    fan = shape[0] * int(np.prod(shape[2:]))
    return rng.standard_normal(shape) * np.sqrt(2 / fan)


@wrong(HE, "draws_with_a_generator_of_its_own")
def channels_alone(shape, rng, negative_slope=0.0):
    std = np.sqrt(2 / ((1 + negative_slope) * shape[1]))
    return np.random.normal(0, std, size=shape).astype(np.float32)


@wrong(HE, "draws_as_glorot")
def xavier(shape, rng, negative_slope=0.0):
    receptive = int(np.prod(shape[2:]))
    bound = np.sqrt(6 / ((shape[0] + shape[1]) * receptive))
    return rng.uniform(-bound, bound, shape).astype(np.float32)
