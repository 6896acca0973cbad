"""The image that maximises the activation of a channel or a class (chapter 8)."""

import torch
from torch import nn

from cnnlib.exercise import exercise
from cnnlib.training.evaluation_mode import evaluation_mode

__all__ = ["maximise_activation"]


@exercise("08-visualisation.maximise_activation", points=10)
def maximise_activation(
    model: nn.Module,
    start: torch.Tensor,
    channel: int,
    steps: int = 100,
    learning_rate: float = 1.0,
    penalty: float = 0.0,
) -> torch.Tensor:
    r"""Maximise an activation by gradient ascent on the image, within the range of a pixel.

    .. math:: x \leftarrow \min\bigl(1, \max\bigl(0,\; x + \eta\, \nabla_x
        \bigl(a_k(x) - \lambda \lVert x \rVert^2\bigr)\bigr)\bigr)

    with :math:`a_k` the mean of channel :math:`k` over its map, or the logit of class :math:`k`.
    The model runs in evaluation mode, and its mode is restored afterwards. The gradients of its
    parameters and `start` itself are not changed.

    Parameters
    ----------
    model : Module
        Maps (1, C, H, W) to (1, K) or (1, K, H', W').
    start : Tensor, shape (C, H, W)
        The image that the ascent starts from, with pixels from 0 to 1.
    channel : int
        :math:`k`, an index of axis 1 of the output.
    steps : int
        The number of updates of the image.
    learning_rate, penalty : float
        :math:`\eta` and :math:`\lambda`.

    Returns
    -------
    Tensor, shape (C, H, W)
        With pixels from 0 to 1; it requires no gradient.

    Raises
    ------
    ValueError
        If there is no such channel, the output has other axes, or a number is out of range.

    References
    ----------
    Simonyan, Vedaldi & Zisserman (2014), "Deep inside convolutional networks", section 2, with
    pixels kept in range.
    """
    if steps < 1 or learning_rate <= 0 or penalty < 0:
        raise ValueError(
            "steps must be at least 1, learning_rate above 0 and penalty at least 0, not "
            f"{steps}, {learning_rate} and {penalty}."
        )
    x = start.detach()[None]
    with evaluation_mode(model), torch.enable_grad():
        for _ in range(steps):
            x.requires_grad_()
            out = model(x)
            if out.ndim not in (2, 4) or not 0 <= channel < out.shape[1]:
                raise ValueError(
                    f"channel {channel} is not in an output of shape {tuple(out.shape)}; it must "
                    "be an index of axis 1 of (1, K) or (1, K, H, W)."
                )
            score = out[:, channel].mean() - penalty * x.square().sum()
            (grad,) = torch.autograd.grad(score, x)
            x = (x + learning_rate * grad).clamp(0, 1).detach()
    return x[0]
