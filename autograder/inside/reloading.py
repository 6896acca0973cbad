"""Keep ``%autoreload`` from looking at all modules at every cell: only later ones can change."""

import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from IPython.extensions import autoreload
from IPython.extensions.deduperreload import deduperreload

__all__ = ["watch_later_modules_alone"]


class _LaterModules(Mapping[str, ModuleType]):
    """`sys.modules`, of which only the modules that were imported later are listed.

    They are at the end. The others are not even looked at: in a forked process, counting a
    reference to one copies the page of memory that it lies in.
    """

    def __init__(self) -> None:
        self._first = frozenset(sys.modules)

    def __getitem__(self, name: str) -> ModuleType:
        return sys.modules[name]

    def __iter__(self) -> Iterator[str]:
        later: list[str] = []
        for name in reversed(sys.modules):
            if name not in self._first:
                later.append(name)
            elif len(later) >= len(self):  # fewer, if one of the first was imported again
                break
        return reversed(later)

    def __len__(self) -> int:
        return max(0, len(sys.modules) - len(self._first))


class _System:
    """Stands for the module `sys` in IPython's extension."""

    def __init__(self) -> None:
        self.modules = _LaterModules()

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


def watch_later_modules_alone() -> None:
    """Let ``%autoreload`` check only the files of modules that are imported from now on."""
    autoreload.sys = deduperreload.sys = _System()  # type: ignore[assignment, attr-defined]
