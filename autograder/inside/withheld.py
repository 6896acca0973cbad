"""Take functions out of use for a while: a call, by whatever name, raises and says so."""

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from types import FunctionType
from typing import Any

__all__ = ["give_back", "withhold"]

_undo: list[Callable[[], None]] = []


def withhold(_: Any, names: list[str], exercise: str) -> None:
    """Let every call of these functions raise, until `give_back`.

    The function itself is changed, not its name in a module: an alias raises as well.

    Parameters
    ----------
    names : list of str
        As ``"cnnlib.conv.conv2d"``: functions or classes. One that cannot be imported is left out.
    exercise : str
        What is being checked, for the message.
    """
    for name in names:
        module, _, attribute = name.rpartition(".")
        try:
            target = getattr(import_module(module), attribute)
        except Exception:  # the student's own module may raise anything
            continue
        called = attribute if module.startswith("cnnlib.") else name
        said = f"`{called}` cannot be called in `{exercise}`, which is to do that work itself."
        _undo.append(_spoil(target, sys.modules[module], attribute, _raiser(said)))


def give_back(_: Any = None) -> None:
    """Put all withheld functions back into use."""
    while _undo:
        _undo.pop()()


def _raiser(said: str) -> FunctionType:
    scope: dict[str, Any] = {}
    # It runs among the names of the function whose code it replaces, and needs none of them.
    exec(f"def withheld(*args, **kwargs):\n    raise RuntimeError({said!r})\n", scope)
    raiser: FunctionType = scope["withheld"]
    return raiser


def _spoil(target: Any, module: Any, attribute: str, raiser: FunctionType) -> Callable[[], None]:
    """Make a function or class raise, and return what undoes it."""
    target = getattr(target, "__wrapped__", target)  # NumPy's functions, for example
    if isinstance(target, type):
        own = vars(target).get("__init__")
        target.__init__ = raiser  # type: ignore[misc]
        return partial(_restore_init, target, own)
    if isinstance(target, FunctionType):
        code, defaults, keywords = target.__code__, target.__defaults__, target.__kwdefaults__
        target.__code__ = raiser.__code__.replace(co_freevars=code.co_freevars)
        target.__defaults__ = target.__kwdefaults__ = None
        return partial(_restore_function, target, code, defaults, keywords)
    setattr(module, attribute, raiser)  # in C: its name in the module is all that can be changed
    return partial(setattr, module, attribute, target)


def _restore_init(target: Any, own: Any) -> None:
    if own is None:
        del target.__init__
    else:
        target.__init__ = own


def _restore_function(target: FunctionType, code: Any, defaults: Any, keywords: Any) -> None:
    target.__code__, target.__defaults__, target.__kwdefaults__ = code, defaults, keywords
