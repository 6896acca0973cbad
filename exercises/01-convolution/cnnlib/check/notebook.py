"""Read the exercises of an assignment from the student's notebook."""

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Cell", "NotebookError", "find_notebook", "read_cells"]

MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)  # IPython's lines, which are not Python
UNANSWERED = "YOUR ANSWER HERE"


class NotebookError(Exception):
    """There is no notebook that can be read; the message is for the student."""


@dataclass(frozen=True)
class Cell:
    """A cell that defines something, or the test of an exercise.

    Attributes
    ----------
    name : str
        Its nbgrader id, or its position, as in ``"cell 7"``.
    source : str
        Its code, or the text of a written answer.
    is_exercise, is_written : bool
        Whether it is the test of an exercise, and whether that is answered in words.
    title : str
        The last heading above it.
    points : float
    """

    name: str
    source: str
    is_exercise: bool = False
    is_written: bool = False
    title: str = ""
    points: float = 0.0

    @property
    def answered(self) -> bool:
        """Whether it has a written answer."""
        return bool(self.source.strip()) and UNANSWERED not in self.source

    def names_bound(self) -> set[str]:
        """Return the names that the cell defines; none if it is not Python."""
        try:
            tree = ast.parse(self.source)
        except SyntaxError:
            return set(re.findall(r"^\s*(?:def\s+)?(\w+)\s*(?:=|\()", self.source, re.MULTILINE))
        return names_bound(tree.body)

    def names_used(self) -> set[str]:
        """Return the names that the cell reads."""
        return {
            node.id
            for node in ast.walk(ast.parse(self.source))
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }


def names_bound(statements: list[ast.stmt]) -> set[str]:
    """Return the names that statements assign, define or import at the top level."""
    names: set[str] = set()
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            names.add(statement.name)
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.alias):
                names.add((node.asname or node.name).partition(".")[0])
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
    return names


def find_notebook(folder: Path) -> Path:
    """Return the notebook of the assignment in a student's folder.

    Raises
    ------
    NotebookError
        If there is none, or more than one.
    """
    found = sorted(path for path in folder.glob("*.ipynb") if _has_exercises(path))
    if not found:
        raise NotebookError(
            f"There is no assignment in {folder}: run this in the folder that holds the notebook "
            "and cnnlib."
        )
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise NotebookError(
            f"There are several assignments in {folder}: {names}. Say which one: "
            f"python -m cnnlib.check {found[0].name}"
        )
    return found[0]


def read_cells(path: Path) -> tuple[str, list[Cell]]:
    """Return the title of a notebook and its cells of code and written answers, in order.

    Raises
    ------
    NotebookError
        If it is not a notebook.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        raw = [(cell["cell_type"], _text(cell), _marks(cell)) for cell in notebook["cells"]]
    except FileNotFoundError:
        raise NotebookError(f"There is no notebook {path}.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise NotebookError(f"{path.name} is not a notebook that can be read.") from None
    cells, title, heading = [], "", ""
    for number, (kind, source, marks) in enumerate(raw, start=1):
        is_exercise = bool(marks.get("grade"))
        name = str(marks.get("grade_id") or f"cell {number}")
        if kind == "markdown" and not is_exercise:
            headings = re.findall(r"^#+ +(.*)$", source, re.MULTILINE)
            heading = headings[-1] if headings else heading
            title = title or heading
        elif kind == "markdown":
            points = float(marks.get("points", 0))
            cells.append(Cell(name, source, True, True, heading, points))
        elif kind == "code":
            points = float(marks.get("points", 0))
            code = MAGIC.sub(r"\1pass", source)
            cells.append(Cell(name, code, is_exercise, False, heading, points))
    return title or path.stem, cells


def _has_exercises(path: Path) -> bool:
    try:
        _, cells = read_cells(path)
    except NotebookError:
        return True  # so that the message says that it cannot be read
    return any(cell.is_exercise for cell in cells)


def _text(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _marks(cell: dict[str, Any]) -> dict[str, Any]:
    marks: dict[str, Any] = cell.get("metadata", {}).get("nbgrader", {})
    return marks
