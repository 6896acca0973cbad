"""Grad-CAM: where in the last feature maps the evidence for a class is (chapter 8)."""

import torch
from torch import nn

from cnnlib.exercise import exercise
from cnnlib.training.evaluation_mode import evaluation_mode

__all__ = ["grad_cam"]


@exercise("08-visualisation.grad_cam", points=11)
def grad_cam(
    features: nn.Module, classifier: nn.Module, x: torch.Tensor, labels: torch.Tensor
) -> torch.Tensor:
    r"""Weight each feature map by the mean gradient of a class's score with respect to it.

    .. math:: \alpha_{n,k} = \frac{1}{hw} \sum_{i,j}
        \frac{\partial S_{n,y_n}}{\partial A_{n,k,i,j}}, \qquad
        M_{n,i,j} = \max\Bigl(0, \sum_k \alpha_{n,k} A_{n,k,i,j}\Bigr)

    with :math:`A` the output of `features` and :math:`S` that of `classifier`, before the softmax.
    Both modules run in evaluation mode, and their modes are restored afterwards. The gradients of
    their parameters are not changed.

    Parameters
    ----------
    features : Module
        Maps images (N, C, H, W) to feature maps (N, K, h, w).
    classifier : Module
        Maps the feature maps to scores (N, classes).
    x : Tensor, shape (N, C, H, W)
    labels : Tensor of int64, shape (N,)

    Returns
    -------
    Tensor, shape (N, h, w)
        On the grid of the feature maps, not that of the image; it requires no gradient.

    References
    ----------
    Selvaraju, Cogswell, Das, Vedantam, Parikh & Batra (2017), "Grad-CAM", section 3.
    """
    raise NotImplementedError("08-visualisation.grad_cam: replace this line with your code")
