"""Guided back-propagation: the gradient through ReLUs that also rectify it (chapter 8)."""

from contextlib import ExitStack

import torch
from torch import nn

from cnnlib.training.evaluation_mode import evaluation_mode

__all__ = ["guided_backpropagation"]


def guided_backpropagation(model: nn.Module, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    r"""Return the gradient of the labels' scores, where every ReLU passes only positive numbers.

    .. math:: g \leftarrow g \cdot [x > 0] \cdot [g > 0]

    at each ReLU with the input :math:`x`: the conditions of the gradient and of the deconvolution
    network together. The model runs in evaluation mode, and its gradients are not changed.

    Parameters
    ----------
    model : Module
        Maps (N, C, H, W) to logits (N, classes); its ReLUs are modules that do not work in place.
    x : Tensor, shape (N, C, H, W)
    labels : Tensor of int64, shape (N,)

    Returns
    -------
    Tensor, shape (N, C, H, W)
        With signs.

    References
    ----------
    Springenberg, Dosovitskiy, Brox & Riedmiller (2015), "Striving for simplicity: the all
    convolutional net", section 3.4.
    """

    def rectify(_module: object, grads: tuple[torch.Tensor], _: object) -> tuple[torch.Tensor]:
        return (grads[0].clamp(min=0),)

    x = x.detach().clone().requires_grad_()
    with ExitStack() as hooks, evaluation_mode(model), torch.enable_grad():
        for module in model.modules():
            if isinstance(module, nn.ReLU):
                hooks.enter_context(module.register_full_backward_hook(rectify))
        scores = model(x).gather(1, labels[:, None])
        (grad,) = torch.autograd.grad(scores.sum(), x)
    return grad
