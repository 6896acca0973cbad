"""Run a grade cell in the trusted process; the student's names are looked up in the sandbox."""

import ast
import builtins
import io
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from autograder.sandbox.remote import Remote
from cnnlib.checking import expect

__all__ = ["UnusableAnswerError", "run_grade_cell"]

CELL = "<grade cell>"
CELLS_KEPT = 64


class UnusableAnswerError(Exception):
    """A test could not continue with what the student's work returned; the message says why."""


class _Namespace(dict[str, Any]):
    """Global names of a grade cell: trusted names first, then builtins, then the student's."""

    def __init__(self, lookup: Callable[[str], Any]) -> None:
        super().__init__(np=np, expect=expect, __name__="grade_cell")
        self._lookup = lookup

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)
        found = self._lookup(name)
        if isinstance(found, Remote):  # a cell uses a function several times
            self[name] = found
        return found


def run_grade_cell(source: str, lookup: Callable[[str], Any]) -> tuple[float | None, str]:
    """Execute `source`; return the number on its last line, if any, and what it printed.

    The trusted side defines ``np``, ``expect`` and what the cell imports; `lookup` returns every
    other name. As in nbgrader, a number as the last expression is partial credit.

    Raises
    ------
    UnusableAnswerError
        If a line of the cell itself fails, which the reference passes: too few values come back,
        or none.
    """
    cell = _compiled(source)
    namespace = _Namespace(lookup)
    printed = io.StringIO()
    with redirect_stdout(printed):
        try:
            exec(cell.body, namespace)
            value = None if cell.last is None else eval(cell.last, namespace)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            if (line := _line_of(error)) is None:
                raise
            raise UnusableAnswerError(_in_words(cell.tree, line, error)) from error
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None, printed.getvalue()
    return float(value), printed.getvalue()


@dataclass(frozen=True)
class _Compiled:
    """A grade cell without its last expression, and that expression, if it ends with one."""

    tree: ast.Module
    body: CodeType
    last: CodeType | None


@lru_cache(maxsize=CELLS_KEPT)  # all submissions of an assignment have the same
def _compiled(source: str) -> _Compiled:
    tree = ast.parse(source)
    last = None
    if tree.body and isinstance(expression := tree.body[-1], ast.Expr):
        last = compile(ast.Expression(expression.value), CELL, "eval")
        tree.body.pop()
    return _Compiled(tree, compile(tree, CELL, "exec"), last)


def _line_of(error: Exception) -> int | None:
    """Return the line of the cell that raised; None if a function that it called raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or trace.tb_frame.f_code.co_filename != CELL:
        return None
    return trace.tb_lineno


def _in_words(tree: ast.Module, line: int, error: Exception) -> str:
    lines = (each for each in tree.body if each.lineno <= line <= (each.end_lineno or line))
    match next(lines, None):
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Call() as call):
            listed = ", ".join(map(ast.unparse, names))
            return (
                f"`{ast.unparse(call)}` should return a tuple of {len(names)} values, `{listed}`, "
                "but does not."
            )
        case ast.stmt() as statement:
            return (
                "A test cannot continue with what your work returns, in "
                f"`{ast.unparse(statement)}`: {type(error).__name__}, {error}."
            )
    return f"A test cannot continue with what your work returns: {type(error).__name__}, {error}."
