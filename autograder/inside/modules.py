"""Torch modules used through arrays: parameters, forward pass, vector-Jacobian products.

Runs with the student's code, or in any notebook; imports torch only when called, because most
sandboxes do not have it.
"""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .matching import Own, match_parameters

__all__ = [
    "ModuleFaultError",
    "ValueFaultError",
    "cast_module",
    "copy_module",
    "kind",
    "load_state",
    "make_module",
    "module_state",
    "repeat_module",
    "run_module",
]

Arrays = dict[str, np.ndarray]
Run = tuple[np.ndarray, list[np.ndarray | None], dict[str, np.ndarray | None], Arrays]

# The ids of the tensors of each module created here, in the order of creation.
_made: list[tuple[Any, dict[int, int]]] = []


class ModuleFaultError(ValueError):
    """A module does what no module should do; the message is for the student."""


class ValueFaultError(ValueError):
    """The returned value has a type that cannot be used; the message is for the student."""


def kind(value: Any) -> str:
    """Return the type of a value in words, such as "a list"."""
    if value is None:
        return "None (is a return missing?)"
    name = "array" if isinstance(value, np.ndarray) else type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def make_module(module_class: Callable[..., Any], options: dict[str, Any]) -> Any:
    """Create a module, and record in which order it creates its parameters and buffers."""
    from torch.nn.modules import module as registration

    order: dict[int, int] = {}
    kept = []  # the id of a freed tensor could be reused

    def note(_module: Any, _name: str, tensor: Any) -> None:
        if tensor is not None:
            kept.append(tensor)
            order.setdefault(id(tensor), len(order))

    hooks = [
        registration.register_module_parameter_registration_hook(note),
        registration.register_module_buffer_registration_hook(note),
    ]
    try:
        made = module_class(**options)
    finally:
        for hook in hooks:
            hook.remove()
    _expect_module(made)
    _made.append((made, order))
    return made


def _expect_module(value: Any) -> None:
    """Raise ValueFaultError unless a value is a module."""
    from torch.nn import Module

    if not isinstance(value, Module):
        raise ValueFaultError(f"expected a module of torch, an nn.Module, got {kind(value)}.")


def module_state(module: Any) -> Arrays:
    """Return copies of a module's parameters and buffers, by their names in its ``state_dict``."""
    _expect_module(module)
    return {name: _array(tensor) for name, tensor in module.state_dict().items()}


def load_state(
    module: Any,
    state: Arrays,
    initial: Mapping[str, np.ndarray] | None = None,
    buffers: list[str] | None = None,
) -> list[str]:
    """Set a module's parameters and buffers to these values, and return their names in the module.

    They are matched by `autograder.inside.matching.match_parameters`. Values that are not floats,
    such as the count of batches, are not set, and their names are empty unless the module has the
    same names.

    Parameters
    ----------
    initial : mapping of str to ndarray, optional
        The initial values in the right module; constants distinguish a scale from a shift.
    buffers : list of str, optional
        The names that are buffers.

    Raises
    ------
    ModuleFaultError
        If a parameter or buffer has no counterpart.
    ValueFaultError
        If `module` is not a module.
    """
    import torch

    _expect_module(module)

    order = next((order for made, order in _made if made is module), {})
    kinds = {"parameter": module.named_parameters(), "buffer": module.named_buffers()}
    tensors: dict[str, Any] = {}
    own: list[tuple[int, Own]] = []
    for kind, named in kinds.items():
        for name, tensor in named:
            tensors[name] = tensor
            if tensor.is_floating_point():
                place = order.get(id(tensor), len(order) + len(own))
                own.append((place, Own(name, kind, _array(tensor))))
    own.sort(key=lambda each: each[0])
    wanted = {name: array for name, array in state.items() if array.dtype.kind == "f"}
    try:
        names = match_parameters([each for _, each in own], wanted, initial or {}, buffers)
    except ValueError as error:
        raise ModuleFaultError(f"{error}{_shared(module)}") from None
    with torch.no_grad():
        for name, array in wanted.items():
            tensors[names[name]].copy_(torch.from_numpy(array))
    return [names.get(name, name if name in tensors else "") for name in state]


def _shared(module: Any) -> str:
    """Return a sentence on the first module that has two names in another one, if one has."""
    names: dict[int, str] = {}
    for name, inner in module.named_modules(remove_duplicate=False):
        first = names.setdefault(id(inner), name)
        if first != name and any(True for _ in inner.parameters()):
            return f" `{first}` and `{name}` are one and the same module: create one for each."
    return ""


def copy_module(module: Any) -> Any:
    """Return a deep copy of a module."""
    return copy.deepcopy(module)


