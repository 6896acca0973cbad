"""SmoothGrad: the mean of a map over noisy copies of the image (chapter 8)."""

from collections.abc import Callable

import torch

__all__ = ["smooth_gradient"]


def smooth_gradient(
    explain: Callable[[torch.Tensor], torch.Tensor],
    x: torch.Tensor,
    noise: float,
    samples: int,
    generator: torch.Generator,
) -> torch.Tensor:
    r"""Average the map of a method over noisy copies of the image.

    .. math:: \hat{M}(x) = \frac{1}{n} \sum_{k=1}^{n} M(x + \mathcal{N}(0, \sigma^2))

    Parameters
    ----------
    explain : callable
        Maps images (N, C, H, W) to maps, one each.
    x : Tensor, shape (N, C, H, W)
    noise : float
        :math:`\sigma`, in units of a pixel.
    samples : int
        :math:`n`.
    generator : Generator
        Draws the noise.

    Returns
    -------
    Tensor
        Of the shape of a map.

    References
    ----------
    Smilkov, Thorat, Kim, Viégas & Wattenberg (2017), "SmoothGrad: removing noise by adding noise".
    """
    total = 0 * explain(x)
    for _ in range(samples):
        total += explain(x + noise * torch.randn(x.shape, generator=generator, dtype=x.dtype))
    return total / samples
