"""Wrong solutions of chapters 5 and 6 in NumPy: statistics of channels, and what they scale."""

# ruff: noqa: ARG001, N806, RUF059 - as students write

import numpy as np

from tests.autograder.realistic.marking import wrong


def pc(numbers):
    return np.reshape(numbers, (1, -1, 1, 1))


def two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


@wrong("05-depth.batch_norm2d", "applies_both_or_none")
def scales_and_shifts_only_together(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05
):
    if training:
        mu = np.mean(x, axis=(0, 2, 3), keepdims=True)
        var = np.var(x, axis=(0, 2, 3), keepdims=True)
        if running_mean is not None:
            n = x.shape[0] * x.shape[2] * x.shape[3]
            running_mean[...] = (1 - momentum) * running_mean + momentum * mu.ravel()
            running_var[...] = (1 - momentum) * running_var + momentum * var.ravel() * n / (n - 1)
    else:
        mu, var = (pc(running_mean), pc(running_var))
    xh = (x - mu) / np.sqrt(var + eps)
    if weight is not None and bias is not None:
        xh = pc(weight) * xh + pc(bias)
    return xh.astype(x.dtype, copy=False)


@wrong("05-depth.batch_norm2d_backward", "divides_by_the_variance")
def divides_by_the_variance_and_eps(
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-05,
):
    ax = (0, 2, 3)
    mu, var = (x.mean(ax), x.var(ax)) if training else (running_mean, running_var)
    v = pc(var) + eps
    xh = (x - pc(mu)) / np.sqrt(v)
    g = grad_out if weight is None else grad_out * pc(weight)
    gx = (
        (g - g.mean(ax, keepdims=True) - xh * (g * xh).mean(ax, keepdims=True)) / v
        if training
        else g / v
    )
    out = [gx]
    if weight is not None:
        out.append((grad_out * xh).sum(ax))
    if bias is not None:
        out.append(grad_out.sum(ax))
    return tuple(o.astype(x.dtype) for o in out)


@wrong("05-depth.batch_norm2d_backward", "trains_with_running_statistics")
def takes_running_statistics_if_given(
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-05,
):
    ax = (0, 2, 3)
    if running_mean is not None:
        mu, var = (running_mean, running_var)
    else:
        mu, var = (x.mean(ax), x.var(ax))
    s = np.sqrt(pc(var) + eps)
    xh = (x - pc(mu)) / s
    g = grad_out if weight is None else grad_out * pc(weight)
    gx = (
        (g - g.mean(ax, keepdims=True) - xh * (g * xh).mean(ax, keepdims=True)) / s
        if training
        else g / s
    )
    out = (gx.astype(x.dtype),)
    if weight is not None:
        out += ((grad_out * xh).sum(ax).astype(x.dtype),)
    if bias is not None:
        out += (grad_out.sum(ax).astype(x.dtype),)
    return out


@wrong("05-depth.he_normal", "cuts_off_the_tails")
def clips_at_two_deviations(shape, rng, negative_slope=0.0):
    fan_in = int(np.prod(shape[1:]))
    std = np.sqrt(2.0 / (fan_in * (1 + negative_slope**2)))
    w_ = rng.normal(0.0, std, shape)
    return np.clip(w_, -2 * std, 2 * std).astype(np.float32)


@wrong("06-regularisation.channel_statistics", "reshapes_to_columns")
def reshapes_to_two_axes(x_train):
    c = x_train.shape[1]
    flat = x_train.reshape(-1, c).astype(np.float64)
    return (flat.mean(0), flat.std(0))


@wrong("06-regularisation.channel_statistics", "divided by 255, everywhere")
def measures_from_0_to_1(x_train):
    x = x_train.astype(float) / 255
    return (np.mean(x, axis=(0, 2, 3)), np.std(x, axis=(0, 2, 3)))


@wrong("06-regularisation.standardise", "a factor of its own in each channel")
def adds_a_thousandth(x, mean, std):
    out = (x - mean[None, :, None, None]) / (std[None, :, None, None] + 0.001)
    return out.astype(x.dtype if np.issubdtype(x.dtype, np.floating) else np.float32)


@wrong("06-regularisation.standardise", "lines_up_with_the_rows")
def broadcasts_over_rows(x, mean, std):
    dt = x.dtype if x.dtype.kind == "f" else np.float32
    return ((x - mean[:, None]) / std[:, None]).astype(dt)


@wrong("06-regularisation.standardise", "never_subtracts_the_mean", "rounds_to_bytes")
def only_scales_in_the_same_dtype(x, mean, std):
    return (x / std.reshape(1, -1, 1, 1)).astype(x.dtype)


@wrong(
    "06-regularisation.zca_whitening", "does_not_divide_by_the_images", "adds_epsilon_to_the_root"
)
def adds_up_the_images(x_train, epsilon=0.01):
    X = x_train.reshape(len(x_train), -1).astype(float)
    mean = X.mean(0)
    X = X - mean
    vals, vecs = np.linalg.eigh(X.T @ X)
    return (mean, vecs / np.sqrt(np.maximum(vals, 0) + epsilon) @ vecs.T)


@wrong("06-regularisation.zca_whitening", "divides_by_one_less", "adds_epsilon_to_the_root")
def svd_of_np_cov(x_train, epsilon=0.01):
    flat = x_train.reshape(x_train.shape[0], -1).astype(np.float64)
    mean = flat.mean(axis=0)
    sigma = np.cov(flat - mean, rowvar=False)
    U, S, V = np.linalg.svd(sigma)
    return (mean, U @ np.diag(1.0 / (np.sqrt(S) + epsilon)) @ U.T)
