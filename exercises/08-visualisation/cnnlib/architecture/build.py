"""Build a described network in PyTorch, and exchange its parameters as arrays (chapter 5)."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from cnnlib.architecture.description import ArchitectureError, Description, read_layers

__all__ = ["Concat", "Residual", "arrays_of", "build", "load_arrays"]

MOST_NAMED = 3


class Residual(nn.Module):
    """The sum of the outputs of two sequences of layers, ``body`` and ``shortcut``.

    References
    ----------
    He, Zhang, Ren & Sun (2016), "Deep residual learning for image recognition", equations 1 and 2.
    """

    def __init__(self, body: nn.Module, shortcut: nn.Module) -> None:
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.body(x) + self.shortcut(x)


class Concat(nn.Module):
    """The outputs of several sequences of layers, concatenated along the channels."""

    def __init__(self, *branches: nn.Module) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([branch(x) for branch in self.branches], dim=1)


def build(layers: Any) -> nn.Sequential:
    """Build the network that a list of layers describes.

    Parameters
    ----------
    layers : list of (str, dict), or tuple of Layer
        As in `cnnlib.architecture.description`.

    Returns
    -------
    Sequential
        With PyTorch's initial parameters.

    Raises
    ------
    ArchitectureError
        If it is not such a list. Sizes that do not fit are found by `summarise`, or when it runs.
    """
    return _sequence(read_layers(layers))


def _sequence(layers: Description) -> nn.Sequential:
    modules: list[nn.Module] = []
    for layer in layers:
        parts = [_sequence(part) for part in layer.parts.values()]
        if layer.type == "Residual":
            modules.append(Residual(*parts))
        elif layer.type == "Concat":
            modules.append(Concat(*parts))
        else:
            modules.append(getattr(nn, layer.type)(**layer.options))
    return nn.Sequential(*modules)


def arrays_of(network: nn.Module) -> dict[str, np.ndarray]:
    """Return copies of a network's parameters and running statistics, by PyTorch's names."""
    return {
        name: tensor.detach().cpu().numpy().copy()
        for name, tensor in network.state_dict().items()
        if tensor.is_floating_point()
    }


def load_arrays(network: nn.Module, arrays: Any) -> None:
    """Load parameters and running statistics, as `arrays_of` returns them, into a network.

    Parameters
    ----------
    arrays : dict of str to ndarray
        Counts of batches are ignored.

    Raises
    ------
    ArchitectureError
        If names or shapes are not those of the network, or a number is not finite.
    """
    own = {name: t for name, t in network.state_dict().items() if t.is_floating_point()}
    if not isinstance(arrays, Mapping):
        raise ArchitectureError(
            f"expected the parameters as a dict of arrays by name, not a {type(arrays).__name__}."
        )
    given = {name: a for name, a in arrays.items() if name in own or not _is_count(name)}
    if missing := [name for name in own if name not in given]:
        raise ArchitectureError(f"these parameters are missing: {_listed(missing)}.")
    if unknown := [name for name in given if name not in own]:
        raise ArchitectureError(f"the network has no parameters {_listed(unknown)}.")
    for name, tensor in own.items():
        array, shape = given[name], tuple(tensor.shape)
        if not isinstance(array, np.ndarray | np.floating) or array.dtype.kind != "f":
            raise ArchitectureError(f"{name} must be an array of floats.")
        if array.shape != shape:
            raise ArchitectureError(f"{name} has the shape {array.shape}, where {shape} is needed.")
        with np.errstate(over="ignore"):
            single = np.asarray(array, np.float32)
        if not np.isfinite(single).all():
            raise ArchitectureError(f"{name} holds a number that is not finite.")
        tensor.copy_(torch.from_numpy(single.copy()))


def _is_count(name: str) -> bool:
    return name.rpartition(".")[2] == "num_batches_tracked"


def _listed(names: list[str]) -> str:
    shown = [f"{name:.60}" for name in names[:MOST_NAMED]]
    return ", ".join(shown + ["…"] * (len(names) > MOST_NAMED))
