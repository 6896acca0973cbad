"""Run torch modules forward and backward with given parameters, in several ways.

One instance is called several times: with other images, with large numbers and other parameters,
under ``torch.no_grad()``, as a deep copy, in float64, and in evaluation mode after training. The
compared values have names: ``output``; ``input``, ``input 2`` and so on for the gradients of the
inputs; ``weight`` and so on for those of the parameters; ``buffer running_mean`` and so on for the
buffers afterwards. A later call adds a few words, as in ``output (a second call)``.
``Part(only=…)`` selects values by the name before these words. `autograder.checks.module_cases`
draws the cases.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.structure import UNCHANGED, Found
from autograder.inside.modules import ModuleFaultError
from autograder.inside.objects import REQUESTS
from autograder.sandbox.errors import StudentCodeError, StudentStoppedError

__all__ = ["Arrays", "Calls", "ask", "use_module"]

MOST_NOTED = 6
SMALLEST, LARGEST = 0.1, 10  # the spread of initial weights, relative to the oracle's

Arrays = dict[str, np.ndarray]


def ask(module: Any, request: str, *args: Any) -> Any:
    """Make a request of `autograder.inside.objects` to a module, wherever it lives."""
    inside = getattr(type(module), "inside", None)  # only a proxy of a student's object has it
    if inside is not None:
        return inside(module, request, *args)
    return REQUESTS[request](module, *args)


@dataclass(frozen=True)
class Calls:
    """The data for the calls after the first one.

    Attributes
    ----------
    initial : dict of str to ndarray
        The oracle's initial parameters and buffers.
    buffers : tuple of str
        Which of them are buffers.
    state : dict of str to ndarray
        Other parameters and buffers, with large scales and shifts.
    inputs, large_inputs : tuple of ndarray
        Other inputs, of other sizes where the oracle accepts them, and large ones.
    grad_out, large_grad : ndarray
        The gradients of their outputs.
    """

    initial: Arrays
    buffers: tuple[str, ...]
    state: Arrays
    inputs: tuple[np.ndarray, ...]
    large_inputs: tuple[np.ndarray, ...]
    grad_out: np.ndarray
    large_grad: np.ndarray


def use_module(
    module_class: Callable[..., Any],
    options: dict[str, Any],
    state: Arrays,
    inputs: tuple[np.ndarray, ...],
    grad_out: np.ndarray,
    training: bool,
    calls: Calls | None = None,
) -> Found:
    """Make a module, load the state, run it forward and backward; return all values by name.

    Raises
    ------
    ModuleFaultError
        If it does what no module should, such as changing its input.
    """
    module = ask(module_class, "make", options)
    used = _Used(module, state, training, calls)
    if calls and not training:
        used.change_modes(inputs)
    first = used.run(inputs, grad_out)
    found = Found(first, used.note, _why_missing(first["output"], grad_out))
    if calls is None:
        return found
    if training:
        used.check_initial_values()
    with _saying("in a second call"):
        used.change_modes(inputs)
        found |= _named(used.run(calls.inputs, calls.grad_out), "a second call")
    with _saying("with large numbers"):
        used.load(calls.state)
        found |= _named(used.run(calls.large_inputs, calls.large_grad), "large numbers")
    with _saying("under torch.no_grad()"):
        used.load(state)
        found |= _named(used.forward(module, inputs), "under no_grad")
    with _saying("as a deep copy"):
        found |= _named(used.forward(ask(module, "copy"), inputs), "of a deep copy")
    with _saying("in float64"):
        found |= _named(used.in_float64(inputs), "in float64")
    return found


class _Used:
    """A student's module, whose parameters are called by the oracle's names."""

    def __init__(self, module: Any, state: Arrays, training: bool, calls: Calls | None) -> None:
        self._module, self._training, self._calls = module, training, calls
        self._first = ask(module, "state") if calls else {}
        self._state = state
        more = (calls.initial, list(calls.buffers)) if calls else ()
        own = ask(module, "load", state, *more)
        self._names = {name: right for name, right in zip(own, state, strict=True) if name}

    def load(self, state: Arrays) -> None:
        """Set the module's parameters and buffers to these values, by the oracle's names."""
        named = {own: state[right] for own, right in self._names.items()}
        ask(self._module, "load", named)
        self._state = state

    @property
    def note(self) -> str:
        """Which parameters were matched with which, where the names differ."""
        pairs = [(own, right) for own, right in self._names.items() if own != right]
        if not pairs:
            return ""
        shown = ", ".join(f"`{own}` for `{right}`" for own, right in pairs[:MOST_NOTED])
        more = ", …" if len(pairs) > MOST_NOTED else ""
        return (
            "(The names of its parameters differ, so they were matched by shape and by the order "
            f"in which they are created: {shown}{more}.)"
        )

    def run(
        self, inputs: tuple[np.ndarray, ...], grad_out: np.ndarray
    ) -> dict[str, np.ndarray | None]:
        """Run forward and backward, and return all values by name."""
        output, grads, gradients, buffers = ask(
            self._module, "run", inputs, grad_out, self._training
        )
        found = {"output": output}
        for number, gradient in enumerate(grads, start=1):
            found["input" if number == 1 else f"input {number}"] = gradient
        found |= {self._names.get(name, name): gradient for name, gradient in gradients.items()}
        return found | self._buffers(buffers)

    def forward(self, module: Any, inputs: tuple[np.ndarray, ...]) -> dict[str, Any]:
        """Run the module, or a copy of it, forward only."""
        output, _, _, buffers = ask(module, "run", inputs, None, self._training)
        return {"output": output} | self._buffers(buffers)

    def in_float64(self, inputs: tuple[np.ndarray, ...]) -> dict[str, np.ndarray]:
        doubles = tuple(array.astype(np.float64) for array in inputs)
        ask(self._module, "cast", "float64")  # no later call needs it in float32
        output, *_ = ask(self._module, "run", doubles, None, self._training)
        if output.dtype != np.float64:
            raise ModuleFaultError(
                f"its output is {output.dtype}, although its inputs and parameters are float64."
            )
        # A constant in the student's code may have been rounded to float32.
        return {"output": output.astype(np.float32)}

    def change_modes(self, inputs: tuple[np.ndarray, ...]) -> None:
        """Run in the other mode and restore the state, which should leave no trace."""
        # An error in that mode only fails the parts that test this mode.
        with suppress(StudentCodeError, RuntimeError, ValueError, TypeError):
            ask(self._module, "run", inputs, None, not self._training)
        self.load(self._state)

    def check_initial_values(self) -> None:
        """Raise ModuleFaultError if training cannot start from the module's initial values."""
        assert self._calls is not None
        for own, right in self._names.items():
            values = self._first.get(own)
            usual = self._calls.initial[right]
            if values is None or values.dtype.kind != "f":
                continue
            if not np.isfinite(values).all():
                raise ModuleFaultError(f"`{own}` has initial values that are not finite.")
            if usual.ndim < 2 or usual.size < 2 or right in self._calls.buffers:
                continue
            ratio = float(values.std() / usual.std()) if usual.std() else 1.0
            if not SMALLEST < ratio < LARGEST:
                raise ModuleFaultError(
                    f"`{own}` has initial values with the standard deviation "
                    f"{values.std():.2g}, where about {usual.std():.2g} is usual."
                )

    def _buffers(self, buffers: Arrays) -> dict[str, np.ndarray]:
        # Only buffers that the exercise asks for; the count of batches may be missing.
        named = {self._names[name]: array for name, array in buffers.items() if name in self._names}
        wanted = {name: array for name, array in named.items() if array.dtype.kind == "f"}
        found = {f"buffer {name}": array for name, array in wanted.items()}
        if not self._training:
            found |= {f"{name}{UNCHANGED}": array for name, array in found.items()}
        return found


def _why_missing(output: Any, grad_out: np.ndarray) -> str:
    if output.shape == grad_out.shape:
        return "there is no gradient: the output does not depend on it for autograd."
    return f"there is no gradient, as the output has the shape {output.shape}."


def _named(found: dict[str, Any], when: str) -> dict[str, Any]:
    return {f"{name} ({when})": value for name, value in found.items()}


@contextmanager
def _saying(when: str) -> Iterator[None]:
    """Add to an error's message in which call it was raised."""
    try:
        yield
    except StudentStoppedError:
        raise
    except StudentCodeError as error:
        raise StudentCodeError(
            error.ename, f"{error.evalue} ({when})", error.where, error.unwritten
        ) from None
    except ModuleFaultError as fault:
        raise ModuleFaultError(f"{when}, {fault}") from None
