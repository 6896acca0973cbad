"""The image that maximises the activation of a channel or a class (chapter 8)."""

import torch
from torch import nn

from cnnlib.training.evaluation_mode import evaluation_mode

__all__ = ["maximise_activation"]


def maximise_activation(
    model: nn.Module,
    channel: int,
    image_shape: tuple[int, int, int],
    steps: int = 200,
    learning_rate: float = 1.0,
    penalty: float = 0.01,
    generator: torch.Generator | None = None,
) -> torch.Tensor:
    r"""Maximise an activation by gradient ascent on the image, from faint noise.

    .. math:: x^* = \arg\max_x \; a_k(x) - \lambda \lVert x \rVert^2, \qquad
        x \leftarrow x + \eta\, \nabla_x \bigl(a_k(x) - \lambda \lVert x \rVert^2\bigr)

    with :math:`a_k` the mean of channel :math:`k` over its map, or the logit of class :math:`k`.
    Without the penalty the image would grow without bound. The model is in evaluation mode, and its
    own gradients stay as they are.

    Parameters
    ----------
    model : Module
        Maps (1, C, H, W) to (1, K) or (1, K, H', W'); cut a longer one, as in ``model[:6]``.
    channel : int
    image_shape : (C, H, W)
    steps : int
    learning_rate, penalty : float
        :math:`\eta` and :math:`\lambda`. The ascent is stable only if
        :math:`2 \eta \lambda < 2`.
    generator : Generator, optional
        Draws the noise; on the device of the model.

    Returns
    -------
    Tensor, shape (C, H, W)

    Raises
    ------
    ValueError
        If there is no such channel, the output has other axes, or a number is out of range.

    References
    ----------
    Simonyan, Vedaldi & Zisserman (2014), "Deep inside convolutional networks", section 2.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, not {steps}.")
    if penalty < 0 or learning_rate <= 0 or learning_rate * penalty >= 1:
        raise ValueError(
            "learning_rate must be above 0, penalty at least 0 and their product below 1, not "
            f"{learning_rate} and {penalty}."
        )
    parameter = next(model.parameters())
    x = 0.01 * torch.randn(
        (1, *image_shape), generator=generator, dtype=parameter.dtype, device=parameter.device
    )
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
            x = (x + learning_rate * grad).detach()
    return x[0]