def cast_module(module: Any, dtype: str) -> None:
    """Cast a module's parameters and buffers to another float dtype, such as ``"float64"``."""
    import torch

    module.to(getattr(torch, dtype))


def run_module(
    module: Any, inputs: tuple[np.ndarray, ...], grad_out: np.ndarray | None, training: bool
) -> Run:
    """Run a module forward and backward, as a part of another module.

    Parameters
    ----------
    inputs : tuple of ndarray
        Its positional arguments.
    grad_out : ndarray or None
        The gradient of the output, which is multiplied by the Jacobian. With None the module runs
        forward only, under ``torch.no_grad()`` and with inputs that require no gradient.
    training : bool
        Whether it is in training mode.

    Returns
    -------
    ndarray, list, dict, dict
        The output; the gradient of each input, None for inputs of integers; the gradients of the
        parameters; the buffers after the call. If the output does not have the shape of
        `grad_out`, there are no gradients.

    Raises
    ------
    ModuleFaultError
        If the output is not a tensor, or the module changes its input or a parameter.
    """
    import torch

    parent = _parent_of(module)
    parent.train(training)
    tensors = [torch.from_numpy(array.copy()) for array in inputs]
    before = {name: _array(tensor) for name, tensor in module.named_parameters()}
    with torch.set_grad_enabled(grad_out is not None):
        for tensor in tensors:
            tensor.requires_grad_(grad_out is not None and tensor.is_floating_point())
        output = parent(*tensors)
        if not isinstance(output, torch.Tensor):
            raise ModuleFaultError(f"its output is {kind(output)}, where a tensor is expected.")
        shown = _array(output)
        _left_alone(module, tensors, inputs, before)
        gradients = _gradients(parent, tensors, output, grad_out)
    _left_alone(module, tensors, inputs, before)
    buffers = {name: _array(buffer) for name, buffer in module.named_buffers()}
    names = [name.removeprefix("child.") for name, _ in parent.named_parameters()]
    of_inputs, of_parameters = gradients[: len(tensors)], gradients[len(tensors) :]
    return shown, of_inputs, dict(zip(names, of_parameters, strict=True)), buffers


def repeat_module(
    module: Any, inputs: tuple[np.ndarray, ...], times: int, training: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the standard deviation of the outputs of many forward passes."""
    import torch

    module.train(training)
    with torch.no_grad():
        tensors = [torch.from_numpy(array) for array in inputs]
        outputs = torch.stack([module(*tensors).double() for _ in range(times)])
        return _array(outputs.mean(0)), _array(outputs.std(0))


def _parent_of(module: Any) -> Any:
    """Return a module that contains `module` and forwards to it."""
    from torch import nn

    class Parent(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.child = module

        def forward(self, *args: Any) -> Any:
            return self.child(*args)

    return Parent()


def _gradients(
    parent: Any, tensors: list[Any], output: Any, grad_out: np.ndarray | None
) -> list[np.ndarray | None]:
    """Return the gradients of the inputs and of the parameters of the parent module."""
    import torch

    wanted = [*tensors, *(parameter for _, parameter in parent.named_parameters())]
    found: list[np.ndarray | None] = [None] * len(wanted)
    if grad_out is None or tuple(output.shape) != grad_out.shape or not output.requires_grad:
        return found
    places = [place for place, tensor in enumerate(wanted) if tensor.requires_grad]
    leaves = [wanted[place] for place in places]
    upstream = torch.from_numpy(grad_out).to(output.dtype)
    gradients = torch.autograd.grad(output, leaves, upstream, allow_unused=True)
    for place, gradient in zip(places, gradients, strict=True):
        found[place] = None if gradient is None else _array(gradient)
    return found


def _left_alone(
    module: Any, tensors: list[Any], inputs: tuple[np.ndarray, ...], before: Arrays
) -> None:
    """Raise ModuleFaultError if a pass changed an input or a parameter."""
    for tensor, array in zip(tensors, inputs, strict=True):
        if not np.array_equal(_array(tensor), array, equal_nan=array.dtype.kind == "f"):
            raise ModuleFaultError("it changes its input, which belongs to the caller.")
    after = {name: _array(tensor) for name, tensor in module.named_parameters()}
    if after.keys() != before.keys():
        raise ModuleFaultError("a forward pass replaces its parameters by others.")
    for name, array in before.items():
        if not np.array_equal(after[name], array, equal_nan=True):
            raise ModuleFaultError(f"a forward pass changes its parameter `{name}`.")


def _array(tensor: Any) -> np.ndarray:
    array: np.ndarray = tensor.detach().cpu().numpy().copy()
    return array
