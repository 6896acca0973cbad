"""Layers, of networks that are passed as data, with which an answer raises."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.checks.cases import Case
from autograder.checks.tries import Try, values_of

__all__ = ["layer_features", "layers_that_raise"]


def layers_that_raise(tried: list[Try]) -> Iterator[str]:
    """Say with which layers, or options of a layer, every network that is passed as data raises."""
    having = [(each, layer_features(each.case)) for each in tried]
    sound = {name for each, features in having if each.as_known for name in features}
    raised = [features for each, features in having if each.raised]
    returned = {name for each, features in having if not each.raised for name in features}
    # With something else that is not known to be right, the exception may come from there.
    blamed = {name for each in raised for name in each - returned if each - {name} <= sound}
    if blamed:
        listed = " or ".join(f"`{name}`" for name in sorted(blamed))
        yield f"Every network that has {listed} raises an exception."


def layer_features(case: Case) -> frozenset[str]:
    """Return the layers of a network by name, alone and with each option that is no array."""
    layers = [
        layer
        for value in values_of(case.args, case.kwargs)
        if isinstance(value, list) and all(_is_layer(each) for each in value)
        for layer in value
    ]
    options = {
        f"{name}({option}=...)"
        for name, given in layers
        for option, value in given.items()
        if not isinstance(value, np.ndarray)
    }
    return frozenset(name for name, _ in layers) | options


def _is_layer(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and isinstance(value[0], str)
        and isinstance(value[1], dict)
    )
