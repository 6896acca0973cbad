"""The output of each layer for an image (chapter 8)."""

from collections.abc import Sequence
from contextlib import ExitStack

import torch
from torch import nn

from cnnlib.training.evaluation_mode import evaluation_mode

__all__ = ["activation_maps"]


def activation_maps(
    model: nn.Module, x: torch.Tensor, layers: Sequence[str]
) -> dict[str, torch.Tensor]:
    """Run a model once, in evaluation mode, and return the outputs of the named layers.

    Parameters
    ----------
    model : Module
    x : Tensor, shape (N, C, H, W)
    layers : sequence of str
        Names as ``model.named_modules()`` gives them, such as ``"conv1"`` or ``"fire2.squeeze"``.

    Returns
    -------
    dict of Tensor
        Copies, by name, in the order of `layers`.

    Raises
    ------
    ValueError
        If the model has no layer of that name, or does not run it.

    References
    ----------
    *Convolutional Neural Networks*, slides (De Silva), "Convolution operation": the activation map.
    """
    modules = dict(model.named_modules())
    for name in layers:
        if name not in modules:
            raise ValueError(f"There is no layer {name!r}; the model has {', '.join(modules)}.")
    maps: dict[str, torch.Tensor] = {}
    with ExitStack() as hooks, evaluation_mode(model), torch.no_grad():
        for name in layers:

            def keep(
                _module: nn.Module, _inputs: object, output: torch.Tensor, name: str = name
            ) -> None:
                # A copy, because an in-place ReLU would overwrite it.
                maps[name] = output.clone()

            hooks.enter_context(modules[name].register_forward_hook(keep))
        model(x)
    for name in layers:
        if name not in maps:
            raise ValueError(f"The model does not run its layer {name!r}.")
    return {name: maps[name] for name in layers}
