"""What a known mistake hands on to the right function, found out without running that function."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.answers import FunctionMisconception
from autograder.checks.cases import Case

__all__ = ["HandedOn", "arguments_of", "handed_on"]

SCALARS = (bool, int, float, str)


@dataclass(frozen=True)
class HandedOn:
    """The arguments that a mistake passes to the function that it is put around.

    Attributes
    ----------
    given : dict
        The arguments by name.
    same : bool
        Whether they are those that it was given.
    returned : bool
        Whether it returns the result as it is.
    """

    given: dict[str, Any]
    same: bool
    returned: bool

    @property
    def nothing_changed(self) -> bool:
        return self.same and self.returned


def arguments_of(case: Case, right: Callable[..., Any]) -> dict[str, Any] | None:
    """Return copies of a case's arguments by name; None if it is more than a plain call."""
    args, kwargs = case.given()
    if case.use is not None or not all(map(_is_plain, (*args, *kwargs.values()))):
        return None
    return dict(inspect.signature(right).bind(*args, **kwargs).arguments)


def handed_on(
    mistake: FunctionMisconception, right: Callable[..., Any], given: Mapping[str, Any]
) -> HandedOn | None:
    """Return what a mistake hands on, or None if it does not call the function exactly once.

    Parameters
    ----------
    right : callable
        The right function, which is not called.
    given : mapping
        The arguments by name, as `arguments_of` returns them.
    """
    if not mistake.takes_right:
        return None
    signature, calls, result = inspect.signature(right), [], object()

    def instead(*args: Any, **kwargs: Any) -> object:
        calls.append(signature.bind(*args, **kwargs))
        return result

    try:
        returned = mistake.spoil(instead, **given)
    except Exception:  # it works on the result, which is not there
        returned = None
    if len(calls) != 1:
        return None
    (call,) = calls
    passed = dict(call.arguments)
    call.apply_defaults()
    whole = signature.bind(**given)
    whole.apply_defaults()
    return HandedOn(passed, _equal(call.arguments, whole.arguments), returned is result)


def _equal(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(_same(one[name], other[name]) for name in other)


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(other, SCALARS) and type(one) is type(other) and bool(one == other)


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, (np.ndarray, *SCALARS))
