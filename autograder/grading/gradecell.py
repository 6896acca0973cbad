"""Run a grade cell in the trusted process; the student's names are looked up in the sandbox."""

import ast
import builtins
import io
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import numpy as np

from cnnlib.checking import expect

__all__ = ["run_grade_cell"]


class _Namespace(dict[str, Any]):
    """Global names of a grade cell: the trusted ones, then the builtins, then the student's."""

    def __init__(self, lookup: Callable[[str], Any]) -> None:
        super().__init__(np=np, expect=expect, __name__="grade_cell")
        self._lookup = lookup

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)
        return self._lookup(name)


def run_grade_cell(source: str, lookup: Callable[[str], Any]) -> tuple[float | None, str]:
    """Execute `source` and return the number on its last line, if any, and what it printed.

    The trusted side defines ``np``, ``expect`` and what the cell imports; `lookup` returns every
    other name. As in nbgrader, a number as the last expression is partial credit.
    """
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    namespace = _Namespace(lookup)
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(tree, "<grade cell>", "exec"), namespace)
        value = None
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<grade cell>", "eval"), namespace)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None, printed.getvalue()
    return float(value), printed.getvalue()
