"""Read a network that is described as a list of layer types with their options (chapter 5).

A layer is a pair of a name, that of the class in ``torch.nn``, and its options by name::

    [
        ("Conv2d", {"in_channels": 1, "out_channels": 8, "kernel_size": 3, "padding": 1}),
        ("ReLU", {}),
        ("Residual", {"body": [...], "shortcut": [...]}),  # the sum; no shortcut: the input itself
        ("Concat", {"branches": [[...], [...]]}),  # their channels, concatenated
    ]
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cnnlib.architecture.options import OPTIONS, OptionError

__all__ = ["LAYER_TYPES", "ArchitectureError", "Description", "Layer", "read_layers"]

MOST_LAYERS = 500
DEEPEST = 4  # blocks inside blocks
MOST_BRANCHES = 16
LONGEST_SHOWN = 40  # characters
BLOCKS = {"Residual": ("body", "shortcut"), "Concat": ("branches",)}

LAYER_TYPES = (*OPTIONS, *BLOCKS)


class ArchitectureError(ValueError):
    """A description is not a network; the message says in one sentence what is wrong with it.

    Layers are counted from 0, as in the names of PyTorch's parameters.
    """


@dataclass(frozen=True)
class Layer:
    """One layer of a description.

    Attributes
    ----------
    name : str
        Its position, as PyTorch names it: ``"4.body.0"`` is the first layer of the body of layer 4.
    type : str
        One of `LAYER_TYPES`.
    options : mapping
        By name, those with a default included.
    parts : mapping of str to tuple of Layer
        The lists of layers that a block consists of, by name.
    """

    name: str
    type: str
    options: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, "Description"] = field(default_factory=dict)

    def error(self, what: str) -> ArchitectureError:
        """Return the error whose message says that `what` is wrong with this layer."""
        return ArchitectureError(f"layer {self.name} ({self.type}): {what}")


Description = tuple[Layer, ...]


def read_layers(layers: Any, allowed: Collection[str] = LAYER_TYPES) -> Description:
    """Check and read a description, which may be any object, and fill in default options.

    Parameters
    ----------
    layers : list of (str, dict)
        See the top of this module.
    allowed : collection of str
        The layer types that it may use.

    Raises
    ------
    ArchitectureError
        If it is not such a list, or an option is unknown, missing or out of range.
    """
    return _Reader(allowed).read(layers, "", 0)


class _Reader:
    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = allowed
        self._count = 0

    def read(self, layers: Any, place: str, depth: int) -> Description:
        where = f"layer {place.rstrip('.')}: " if place else ""
        if not isinstance(layers, list | tuple):
            raise ArchitectureError(f"{where}expected a list of layers, not {_shown(layers)}.")
        if depth > DEEPEST:
            raise ArchitectureError(f"{where}blocks are nested more than {DEEPEST} deep.")
        return tuple(
            self._layer(layer, f"{place}{number}", depth) for number, layer in enumerate(layers)
        )

    def _layer(self, layer: Any, name: str, depth: int) -> Layer:
        self._count += 1
        if self._count > MOST_LAYERS:
            raise ArchitectureError(f"there are more than {MOST_LAYERS} layers.")
        match layer:
            case (str(kind), dict(options)):
                pass
            case _:
                raise ArchitectureError(
                    f"layer {name}: expected the name of a layer and its options, as "
                    f'("ReLU", {{}}), not {_shown(layer)}.'
                )
        if kind not in self._allowed:
            raise ArchitectureError(
                f"layer {name}: {_shown(kind)} is none of the layers that can be used: "
                f"{', '.join(self._allowed)}."
            )
        found = Layer(name, kind)
        if kind in BLOCKS:
            return Layer(name, kind, {}, dict(self._parts(found, options, depth)))
        return Layer(name, kind, _read_options(found, options))

    def _parts(
        self, block: Layer, options: dict[Any, Any], depth: int
    ) -> Iterator[tuple[str, Description]]:
        _only_known(block, options, BLOCKS[block.type])
        if block.type == "Residual":
            if "body" not in options:
                raise block.error("the option body is missing.")
            for part in BLOCKS["Residual"]:
                yield part, self.read(options.get(part, []), f"{block.name}.{part}.", depth + 1)
            return
        branches = options.get("branches")
        if not isinstance(branches, list | tuple) or not 1 <= len(branches) <= MOST_BRANCHES:
            raise block.error(f"branches must be a list of 1 to {MOST_BRANCHES} lists of layers.")
        for number, branch in enumerate(branches):
            part = f"branches.{number}"
            yield part, self.read(branch, f"{block.name}.{part}.", depth + 1)


def _read_options(layer: Layer, options: dict[Any, Any]) -> dict[str, Any]:
    known = OPTIONS[layer.type]
    _only_known(layer, options, known)
    found = {}
    for name, option in known.items():
        if name in options:
            try:
                found[name] = option.read(options[name])
            except OptionError as error:
                raise layer.error(f"{name} must be {error}, not {_shown(options[name])}.") from None
        elif option.required:
            raise layer.error(f"the option {name} is missing.")
        else:
            found[name] = option.default
    return found


def _only_known(layer: Layer, options: dict[Any, Any], known: Collection[str]) -> None:
    for name in options:
        if name not in known:
            those = f"only {', '.join(known)}" if known else "none at all"
            raise layer.error(f"it has no option {_shown(name)}, {those}.")


def _shown(value: Any) -> str:
    """Return any value as a short text."""
    if not isinstance(value, str | int | float | list | tuple | dict | None):
        return f"a {type(value).__name__}"
    text = repr(value) if not isinstance(value, list | tuple | dict) else _kind(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _kind(value: Any) -> str:
    return f"a {type(value).__name__} of {len(value)}"
