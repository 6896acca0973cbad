"""Match a student's parameters with those of the right module by name, shape and order."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np

__all__ = ["Own", "match_parameters"]


@dataclass(frozen=True)
class Own:
    """A parameter or buffer of the student's module, with its initial value."""

    name: str
    kind: str
    value: np.ndarray


def match_parameters(
    own: list[Own],
    wanted: Mapping[str, np.ndarray],
    initial: Mapping[str, np.ndarray],
    buffers: Collection[str] | None = None,
) -> dict[str, str]:
    """Return the student's name for each wanted parameter; shapes must agree.

    Parameters are matched by the same name first, then by the last part of the name, as in
    ``conv1.weight``, then by a constant initial value, such as 1 for a scale and 0 for a shift,
    and then by the order of creation.

    Parameters
    ----------
    own : list of Own
        In the order of creation. Extra buffers are allowed.
    wanted, initial : mapping of str to ndarray
        In the same order; `initial` has the initial values that are known.
    buffers : collection of str, optional
        The names of the wanted ones that are buffers, if known.

    Raises
    ------
    ValueError
        If one has no counterpart, or a parameter is left over; the message names it.
    """
    found: dict[str, str] = {}
    left = list(own)
    rules: list[Callable[[Own, str], bool]] = [
        lambda each, name: each.name == name,
        lambda each, name: _last(each.name) == _last(name),
        lambda each, name: _constant(each.value) == _constant(initial.get(name)) is not None,
        lambda *_: True,
    ]
    for number, rule in enumerate(rules):
        for name, array in wanted.items():
            if name in found:
                continue
            kind = _kind(name, buffers)
            fits = [
                each
                for each in left
                if each.value.shape == array.shape and each.kind in kind and rule(each, name)
            ]
            rivals = [
                other
                for other, its in wanted.items()
                if other not in found
                and its.shape == array.shape
                and _kind(other, buffers) == kind
                and any(rule(each, other) for each in fits)
            ]
            # A name or a constant that several share decides nothing, unless as many are wanted.
            if fits and (number in {0, len(rules) - 1} or len(fits) == len(rivals)):
                found[name] = fits[0].name
                left.remove(fits[0])
    _complete(found, left, wanted, buffers or ())
    return found


def _kind(name: str, buffers: Collection[str] | None) -> tuple[str, ...]:
    if buffers is None:
        return "parameter", "buffer"
    return ("buffer",) if name in buffers else ("parameter",)


def _complete(
    found: dict[str, str],
    left: list[Own],
    wanted: Mapping[str, np.ndarray],
    buffers: Collection[str],
) -> None:
    missing = [name for name in wanted if name not in found]
    extra = [each for each in left if each.kind == "parameter"]
    if missing:
        name = missing[0]
        same = next((each for each in left if each.name == name), None)
        if same is not None:
            raise ValueError(
                f"its {same.kind} `{name}` has the shape {same.value.shape}, where "
                f"{wanted[name].shape} is expected."
            )
        others = f" It has {_listed(extra)} instead." if extra else ""
        kind = "buffer" if name in buffers else "parameter"
        shape = wanted[name].shape
        raise ValueError(f"it has no {kind} for `{name}`, of the shape {shape}.{others}")
    if extra:
        raise ValueError(f"it has parameters that it does not need: {_listed(extra)}.")


def _listed(those: list[Own]) -> str:
    shown = [f"`{each.name:.60}` {each.value.shape}" for each in those[:3]]
    return ", ".join(shown + ["…"] * (len(those) > 3))


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _constant(array: np.ndarray | None) -> float | None:
    if array is None or not array.size or (array != array.flat[0]).any():
        return None
    return float(array.flat[0])
