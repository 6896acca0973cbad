"""Let a function run other code, whatever name it is called by, until that is undone."""

from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any

__all__ = ["substitute"]


def substitute(target: FunctionType, other: Callable[..., Any]) -> Callable[[], None]:
    """Let `target` run the code of `other`, and return what undoes it.

    The function itself is changed, not its name in a module: an alias runs the other code as well.

    Parameters
    ----------
    other : function
        It runs among the names of `target`: what it needs is among the defaults of its arguments.
    """
    assert isinstance(other, FunctionType)
    code, defaults, keywords = target.__code__, target.__defaults__, target.__kwdefaults__
    target.__code__ = other.__code__.replace(co_freevars=code.co_freevars)
    target.__defaults__, target.__kwdefaults__ = other.__defaults__, other.__kwdefaults__
    return partial(_restore, target, code, defaults, keywords)


def _restore(target: FunctionType, code: Any, defaults: Any, keywords: Any) -> None:
    target.__code__, target.__defaults__, target.__kwdefaults__ = code, defaults, keywords
