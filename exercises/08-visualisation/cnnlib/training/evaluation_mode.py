"""Run a torch network in evaluation mode, and restore its mode (chapters 5 to 8)."""

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn

__all__ = ["evaluation_mode"]


@contextmanager
def evaluation_mode(model: nn.Module) -> Iterator[None]:
    """Switch dropout off and batch norm to its running statistics, for a ``with`` block.

    Afterwards the mode of every module is restored, even if the block raised.
    """
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        yield
    finally:
        for module, training in modes.items():
            module.training = training
