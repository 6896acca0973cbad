"""Run an edited copy of a student's definitions, and note what a call of it executes."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

__all__ = ["call_edited", "define_again", "follow", "followed"]

Trace = Callable[[FrameType, str, Any], Any]

EDITED = "<edited>"
MOST_NAMES = 200
MOST_LINES = 2000

_lines: set[int] = set()
_kinds: dict[str, set[str]] = {}


def define_again(original: Any, text: str, name: str) -> Any:
    """Return what `text` defines as `name`, beside the other names of the original's module.

    The module itself stays as it is, and so do the functions of it that are not in `text`.
    """
    scope = dict(vars(sys.modules[original.__module__]))
    exec(compile(text, EDITED, "exec", dont_inherit=True), scope)
    return scope[name]


def follow(_: Any) -> None:
    """Note what is executed of edited definitions, until `followed` is called."""
    _lines.clear()
    _kinds.clear()
    sys.settrace(_trace)


def followed(_: Any) -> tuple[list[int], dict[str, list[str]]]:
    """Return the lines that were executed, and the kinds of the values of each variable."""
    sys.settrace(None)
    kinds = {name: sorted(found) for name, found in sorted(_kinds.items())[:MOST_NAMES]}
    return sorted(_lines)[:MOST_LINES], kinds


def _trace(frame: FrameType, event: str, _: Any) -> Trace | None:
    if frame.f_code.co_filename != EDITED or frame.f_code.co_name == "<module>":
        return None
    if event == "line":
        _lines.add(frame.f_lineno)
    elif event == "return":
        _note(frame.f_locals)
    return _trace


def _note(variables: dict[str, Any]) -> None:
    named = dict(variables)
    own = getattr(named.get("self"), "__dict__", {})
    named |= {f"self.{name}": value for name, value in own.items() if name[:1] != "_"}
    for name, value in named.items():
        if name.isidentifier() or name.startswith("self."):
            _kinds.setdefault(name, set()).add(_kind(value))


def _kind(value: Any) -> str:
    """Return the name of a value's type, followed by the number of axes of an array."""
    axes = getattr(value, "ndim", None)
    name = type(value).__name__
    return f"{name} {axes}" if type(axes) is int else name


def call_edited(
    original: Any, texts: list[str], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> list[tuple[str, Any]]:
    """Call what each text defines as `name`, and return what each raised or else returned."""
    return [_called(original, text, name, args, kwargs) for text in texts]


def _called(
    original: Any, text: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[str, Any]:
    """Return the name of an exception, or an empty string and the result."""
    own = {name: _copy(value) for name, value in kwargs.items()}
    try:
        return "", define_again(original, text, name)(*map(_copy, args), **own)
    except BaseException as error:  # also sys.exit()
        return type(error).__name__, None


def _copy(value: Any) -> Any:
    """Return a copy of an array, which no other call can have changed."""
    if not isinstance(value, np.ndarray):
        return value
    copy = value.copy()
    copy.flags.writeable = value.flags.writeable
    return copy
