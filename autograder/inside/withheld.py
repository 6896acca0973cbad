"""Disable functions for a while: calling one, under any name, raises an explanation."""

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from types import FunctionType
from typing import Any

from .substitutes import substitute

__all__ = ["give_back", "withhold"]

_undo: list[Callable[[], None]] = []


def withhold(_: Any, names: list[str], exercise: str) -> None:
    """Make every call of these functions raise, until `give_back` is called.

    Parameters
    ----------
    names : list of str
        Full names of functions or classes, such as ``"cnnlib.conv.conv2d"``. Those that cannot be
        imported are skipped.
    exercise : str
        The exercise that is being checked, for the message.
    """
    for name in names:
        module, _, attribute = name.rpartition(".")
        try:
            target = getattr(import_module(module), attribute)
        except Exception:  # the student's own module may raise anything
            continue
        called = attribute if module.startswith("cnnlib.") else name
        said = f"`{called}` cannot be called in `{exercise}`, which should do that work itself."
        _undo.append(_spoil(target, sys.modules[module], attribute, _raiser(said)))


def give_back(_: Any = None) -> None:
    """Enable all withheld functions again."""
    while _undo:
        _undo.pop()()


def _raiser(said: str) -> FunctionType:
    scope: dict[str, Any] = {}
    # It runs with the globals of the function that it replaces, and needs none of them.
    exec(f"def withheld(*args, **kwargs):\n    raise RuntimeError({said!r})\n", scope)
    raiser: FunctionType = scope["withheld"]
    return raiser


def _spoil(target: Any, module: Any, attribute: str, raiser: FunctionType) -> Callable[[], None]:
    """Make a function or class raise, and return a function that undoes it."""
    target = getattr(target, "__wrapped__", target)  # as for NumPy's functions
    if isinstance(target, type):
        own = vars(target).get("__init__")
        target.__init__ = raiser  # type: ignore[misc]
        return partial(_restore_init, target, own)
    if isinstance(target, FunctionType):
        return substitute(target, raiser)
    setattr(module, attribute, raiser)  # written in C: only its name in the module can be changed
    return partial(setattr, module, attribute, target)


def _restore_init(target: Any, own: Any) -> None:
    if own is None:
        del target.__init__
    else:
        target.__init__ = own
