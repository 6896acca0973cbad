"""Disable functions for a while: calling one, under any name, raises an explanation."""

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.machinery import SourceFileLoader
from types import FunctionType, ModuleType
from typing import Any

from .substitutes import substitute

__all__ = ["give_back", "withhold"]

LIBRARY = "cnnlib."

_undo: list[Callable[[], None]] = []


def withhold(_: Any, names: list[str], exercise: str) -> None:
    """Make every call of these functions raise, until `give_back` is called.

    Parameters
    ----------
    names : list of str
        Full names of functions or classes, such as ``"cnnlib.conv.conv2d"``. Those that cannot be
        imported are skipped. Modules of `cnnlib` are never imported here, as they may be the
        student's and end the process: what one defines is disabled once it is imported.
    exercise : str
        The exercise that is being checked, for the message.
    """
    later: dict[str, list[tuple[str, FunctionType]]] = {}
    for name in names:
        module, _, attribute = name.rpartition(".")
        own = module.startswith(LIBRARY)
        called = attribute if own else name
        raiser = _raiser(
            f"`{called}` cannot be called in `{exercise}`, which should do that work itself."
        )
        if own and module not in sys.modules:
            later.setdefault(module, []).append((attribute, raiser))
            continue
        try:
            found = import_module(module)
            _undo.append(_spoil(getattr(found, attribute), found, attribute, raiser))
        except Exception:  # the student's own module may hold anything
            continue
    if later:
        _spoil_when_imported(later)


def give_back(_: Any = None) -> None:
    """Enable all withheld functions again."""
    while _undo:
        _undo.pop()()


def _spoil_when_imported(later: dict[str, list[tuple[str, FunctionType]]]) -> None:
    run = SourceFileLoader.exec_module

    def exec_module(self: SourceFileLoader, module: ModuleType) -> None:
        run(self, module)
        for attribute, raiser in later.get(module.__name__, ()):
            if hasattr(module, attribute):
                _undo.append(_spoil(getattr(module, attribute), module, attribute, raiser))

    SourceFileLoader.exec_module = exec_module  # type: ignore[assignment, method-assign]
    _undo.append(partial(setattr, SourceFileLoader, "exec_module", run))


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
