"""Count what a network costs: parameters and multiply-adds, layer by layer (chapter 7)."""

import math
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import torch
from torch import nn

from cnnlib.exercise import exercise
from cnnlib.training.evaluation_mode import evaluation_mode

__all__ = [
    "count_multiply_adds",
    "count_parameters",
    "layer_table",
    "row_modules",
    "run_once",
]

COSTLY = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear)
TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)


def count_parameters(model: nn.Module, biases: bool = True) -> int:
    """Count the numbers that training learns.

    Parameters
    ----------
    model : Module
        A parameter that several layers share counts once.
    biases : bool
        Whether to count the parameters named ``bias`` too.
    """
    return sum(
        parameter.numel()
        for name, parameter in model.named_parameters()
        if biases or name.rpartition(".")[2] != "bias"
    )


def count_multiply_adds(model: nn.Module, input_shape: tuple[int, ...]) -> int:
    """Count the multiply-adds for one image.

    Convolutions and dense layers count; biases, normalisation, activation and pooling do not, as is
    usual in the papers.

    Parameters
    ----------
    model : Module
    input_shape : (int, ...)
        Of one image, without the batch: (C, H, W).

    Raises
    ------
    ValueError
        If the model does not take an image of this shape.

    References
    ----------
    Howard et al. (2017), "MobileNets", section 3.1 and table 4.
    """
    return sum(row["multiply_adds"] for row in layer_table(model, input_shape))


@exercise("07-efficient.layer_table", points=10)
def layer_table(
    model: nn.Module, input_shape: tuple[int, ...], blocks: tuple[type[nn.Module], ...] = ()
) -> list[dict[str, Any]]:
    r"""List the layers in the order in which they run, with the cost of each.

    Each output of a convolution or a dense layer is one sum over its weights:

    .. math:: H_{out} W_{out} F \cdot \frac{C}{\mathrm{groups}} k_H k_W
        \quad\text{and}\quad F \cdot C \quad\text{multiply-adds.}

    A transposed convolution (``nn.ConvTranspose2d``) multiplies each *input* number by as many
    weights instead. Other layers cost nothing. Sizes are known only when the model runs: a *forward
    hook* of a module (``module.register_forward_hook``) is called with its inputs and its output.
    All hooks are removed at the end.

    `row_modules` in this file gives the modules that have a row, with their names; `run_once` runs
    the model once, in evaluation mode, on an image of zeros.

    Parameters
    ----------
    model : Module
    input_shape : (int, ...)
        Of one image, without the batch: (C, H, W).
    blocks : tuple of types
        Modules to show as one row each, such as ``(Fire,)``, with the cost of all their layers.

    Returns
    -------
    list of dict
        Rows with ``name``, ``type`` (the name of the module's class), ``output_shape`` (a tuple,
        without the batch), ``parameters`` and ``multiply_adds``. A layer that runs twice has two
        rows; its parameters are in the first.

    Raises
    ------
    ValueError
        If the model does not take an image of this shape.
    """
    rows: list[dict[str, Any]] = []
    spent = [0]
    seen: set[nn.Parameter] = set()

    def add_cost(module: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        numbers = inputs[0] if isinstance(module, TRANSPOSED) else output
        weights_of_each = module.get_parameter("weight")[0].numel()
        spent[0] += math.prod(numbers.shape[1:]) * weights_of_each

    def add_row(name: str, module: nn.Module, _: object, output: torch.Tensor) -> None:
        new = set(module.parameters()) - seen
        seen.update(new)
        rows.append(
            {
                "name": name,
                "type": type(module).__name__,
                "output_shape": tuple(output.shape[1:]),
                "parameters": sum(parameter.numel() for parameter in new),
                "multiply_adds": spent[0] - sum(row["multiply_adds"] for row in rows),
            }
        )

    with ExitStack() as hooks:
        for module in model.modules():
            if isinstance(module, COSTLY + TRANSPOSED):
                hooks.enter_context(module.register_forward_hook(add_cost))
        # A layer that is used twice must not have two hooks.
        names = {module: name for name, module in row_modules(model, blocks)}
        for module, name in names.items():
            hooks.enter_context(module.register_forward_hook(partial(add_row, name)))
        run_once(model, input_shape)
    return rows


def row_modules(
    module: nn.Module, blocks: tuple[type[nn.Module], ...], name: str = ""
) -> Iterator[tuple[str, nn.Module]]:
    """Yield the blocks, and the modules outside them that contain no modules."""
    children = list(module.named_children())
    if isinstance(module, blocks) or not children:
        yield name, module
        return
    for child_name, child in children:
        yield from row_modules(child, blocks, f"{name}.{child_name}".lstrip("."))


def run_once(model: nn.Module, input_shape: tuple[int, ...]) -> None:
    """Run the model in evaluation mode on one image of zeros, on its own device.

    On the device ``"meta"`` nothing is allocated and nothing computed.

    Raises
    ------
    ValueError
        If the model does not take an image of this shape.
    """
    parameter = next(model.parameters(), torch.empty(0))
    x = torch.zeros((1, *input_shape), dtype=parameter.dtype, device=parameter.device)
    try:
        with evaluation_mode(model), torch.no_grad():
            model(x)
    except RuntimeError as error:
        raise ValueError(
            f"The model does not take an image of shape {tuple(input_shape)}: {error}"
        ) from error
