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
    raise NotImplementedError("08-visualisation.maximise_activation: replace this line with your code")
