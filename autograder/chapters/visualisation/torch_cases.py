"""Cases for torch functions, called on networks that are built in the student's process."""

from typing import Any, Unpack

import numpy as np

from autograder.chapters.visualisation.drawing import Layers
from autograder.checks.cases import Case, Flags
from autograder.checks.modules import ask

__all__ = ["COUNTS", "MISSING", "RESULT", "network_case", "on_networks"]

RESULT = ("result",)
MISSING = "what is missing to that"  # with a whole network
COUNTS = (
    "modules left in another mode",
    "parameters changed or given a gradient",
    "inputs changed",
)


def on_networks(
    function: Any, networks: tuple[Layers, ...], x: np.ndarray, *inputs: Any, **options: Any
) -> Any:
    """Call a torch function on networks, here or in the student's process."""
    return ask(function, "on networks", networks, (x, *inputs), options)


def network_case(
    label: str,
    networks: tuple[Layers, ...],
    x: np.ndarray,
    *inputs: Any,
    options: dict[str, Any] | None = None,
    **flags: Unpack[Flags],
) -> Case:
    """Return the case of a function that takes networks, `x`, and other inputs and options."""
    return Case(label, (networks, x, *inputs), options or {}, use=on_networks, **flags)
