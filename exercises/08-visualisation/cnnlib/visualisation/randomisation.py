"""Networks with partly randomised weights, for sanity checks of saliency maps (chapter 8)."""

from collections.abc import Iterator
from copy import deepcopy

import torch
from torch import nn

__all__ = ["cascading_randomisation", "rank_correlation"]


def cascading_randomisation(
    model: nn.Sequential, seed: int = 0
) -> Iterator[tuple[str, nn.Sequential]]:
    """Yield copies of a model with more and more of its layers randomised, from the last one on.

    Each copy is in evaluation mode, and comes with the name of the layer randomised last.

    References
    ----------
    Adebayo, Gilmer, Muelly, Goodfellow, Hardt & Kim (2018), "Sanity checks for saliency maps",
    section 3.1.
    """
    torch.manual_seed(seed)
    model = deepcopy(model).eval()
    layers = [name for name, module in model.named_children() if list(module.parameters())]
    for name in reversed(layers):
        getattr(model, name).reset_parameters()
        yield name, deepcopy(model)


def rank_correlation(a: torch.Tensor, b: torch.Tensor) -> float:
    """Return Spearman's correlation of two maps: 1 if they order all pixels alike, 0 by chance.

    Equal numbers share the mean of their ranks.
    """
    ranks = torch.stack([_ranks(a.flatten()), _ranks(b.flatten())])
    return float(torch.corrcoef(ranks)[0, 1])


def _ranks(values: torch.Tensor) -> torch.Tensor:
    _, group, counts = values.unique(return_inverse=True, return_counts=True)
    last = counts.cumsum(0)
    return (last - (counts - 1) / 2).double()[group]
