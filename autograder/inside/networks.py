"""Call a student's torch function on networks that are built from plain data.

A network is a list of layers, each with a name and arguments as in the docstring of
`cnnlib.layer_list.run_layer`; ``"batch_norm2d"`` has ``running_mean``, ``running_var``, ``weight``
and ``bias``. Runs with the student's code; imports torch only when called.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from .modules import ValueFaultError, kind

__all__ = ["call_on_networks"]

Layers = list[tuple[str, dict[str, Any]]]


def call_on_networks(
    function: Callable[..., Any],
    networks: tuple[Layers, ...],
    inputs: tuple[Any, ...],
    options: dict[str, Any],
) -> dict[str, Any]:
    """Call a function with torch networks and tensors, and report what it changed in them.

    Parameters
    ----------
    function : callable
        Takes the networks first and then the inputs, with arrays converted to tensors.
    networks : tuple of list
        Each is turned into a ``Sequential`` in training mode.

    Returns
    -------
    dict
        ``result``, an array, and three counts that should be 0: ``modules left in another mode``,
        ``parameters changed or given a gradient`` and ``inputs changed``.

    Raises
    ------
    TypeError
        If the result is not a tensor.
    """
    import torch

    modules = [_network(layers).train() for layers in networks]
    tensors = [torch.from_numpy(x.copy()) if isinstance(x, np.ndarray) else x for x in inputs]
    parameters = [each for module in modules for each in module.state_dict(keep_vars=True).values()]
    before = [each.detach().clone() for each in parameters]
    with torch.enable_grad():
        result = function(*modules, *tensors, **options)
    if not isinstance(result, torch.Tensor):
        raise ValueFaultError(f"it returned {kind(result)}, where a tensor is expected.")
    touched = [
        each.grad is not None or not torch.equal(each, was)
        for each, was in zip(parameters, before, strict=True)
    ]
    pairs = zip(tensors, inputs, strict=True)
    return {
        "result": result.detach().numpy().copy(),
        "modules left in another mode": sum(
            not each.training for module in modules for each in module.modules()
        ),
        "parameters changed or given a gradient": sum(touched),
        "inputs changed": sum(
            isinstance(x, np.ndarray) and _changed(tensor, x) for tensor, x in pairs
        ),
    }


def _changed(tensor: Any, array: np.ndarray) -> bool:
    return bool(tensor.requires_grad) or not np.array_equal(tensor.detach().numpy(), array)


def _network(layers: Layers) -> Any:
    from torch import nn

    return nn.Sequential(*(_module(name, arguments) for name, arguments in layers))


def _module(name: str, arguments: dict[str, Any]) -> Any:
    """Create one layer, in the dtype of its weights."""
    import torch
    from torch import nn

    arrays = {k: torch.from_numpy(v) for k, v in arguments.items() if isinstance(v, np.ndarray)}
    options = {k: v for k, v in arguments.items() if k not in arrays}
    module: nn.Module
    match name:
        case "conv2d":
            filters, channels, kh, kw = arrays["weight"].shape
            channels *= options.get("groups", 1)
            module = nn.Conv2d(channels, filters, (kh, kw), bias="bias" in arrays, **options)
        case "linear":
            filters, channels = arrays["weight"].shape
            module = nn.Linear(channels, filters, bias="bias" in arrays)
        case "batch_norm2d":
            module = nn.BatchNorm2d(len(arrays["weight"]))
        case "relu":
            return nn.ReLU()
        case "max_pool2d":
            return nn.MaxPool2d(**options)
        case "flatten":
            return nn.Flatten()
        case _:
            raise ValueError(f"there is no layer {name!r}")
    module.to(arrays["weight"].dtype).load_state_dict(arrays, strict=False)
    return module
