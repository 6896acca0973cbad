"""Disable functions for a while: calling one, under any name, raises an explanation."""

import gc
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from importlib.machinery import SourceFileLoader
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

from .substitutes import substitute

__all__ = ["give_back", "note_names", "withhold", "withhold_with_copies"]

LIBRARY = "cnnlib."

Raisers = dict[CodeType, FunctionType]

_undo: list[Callable[[], None]] = []
_noted: set[str] = set()
_names: dict[int, list[tuple[ModuleType, str]]] = {}


def note_names() -> None:
    """Note all names of functions in C, so that a sandbox need only search what it imports."""
    for loaded, module in list(sys.modules.items()):
        if isinstance(module, ModuleType) and loaded != "__main__":  # which is the student's
            _noted.add(loaded)
            for name, value in vars(module).items():
                if isinstance(value, BuiltinFunctionType):
                    _names.setdefault(id(value), []).append((module, name))


def withhold_with_copies(answer: Any, names: list[str], exercise: str) -> None:
    """Do as `withhold`, and disable the copies of these functions that student's code has made."""
    _disable_copies(gc.get_objects(), withhold(answer, names, exercise))


def withhold(_: Any, names: list[str], exercise: str) -> Raisers:
    """Make every call of these functions raise, until `give_back` is called.

    Parameters
    ----------
    names : list of str
        Full names of functions or classes, such as ``"cnnlib.conv.conv2d"``. Those that do not
        exist are skipped. No module is imported here, as it may be the student's and end the
        process: what one defines is disabled once it is imported.
    exercise : str
        The exercise that is being checked, for the message.

    Returns
    -------
    dict
        What is called instead, by the code of each disabled function.
    """
    raisers: Raisers = {}
    later: dict[str, list[tuple[str, FunctionType]]] = {}
    for name in names:
        module, _, attribute = name.rpartition(".")
        called = attribute if module.startswith(LIBRARY) else name
        raiser = _raiser(
            f"`{called}` cannot be called in `{exercise}`, which should do that work itself."
        )
        if module in sys.modules:
            _disable(sys.modules[module], attribute, raiser, raisers)
        else:
            later.setdefault(module, []).append((attribute, raiser))
    _disable_when_imported(later, raisers)
    return raisers


def give_back(_: Any = None) -> None:
    """Enable all withheld functions again."""
    while _undo:
        _undo.pop()()


def _disable_when_imported(
    later: dict[str, list[tuple[str, FunctionType]]], raisers: Raisers
) -> None:
    """Disable what a module defines that is imported, reloaded or loaded under another name."""
    run = SourceFileLoader.exec_module

    def exec_module(self: SourceFileLoader, module: ModuleType) -> None:
        run(self, module)
        for attribute, raiser in later.get(module.__name__, ()):
            _disable(module, attribute, raiser, raisers)
        _disable_copies(list(vars(module).values()), raisers)

    SourceFileLoader.exec_module = exec_module  # type: ignore[assignment, method-assign]
    _undo.append(partial(setattr, SourceFileLoader, "exec_module", run))


def _raiser(said: str) -> FunctionType:
    scope: dict[str, Any] = {}
    # It runs with the globals of the function that it replaces, and needs none of them.
    exec(f"def withheld(*args, **kwargs):\n    raise RuntimeError({said!r})\n", scope)
    raiser: FunctionType = scope["withheld"]
    return raiser


def _disable(module: Any, attribute: str, raiser: FunctionType, raisers: Raisers) -> None:
    """Make a function or class of a module raise, if there is one."""
    with suppress(Exception):  # the student's own module may hold anything
        target = getattr(module, attribute)
        target = getattr(target, "__wrapped__", target)  # as for NumPy's functions
        if isinstance(target, type):
            own = vars(target).get("__init__")
            target.__init__ = raiser  # type: ignore[misc]
            _undo.append(partial(_restore_init, target, own))
        elif isinstance(target, FunctionType):
            raisers[target.__code__] = raiser
            _undo.append(substitute(target, raiser))
        else:
            _rename(target, raiser)


def _disable_copies(objects: Iterable[Any], raisers: Raisers) -> None:
    """Make functions raise that have the code of a disabled one."""
    names = {code.co_name for code in raisers}  # to compare few codes, which takes longer
    for each in objects:
        if type(each) is FunctionType and each.__code__.co_name in names:
            raiser = raisers.get(each.__code__)
            if raiser and not each.__code__.co_freevars:
                _undo.append(substitute(each, raiser))


def _rename(target: Any, raiser: FunctionType) -> None:
    """Let the names of a function in C, which cannot be changed itself, stand for another."""
    places = list(_names.get(id(target), ()))
    noted = _noted if isinstance(target, BuiltinFunctionType) else ()
    # Not even a reference to the others is counted, which would copy the pages they lie in.
    for loaded in [name for name in list(sys.modules) if name not in noted]:
        if isinstance(module := sys.modules.get(loaded), ModuleType):
            places += [(module, name) for name, value in vars(module).items() if value is target]
    for module, name in places:
        if vars(module).get(name) is target:
            setattr(module, name, raiser)
            _undo.append(partial(setattr, module, name, target))


def _restore_init(target: Any, own: Any) -> None:
    if own is None:
        del target.__init__
    else:
        target.__init__ = own
