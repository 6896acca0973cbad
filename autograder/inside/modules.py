"""Torch modules, asked and answered in arrays: parameters, forward, vector-Jacobian products.

Runs with the student's code, or in any notebook; imports torch only when called, because most
sandboxes have none.
"""

from typing import Any

import numpy as np

__all__ = ["load_state", "module_state", "run_module"]

Arrays = dict[str, np.ndarray]


def module_state(module: Any) -> Arrays:
    """Return copies of a module's parameters and buffers, by the names of its ``state_dict``."""
    return {name: _array(tensor) for name, tensor in module.state_dict().items()}


def load_state(module: Any, state: Arrays) -> list[str]:
    """Give a module's parameters and buffers these values, and return their names in the module.

    Where the names differ, what was made first gets the first array, if all shapes agree.

    Raises
    ------
    ValueError
        If they do not.
    """
    import torch

    own = module.state_dict()
    names = list(state) if own.keys() == state.keys() else list(own)
    got = [tuple(own[name].shape) for name in names]
    wanted = [array.shape for array in state.values()]
    if got != wanted:
        raise ValueError(
            f"its parameters and buffers have the shapes {got}, where {wanted} are expected"
        )
    with torch.no_grad():
        for name, array in zip(names, state.values(), strict=True):
            own[name].copy_(torch.from_numpy(array))
    return names


def run_module(
    module: Any, inputs: tuple[np.ndarray, ...], grad_out: np.ndarray | None, training: bool
) -> tuple[np.ndarray, list[np.ndarray | None], dict[str, np.ndarray | None], Arrays]:
    """Run a module forward and back.

    Parameters
    ----------
    inputs : tuple of ndarray
        Its positional arguments.
    grad_out : ndarray or None
        The gradient of the output, to be multiplied by the Jacobian; None runs forward only.
    training : bool
        Whether it is in training mode.

    Returns
    -------
    ndarray, list, dict, dict
        The output; the gradient of each input, None for those of whole numbers; those of the
        parameters; the buffers, as they are afterwards.

    Raises
    ------
    ValueError
        If the output is not a tensor of the shape of `grad_out`.
    """
    import torch

    module.train(training)
    tensors = [torch.from_numpy(array.copy()) for array in inputs]
    for tensor in tensors:
        tensor.requires_grad_(grad_out is not None and tensor.is_floating_point())
    module.zero_grad(set_to_none=True)
    output = module(*tensors)
    if not isinstance(output, torch.Tensor):
        raise ValueError(f"its output is a {type(output).__name__}, where a tensor is expected")
    if grad_out is not None:
        if (shape := tuple(output.shape)) != grad_out.shape:
            raise ValueError(
                f"its output has the shape {shape}, where {grad_out.shape} is expected"
            )
        if output.requires_grad:
            output.backward(torch.from_numpy(grad_out).to(output.dtype))
    return (
        _array(output),
        [_gradient(tensor) for tensor in tensors],
        {name: _gradient(parameter) for name, parameter in module.named_parameters()},
        {name: _array(buffer) for name, buffer in module.named_buffers()},
    )


def _gradient(tensor: Any) -> np.ndarray | None:
    return None if tensor.grad is None else _array(tensor.grad)


def _array(tensor: Any) -> np.ndarray:
    array: np.ndarray = tensor.detach().cpu().numpy().copy()
    return array
