"""Fool a network with one step along the sign of the gradient (chapter 8)."""

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.exercise import exercise
from cnnlib.training.evaluation_mode import evaluation_mode

__all__ = ["fgsm"]


@exercise("08-visualisation.fgsm", points=10)
def fgsm(model: nn.Module, x: torch.Tensor, labels: torch.Tensor, epsilon: float) -> torch.Tensor:
    r"""Move every pixel by at most `epsilon`, in the direction that raises the loss.

    .. math:: x' = \min\bigl(1, \max\bigl(0,\; x + \varepsilon \,
        \mathrm{sign}\, \nabla_x L(x, y)\bigr)\bigr)

    with :math:`L` the cross-entropy of the right labels. The model runs in evaluation mode, and its
    mode is restored afterwards. The gradients of its parameters and `x` itself are not changed.

    Parameters
    ----------
    model : Module
        Maps (N, C, H, W) to logits (N, classes).
    x : Tensor, shape (N, C, H, W)
        Pixels from 0 to 1, as in the result.
    labels : Tensor of int64, shape (N,)
        The right classes.
    epsilon : float
        In units of a pixel.

    Returns
    -------
    Tensor, shape (N, C, H, W)
        It requires no gradient.

    References
    ----------
    Goodfellow, Shlens & Szegedy (2015), "Explaining and harnessing adversarial examples",
    section 4.
    """
    raise NotImplementedError("08-visualisation.fgsm: replace this line with your code")
