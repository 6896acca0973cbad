"""Batch normalisation, in training and in evaluation, and its gradients (chapter 5)."""

import numpy as np

from cnnlib.arguments import check_rank
from cnnlib.exercise import exercise
from cnnlib.upstream import check_grad_out

__all__ = ["batch_norm2d", "batch_norm2d_backward"]


@exercise("05-depth.batch_norm2d", points=14)
def batch_norm2d(
    x: np.ndarray,
    running_mean: np.ndarray | None,
    running_var: np.ndarray | None,
    weight: np.ndarray | None = None,
    bias: np.ndarray | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> np.ndarray:
    r"""Normalise each channel to mean 0 and variance 1, then apply a learned scale and shift.

    .. math:: \hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}}, \qquad
        y = \gamma \hat x + \beta

    In training, :math:`\mu` and :math:`\sigma^2` are those of the batch over its
    :math:`m = NHW` numbers per channel, and the running statistics move towards them, **in place**:

    .. math:: \mu_r \leftarrow (1 - \alpha) \mu_r + \alpha \mu, \qquad
        \sigma_r^2 \leftarrow (1 - \alpha) \sigma_r^2 + \alpha \tfrac{m}{m - 1} \sigma^2

    In evaluation, the running statistics replace those of the batch and do not change, so the
    output of an image does not depend on the other images.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    running_mean, running_var : ndarray, shape (C,), or None
        :math:`\mu_r` and :math:`\sigma_r^2`, changed in place in training. None, in training only,
        to keep no statistics.
    weight, bias : ndarray, shape (C,), optional
        :math:`\gamma` and :math:`\beta`; 1 and 0 where they are not given.
    training : bool
    momentum : float
        :math:`\alpha`, the weight of the new batch in the running statistics.
    eps : float
        :math:`\varepsilon`, in the units of the variance.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        Of the same dtype as `x`.

    Raises
    ------
    ValueError
        If a shape does not fit, a batch has one number per channel in training, or there are no
        running statistics in evaluation.

    References
    ----------
    Ioffe & Szegedy (2015), "Batch normalization", algorithm 1; *MLP Coursework 2: Investigating the
    Implementation and Optimization of Convolutional Networks*, section 3.1. As in PyTorch, the
    variance that normalises is divided by :math:`m`, the running one by :math:`m - 1`.
    """
    check_batch_norm(x, running_mean, running_var, weight, bias, training)
    mean, var = np.asarray(running_mean), np.asarray(running_var)
    if training:
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
    if training and running_mean is not None and running_var is not None:
        m = x.size // x.shape[1]
        running_mean += momentum * (mean - running_mean)
        running_var += momentum * (var * m / (m - 1) - running_var)
    out = (x - per_channel(mean)) / np.sqrt(per_channel(var) + eps)
    if weight is not None:
        out = out * per_channel(weight)
    return out if bias is None else out + per_channel(bias)


@exercise("05-depth.batch_norm2d_backward", points=14)
def batch_norm2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    running_mean: np.ndarray | None,
    running_var: np.ndarray | None,
    weight: np.ndarray | None = None,
    bias: np.ndarray | None = None,
    training: bool = False,
    momentum: float = 0.1,  # noqa: ARG001 - argued as the forward function
    eps: float = 1e-5,
) -> tuple[np.ndarray, ...]:
    r"""Return the gradients with respect to `x` and, where given, `weight` and `bias`.

    With :math:`\hat g = g \gamma` and means over the batch, for each channel:

    .. math::
        \nabla_\beta = \sum g, \qquad \nabla_\gamma = \sum g \hat x, \qquad
        \nabla_x = \frac{\hat g - \overline{\hat g} - \hat x \, \overline{\hat g \hat x}}
            {\sqrt{\sigma^2 + \varepsilon}}

    The two means are there because the mean and the variance depend on every number of a channel.
    In evaluation these are constants, and :math:`\nabla_x = \hat g / \sqrt{\sigma_r^2 +
    \varepsilon}`.

    Parameters
    ----------
    grad_out : ndarray, shape (N, C, H, W)
    x, running_mean, running_var, weight, bias, training, momentum, eps
        As they were given to `batch_norm2d`. Nothing is changed in place.

    Returns
    -------
    tuple of ndarray, of the shapes of `x` and, where given, `weight` and `bias`

    Raises
    ------
    ValueError
        As `batch_norm2d`, or if `grad_out` does not have the shape of `x`.

    References
    ----------
    Ioffe & Szegedy (2015), section 3.
    """
    check_batch_norm(x, running_mean, running_var, weight, bias, training)
    check_grad_out(grad_out, x.shape)
    axes = (0, 2, 3)
    mean, var = np.asarray(running_mean), np.asarray(running_var)
    if training:
        mean, var = x.mean(axes), x.var(axes)
    std = np.sqrt(per_channel(var) + eps)
    normalised = (x - per_channel(mean)) / std

    g = grad_out if weight is None else grad_out * per_channel(weight)
    if training:
        along = (g * normalised).mean(axes, keepdims=True)
        g = g - g.mean(axes, keepdims=True) - normalised * along
    gradients = [g / std]
    if weight is not None:
        gradients.append((grad_out * normalised).sum(axes))
    if bias is not None:
        gradients.append(grad_out.sum(axes))
    return tuple(gradients)


def per_channel(numbers: np.ndarray) -> np.ndarray:
    """Reshape one number for each channel so that it broadcasts with images (N, C, H, W)."""
    return np.reshape(numbers, (1, -1, 1, 1))


def check_batch_norm(
    x: np.ndarray,
    running_mean: np.ndarray | None,
    running_var: np.ndarray | None,
    weight: np.ndarray | None,
    bias: np.ndarray | None,
    training: bool,
) -> None:
    """Raise a ValueError that names the argument of `batch_norm2d` that does not fit."""
    check_rank(x, 4, "x", "(N, C, H, W)")
    channels = x.shape[1]
    for name, array in (
        ("running_mean", running_mean),
        ("running_var", running_var),
        ("weight", weight),
        ("bias", bias),
    ):
        if array is not None and np.shape(array) != (channels,):
            raise ValueError(
                f"{name} must have shape ({channels},), one number for each channel of x "
                f"{x.shape}, not {np.shape(array)}."
            )
    if (running_mean is None) != (running_var is None) or (running_mean is None and not training):
        raise ValueError(
            "Give both running_mean and running_var, or neither; only training can do without them."
        )
    if training and x.size <= channels:
        raise ValueError(f"x {x.shape} has one number per channel, which has no variance.")
