"""Wrong solutions of chapter 5: batch norm, initial weights and gradients."""

# ruff: noqa: ARG001, N806 - as students write

import math

import numpy as np

from tests.autograder.realistic.marking import wrong

NORM = "05-depth.batch_norm2d"
BACK = "05-depth.batch_norm2d_backward"
HE = "05-depth.he_normal"


@wrong(NORM, "keeps_the_biased_variance")
def biased_running_variance(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    if training:
        mu = np.mean(x, axis=(0, 2, 3), keepdims=True)
        var = np.var(x, axis=(0, 2, 3), keepdims=True)
        if running_mean is not None:
            running_mean *= 1 - momentum
            running_mean += momentum * mu.squeeze()
            running_var *= 1 - momentum
            running_var += momentum * var.squeeze()
    else:
        mu = running_mean[None, :, None, None]
        var = running_var[None, :, None, None]
    out = (x - mu) / np.sqrt(var + eps)
    if weight is not None:
        out = out * weight[None, :, None, None]
    if bias is not None:
        out = out + bias[None, :, None, None]
    return out.astype(x.dtype)


@wrong(NORM, "trains_with_running_statistics")
def moves_first_and_normalises_then(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    C = x.shape[1]
    if training:
        m = x.size // C
        bm, bv = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        if running_mean is not None:
            running_mean[:] = (1 - momentum) * running_mean + momentum * bm
            running_var[:] = (1 - momentum) * running_var + momentum * bv * m / (m - 1)
            mean, var = running_mean, running_var
        else:
            mean, var = bm, bv
    else:
        mean, var = running_mean, running_var
    out = (x - mean.reshape(1, C, 1, 1)) / np.sqrt(var.reshape(1, C, 1, 1) + eps)
    if weight is not None:
        out *= weight.reshape(1, C, 1, 1)
    if bias is not None:
        out += bias.reshape(1, C, 1, 1)
    return out


@wrong(NORM, "`weight` or `bias` is None raises")
def needs_scale_and_shift(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    n, c, h, w = x.shape
    if training:
        m = n * h * w
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        if running_mean is not None:
            running_mean[...] = (1 - momentum) * running_mean + momentum * mean
            running_var[...] = (1 - momentum) * running_var + momentum * var * m / (m - 1)
    else:
        mean, var = running_mean, running_var
    x_hat = (x - mean.reshape(1, c, 1, 1)) / np.sqrt(var.reshape(1, c, 1, 1) + eps)
    return weight.reshape(1, c, 1, 1) * x_hat + bias.reshape(1, c, 1, 1)


@wrong(NORM, "is None raises")
def needs_running_statistics(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    if training:
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
        m = x.size / x.shape[1]
        running_mean += momentum * (mean - running_mean)
        running_var += momentum * (m / (m - 1) * var - running_var)
    else:
        mean, var = running_mean, running_var
    scale = 1 / np.sqrt(var + eps)
    if weight is not None:
        scale = scale * weight
    shift = -mean * scale
    if bias is not None:
        shift = shift + bias
    return x * scale[:, None, None] + shift[:, None, None]


@wrong(NORM, "writes into its input array")
def normalises_in_place(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    mean, var = (x.mean((0, 2, 3)), x.var((0, 2, 3))) if training else (running_mean, running_var)
    if training and running_mean is not None:
        m = x[:, 0].size
        running_mean += momentum * (mean - running_mean)
        running_var += momentum * (m / (m - 1) * var - running_var)
    x -= mean[:, None, None]
    x /= np.sqrt(var + eps)[:, None, None]
    if weight is not None:
        x *= weight[:, None, None]
    if bias is not None:
        x += bias[:, None, None]
    return x


@wrong(NORM, "counts_the_images_alone", "turns_the_momentum_round")
def no_eps_and_images_alone(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    if training:
        n = x.shape[0]
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
        if running_mean is not None:
            running_mean[:] = momentum * running_mean + (1 - momentum) * mean
            running_var[:] = momentum * running_var + (1 - momentum) * var * n / (n - 1)
    else:
        mean, var = running_mean, running_var
    out = (x - mean[:, None, None]) / np.sqrt(var[:, None, None])
    if weight is not None:
        out = out * weight[:, None, None]
    if bias is not None:
        out = out + bias[:, None, None]
    return out


@wrong(
    NORM,
    "adds_eps_to_the_deviation",
    "loses_the_dtype",
    "applies_both_or_none",
    "keeps_the_deviation",
)
def one_channel_at_a_time(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    out = np.zeros(x.shape)
    for c in range(x.shape[1]):
        if training:
            mu, sigma = x[:, c].mean(), x[:, c].std()
            if running_mean is not None:
                running_mean[c] = (1 - momentum) * running_mean[c] + momentum * mu
                running_var[c] = (1 - momentum) * running_var[c] + momentum * sigma
        else:
            mu, sigma = running_mean[c], np.sqrt(running_var[c])
        out[:, c] = (x[:, c] - mu) / (sigma + eps)
        if weight is not None and bias is not None:
            out[:, c] = weight[c] * out[:, c] + bias[c]
    return out


@wrong(BACK, "evaluates_as_in_training")
def never_evaluates(
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
    N, C, H, W = x.shape
    m = N * H * W
    mu = x.mean(axis=(0, 2, 3), keepdims=True)
    var = x.var(axis=(0, 2, 3), keepdims=True)
    xhat = (x - mu) / np.sqrt(var + eps)
    dxhat = grad_out if weight is None else grad_out * weight.reshape(1, C, 1, 1)
    dx = (
        m * dxhat
        - dxhat.sum(axis=(0, 2, 3), keepdims=True)
        - xhat * (dxhat * xhat).sum(axis=(0, 2, 3), keepdims=True)
    ) / (m * np.sqrt(var + eps))
    out = [dx]
    if weight is not None:
        out.append((grad_out * xhat).sum(axis=(0, 2, 3)))
    if bias is not None:
        out.append(grad_out.sum(axis=(0, 2, 3)))
    return tuple(out)


@wrong(BACK, "scales_the_centred_numbers")
def centred_not_normalised(
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
        mu, var = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    else:
        mu, var = running_mean[None, :, None, None], running_var[None, :, None, None]
    xc = x - mu
    istd = 1 / np.sqrt(var + eps)
    g = grad_out if weight is None else grad_out * weight[None, :, None, None]
    if training:
        dvar = np.sum(g * xc * -0.5 * istd**3, axis=axes, keepdims=True)
        dmu = np.sum(-g * istd, axis=axes, keepdims=True)
        m = x.size / x.shape[1]
        dx = g * istd + dvar * 2 * xc / m + dmu / m
    else:
        dx = g * istd
    res = (dx,)
    if weight is not None:
        res += (np.sum(grad_out * xc, axis=axes),)
    if bias is not None:
        res += (np.sum(grad_out, axis=axes),)
    return res


@wrong(BACK, "axes of length 1")
def axes_kept(
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
    ax = (0, 2, 3)
    if training:
        mu, var = x.mean(ax, keepdims=True), x.var(ax, keepdims=True)
    else:
        mu, var = running_mean[None, :, None, None], running_var[None, :, None, None]
    std = np.sqrt(var + eps)
    xh = (x - mu) / std
    g = grad_out * (1 if weight is None else weight[None, :, None, None])
    dx = (
        (g - g.mean(ax, keepdims=True) - xh * (g * xh).mean(ax, keepdims=True)) / std
        if training
        else g / std
    )
    ret = [dx]
    if weight is not None:
        ret.append((grad_out * xh).sum(ax, keepdims=True))
    if bias is not None:
        ret.append(grad_out.sum(ax, keepdims=True))
    return tuple(ret)


@wrong(BACK, "divides_by_the_images")
def over_the_images(
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
    ax = (0, 2, 3)
    if training:
        mu, var = x.mean(ax, keepdims=True), x.var(ax, keepdims=True)
    else:
        mu, var = running_mean[None, :, None, None], running_var[None, :, None, None]
    std = np.sqrt(var + eps)
    xh = (x - mu) / std
    g = grad_out if weight is None else grad_out * weight[None, :, None, None]
    m = x.shape[0]
    if training:
        dx = (g - g.sum(ax, keepdims=True) / m - xh * (g * xh).sum(ax, keepdims=True) / m) / std
    else:
        dx = g / std
    if weight is None:
        return dx
    return dx, (grad_out * xh).sum(ax), grad_out.sum(ax)


@wrong(BACK, "`eps` makes no difference")
def scaled_everywhere(
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
    ax = (0, 2, 3)
    C = x.shape[1]
    gamma = np.ones(C) if weight is None else weight
    mu = x.mean(ax) if training else running_mean
    var = x.var(ax) if training else running_var
    std = np.sqrt(var).reshape(1, C, 1, 1)
    xh = (x - mu.reshape(1, C, 1, 1)) / std
    g = grad_out * gamma.reshape(1, C, 1, 1)
    dx = g / std
    if training:
        dx = dx - dx.mean(ax, keepdims=True) - xh * (g * xh).mean(ax, keepdims=True) / std
    out = [dx]
    if weight is not None:
        out.append((g * xh).sum(ax))
    if bias is not None:
        out.append(g.sum(ax))
    return tuple(out)


@wrong(HE, "counts_all_weights")
def product_of_all_sizes(shape, rng, negative_slope=0.0):
    fan_in = np.prod(shape)
    return (rng.standard_normal(shape) * np.sqrt(2 / (fan_in * (1 + negative_slope**2)))).astype(
        np.float32
    )


@wrong(HE, "does_not_square_the_slope")
def slope_as_it_is(shape, rng, negative_slope=0.0):
    fan_in = math.prod(shape[1:])
    std = math.sqrt(2.0 / ((1 + negative_slope) * fan_in))
    return rng.normal(scale=std, size=shape).astype("float32")


@wrong(HE, "draws_uniformly")
def uniform_between_limits(shape, rng, negative_slope=0.0):
    fan_in = np.prod(shape[1:])
    limit = np.sqrt(6 / ((1 + negative_slope**2) * fan_in))
    return rng.uniform(-limit, limit, size=shape).astype(np.float32)


@wrong(HE, "draws_with_a_generator_of_its_own", "returns_float64")
def global_generator(shape, rng, negative_slope=0.0):
    fan_in = np.prod(shape[1:])
    return np.random.randn(*shape) / np.sqrt(fan_in)
