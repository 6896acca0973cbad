"""Replace the code of a function until it is restored, under all names of the function."""

from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any

__all__ = ["substitute"]


def substitute(target: FunctionType, other: Callable[..., Any]) -> Callable[[], None]:
    """Let `target` run the code of `other`, and return a function that undoes it.

    The function itself is changed, not its name in a module, so that aliases run `other` as well.

    Parameters
    ----------
    other : function
        It runs with the globals of `target`, so it gets what it needs as default arguments.
    """
    assert isinstance(other, FunctionType)
    code, defaults, keywords = target.__code__, target.__defaults__, target.__kwdefaults__
    target.__code__ = other.__code__.replace(co_freevars=code.co_freevars)
    target.__defaults__, target.__kwdefaults__ = other.__defaults__, other.__kwdefaults__
    return partial(_restore, target, code, defaults, keywords)


def _restore(target: FunctionType, code: Any, defaults: Any, keywords: Any) -> None:
    target.__code__, target.__defaults__, target.__kwdefaults__ = code, defaults, keywords
