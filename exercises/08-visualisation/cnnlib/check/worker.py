"""Run the cells of a notebook and their visible tests, and write each result as a line.

It runs as a separate process, because a student's code may never end, or end Python.
"""

import ast
import contextlib
import json
import os
import sys
import traceback
import warnings
from pathlib import Path
from typing import IO, Any

from cnnlib.check.notebook import Cell, names_bound, read_cells

__all__ = ["main"]

STUB = ": replace this line with your code"
NO_CODE = "YOUR CODE HERE"


class _Runner:
    """The names that a notebook's cells define, and why others are missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[str, Any] = {"__name__": "__main__"}
        self._missing: dict[str, dict[str, str]] = {}
        self._sources: dict[str, str] = {}

    def define(self, cell: Cell) -> None:
        """Run a cell statement by statement; one that fails leaves only its own names undefined."""
        self._sources[cell.name] = cell.source
        try:
            statements = ast.parse(cell.source).body
        except SyntaxError as error:
            self.give_up(cell, _answer("error", _syntax(error, f"the cell {cell.name!r}")))
            return
        for statement in statements:
            failure = self._run(ast.Module([statement], []), cell)
            if failure is None:
                for name in names_bound([statement]):
                    self._missing.pop(name, None)
            elif isinstance(statement, ast.Import | ast.ImportFrom):
                self._missing |= dict.fromkeys(names_bound([statement]), failure)
            else:
                self._missing |= dict.fromkeys(names_bound(statements), failure)
                return

    def give_up(self, cell: Cell, why: dict[str, str]) -> None:
        """Record why the names of a cell are missing."""
        self._missing |= dict.fromkeys(cell.names_bound(), why)

    def test(self, cell: Cell) -> dict[str, str]:
        """Run the visible test of an exercise."""
        if cell.is_written:
            return _answer("written" if cell.answered else "not started")
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as error:
            return _answer("error", _syntax(error, f"the cell {cell.name!r}"))
        failure = self._run(tree, cell)
        if failure is None:
            return _answer("passes")
        if failure["state"] == "not started":
            return failure
        # An answer cell that failed leaves its names with their original values, mostly None.
        needed = cell.names_used() - cell.names_bound()
        missing = sorted(needed & self._missing.keys())
        return self._missing[missing[0]] if missing else failure

    def _run(self, tree: ast.Module, cell: Cell) -> dict[str, str] | None:
        try:
            exec(compile(tree, f"<{cell.name}>", "exec"), self._names)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return self._in_words(error, cell)
        return None

    def _in_words(self, error: BaseException, cell: Cell) -> dict[str, str]:
        said = str(error).strip().splitlines()[0] if str(error).strip() else ""
        if isinstance(error, NotImplementedError):
            key = said.partition(STUB)[0].rpartition(".")[2] if STUB in said else ""
            if key == cell.name or (not key and self._raised_by_stub(error)):
                return _answer("not started")
            if key:
                return _answer("not started", f"it needs {key}, which is not written yet.")
        if isinstance(error, AssertionError):
            return _answer("fails", said or "the test in the notebook does not hold.")
        if isinstance(error, SyntaxError):
            return _answer("error", _syntax(error, self._short(error.filename or "")))
        if isinstance(error, NameError) and (known := self._missing.get(error.name or "")):
            return known
        what = f"{type(error).__name__}: {said}" if said else type(error).__name__
        where = self._where(error)
        return _answer("error", f"{where}: {what}" if where else what)

    def _raised_by_stub(self, error: BaseException) -> bool:
        """Return whether the line that raised is in an unchanged answer cell."""
        last = traceback.extract_tb(error.__traceback__)[-1].filename.strip("<>")
        return NO_CODE in self._sources.get(last, "")

    def _where(self, error: BaseException) -> str:
        """Return the last of the student's own lines in the traceback."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            short = self._short(frame.filename)
            if short.startswith("cnnlib/") and not short.startswith("cnnlib/check/"):
                return f"{short}, line {frame.lineno}"
            if (name := frame.filename.strip("<>")) in self._sources:
                return f"the cell {name!r}, line {frame.lineno}"
        return ""

    def _short(self, filename: str) -> str:
        path = Path(filename)
        return path.relative_to(self._folder).as_posix() if self._folder in path.parents else ""


def main(notebook: Path, skipped: dict[str, str]) -> None:
    """Run a notebook, and write a line of JSON before each cell and after each exercise.

    Parameters
    ----------
    skipped : dict of str to str
        By name, why cells are skipped: they did not end in an earlier run.
    """
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    warnings.simplefilter("ignore")
    _, cells = read_cells(notebook)
    runner = _Runner(notebook.resolve().parent)
    with contextlib.suppress(BrokenPipeError):
        for cell in cells:
            _say(out, {"begins": cell.name})
            if cell.name in skipped:
                answer = _answer("error", skipped[cell.name])
                runner.give_up(cell, answer)
            elif cell.is_exercise:
                answer = runner.test(cell)
            else:
                runner.define(cell)
                continue
            if cell.is_exercise:
                _say(out, {"exercise": cell.name, **answer})
        _say(out, {"ends": True})
    # Exit handlers and endless threads of the student's code must not delay the end.
    os._exit(0)


def _say(out: IO[str], line: dict[str, Any]) -> None:
    out.write(json.dumps(line) + "\n")
    out.flush()


def _answer(state: str, message: str = "") -> dict[str, str]:
    return {"state": state, "message": message}


def _syntax(error: SyntaxError, where: str) -> str:
    place = f"{where}, line {error.lineno}" if error.lineno else where
    return f"{place}: {type(error).__name__}: {error.msg}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
