"""The requests that the grader can make to a student's object, besides calling it."""

from collections.abc import Callable
from typing import Any

from .edited import call_edited, define_again, follow, followed
from .modules import (
    cast_module,
    copy_module,
    load_state,
    make_module,
    module_state,
    repeat_module,
    run_module,
)
from .networks import call_on_networks
from .withheld import give_back, withhold_with_copies

__all__ = ["REQUESTS"]


def get_attribute(target: Any, name: str) -> Any:
    """Return an attribute or a method."""
    return getattr(target, name)


def set_attribute(target: Any, name: str, value: Any) -> None:
    """Set an attribute."""
    setattr(target, name, value)


# By the name of the request.
REQUESTS: dict[str, Callable[..., Any]] = {
    "get": get_attribute,
    "set": set_attribute,
    "make": make_module,
    "cast": cast_module,
    "copy": copy_module,
    "repeat": repeat_module,
    "state": module_state,
    "load": load_state,
    "run": run_module,
    "on networks": call_on_networks,
    "call edited": call_edited,
    "define again": define_again,
    "follow": follow,
    "followed": followed,
    "withhold": withhold_with_copies,
    "give_back": give_back,
}
