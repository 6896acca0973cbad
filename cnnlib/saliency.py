"""Which pixels a class depends on (chapter 8)."""

import torch
from torch import nn

from cnnlib.exercise import exercise
from cnnlib.training.evaluation_mode import evaluation_mode

__all__ = ["saliency"]


@exercise("08-visualisation.saliency", points=8)
def saliency(model: nn.Module, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    r"""Return how strongly the logit of a class depends on each pixel.

    .. math:: M_{i,j} = \max_c \left| \frac{\partial S_y}{\partial x_{c,i,j}} \right|

    with :math:`S_y` the logit, before the softmax, of label :math:`y`. The model runs in evaluation
    mode, and its mode is restored afterwards. The gradients of its parameters and `x` itself are
    not changed.

    Parameters
    ----------
    model : Module
        Maps (N, C, H, W) to logits (N, classes).
    x : Tensor, shape (N, C, H, W)
    labels : Tensor of int64, shape (N,)

    Returns
    -------
    Tensor, shape (N, H, W)
        It requires no gradient.

    Raises
    ------
    ValueError
        If `x` is not a batch of images, there is not one label each, or a label is not a class.

    References
    ----------
    Simonyan, Vedaldi & Zisserman (2014), "Deep inside convolutional networks", section 3.1.
    """
    if x.ndim != 4 or labels.shape != x.shape[:1]:
        raise ValueError(
            f"x must have shape (N, C, H, W) and labels (N,), not {tuple(x.shape)} and "
            f"{tuple(labels.shape)}."
        )
    x = x.detach().requires_grad_()
    with evaluation_mode(model), torch.enable_grad():
        logits = model(x)
        classes = logits.shape[1]
        if ((labels < 0) | (labels >= classes)).any():
            raise ValueError(f"labels must be from 0 to {classes - 1}, not {labels.tolist()}.")
        # Images are independent, so the gradient of the sum contains the gradients of all of them.
        (grad,) = torch.autograd.grad(logits.gather(1, labels[:, None]).sum(), x)
    return grad.abs().amax(dim=1)
