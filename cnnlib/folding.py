"""Fold batch normalisation into the convolution before it (chapter 7)."""

import numpy as np

from cnnlib.arguments import check_rank
from cnnlib.exercise import exercise

__all__ = ["fold_batch_norm"]


@exercise("07-efficient.fold_batch_norm", points=9)
def fold_batch_norm(
    weight: np.ndarray,
    bias: np.ndarray | None,
    running_mean: np.ndarray,
    running_var: np.ndarray,
    gamma: np.ndarray | None = None,
    beta: np.ndarray | None = None,
    eps: float = 1e-5,
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return the weights and biases of one convolution that replaces a convolution and batch
    normalisation in evaluation mode.

    After training, the running statistics :math:`\mu, \sigma^2` are constants, and batch norm maps
    each channel linearly:

    .. math:: \gamma \, \frac{(w * x + b) - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta
        \;=\; w' * x + b'

    for every `x`. Find :math:`w'` and :math:`b'`.

    Parameters
    ----------
    weight : ndarray, shape (F, C / groups, kH, kW)
        Of the convolution, whatever its groups, stride and padding are.
    bias : ndarray, shape (F,), or None
        Of the convolution; None where it has none.
    running_mean, running_var : ndarray, shape (F,)
        :math:`\mu` and :math:`\sigma^2` of the batch norm.
    gamma, beta : ndarray, shape (F,), optional
        Its scale :math:`\gamma` and shift :math:`\beta`; 1 and 0 where they are not given.
    eps : float
        :math:`\varepsilon`, in the units of the variance.

    Returns
    -------
    weight : ndarray, shape (F, C / groups, kH, kW)
    bias : ndarray, shape (F,)
        New arrays of the dtype of the arguments.

    Raises
    ------
    ValueError
        If a shape does not fit.

    References
    ----------
    Ioffe & Szegedy (2015), "Batch normalization", algorithm 2; Jacob et al. (2018),
    "Quantization and training of neural networks", equation 14.
    """
    check_rank(weight, 4, "weight", "(F, C / groups, kH, kW)")
    filters = len(weight)
    vectors = (("bias", bias), ("running_mean", running_mean), ("running_var", running_var))
    for name, vector in (*vectors, ("gamma", gamma), ("beta", beta)):
        if vector is not None and np.shape(vector) != (filters,):
            raise ValueError(f"{name} must have shape ({filters},), not {np.shape(vector)}.")
    scale = 1 / np.sqrt(running_var + np.asarray(eps, dtype=running_var.dtype))
    if gamma is not None:
        scale = gamma * scale
    shift = -scale * (running_mean if bias is None else running_mean - bias)
    return scale.reshape(-1, 1, 1, 1) * weight, shift if beta is None else shift + beta
