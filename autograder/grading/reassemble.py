"""Copy a student's text into the instructor's notebook: only text is taken, by cell id."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.utils import is_locked, is_solution

from autograder.course.assignment import Assignment, nbgrader_id
from autograder.grading.places import Places
from autograder.grading.result import Remark

__all__ = ["Reassembled", "reassemble"]

# Its type, its id, its nbgrader id, its text.
Cell = tuple[str, str | None, str | None, str]

MAX_CELLS = 2000
MAX_PARTS = 1_000_000  # each takes memory, however short its text is


@dataclass(frozen=True)
class Reassembled:
    """The notebook that is graded.

    Attributes
    ----------
    notebook : NotebookNode
        The released cells in their order, with the student's answers in place and the student's
        added cells where they stood.
    remarks : tuple of Remark
        On cells that were missing, duplicated, changed or unreadable.
    """

    notebook: NotebookNode
    remarks: tuple[Remark, ...]

    @property
    def findings(self) -> tuple[str, ...]:
        """The sentences of the remarks."""
        return tuple(remark.sentence for remark in self.remarks)


@dataclass
class _StudentText:
    """The text taken from a student's notebook."""

    sources: dict[str, list[str]] = field(default_factory=dict)  # by nbgrader id, in order
    plain: set[str | None] = field(default_factory=set)  # ids of the cells that are not nbgrader's
    added: dict[str | None, list[str]] = field(default_factory=dict)  # code, by the id before it
    below: dict[str | None, list[str]] = field(default_factory=dict)  # prose, likewise


def reassemble(submitted: bytes, assignment: Assignment) -> Reassembled:
    """Rebuild the released notebook around the text of a submitted one.

    Parameters
    ----------
    submitted : bytes
        The submitted ``.ipynb``, which may hold anything; empty if there is none.
    """
    if not submitted:
        return Reassembled(deepcopy(assignment.released), ())
    try:
        cells = list(_cells(submitted))
    except ValueError as error:
        places = Places.of(assignment)
        remark = Remark(f"The notebook could not be read: {error}", places.notebook)
        return Reassembled(deepcopy(assignment.released), (remark,))
    known = {grade_id for cell in assignment.released.cells if (grade_id := nbgrader_id(cell))}
    provided = {cell.source for cell in assignment.released.cells}
    text = _collect(cells, known, provided)
    return Reassembled(_rebuild(text, assignment), tuple(_remarks(text, assignment)))


def _cells(submitted: bytes) -> Iterator[Cell]:
    """Yield (cell type, cell id, nbgrader id, text) without trusting the notebook's structure."""
    if submitted.count(b"{") + submitted.count(b"[") > MAX_PARTS:
        raise ValueError(f"it has more than {MAX_PARTS} lists and objects.")
    try:
        notebook = json.loads(submitted)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not valid JSON.") from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it has no list of cells (nbformat 4 is needed).")
    if len(cells) > MAX_CELLS:
        raise ValueError(f"it has {len(cells)} cells, more than {MAX_CELLS}.")
    for number, cell in enumerate(cells, start=1):
        source = cell.get("source") if isinstance(cell, dict) else None
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str):
            raise ValueError(f"cell {number} has no text.")
        metadata = cell.get("metadata")
        nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
        cell_id, grade_id = (_text_or_none(value) for value in (cell.get("id"), grade_id))
        # A lone surrogate is legal in JSON but cannot be written to a file later.
        source = source.encode("utf-8", "replace").decode()
        source = source.replace("\r\n", "\n").replace("\r", "\n")
        yield str(cell.get("cell_type")), cell_id, grade_id, source


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _collect(cells: list[Cell], known: set[str], provided: set[str]) -> _StudentText:
    text = _StudentText()
    before = None
    for cell_type, cell_id, grade_id, source in cells:
        if grade_id in known:
            before = grade_id
            text.sources.setdefault(grade_id, []).append(source)
        else:
            text.plain.add(cell_id)
            if cell_type == "code" and source.strip():
                text.added.setdefault(before, []).append(source)
            elif cell_type == "markdown" and source.strip() and source not in provided:
                text.below.setdefault(before, []).append(source)
    return text


def _rebuild(text: _StudentText, assignment: Assignment) -> NotebookNode:
    notebook = deepcopy(assignment.released)
    added = iter(range(1, MAX_CELLS + 1))

    def student_cells(after: str | None) -> list[NotebookNode]:
        sources = text.added.get(after, ())
        return [new_code_cell(source, id=f"added-{next(added)}") for source in sources]

    cells = student_cells(None)
    for cell in notebook.cells:
        grade_id = nbgrader_id(cell)
        if is_solution(cell):
            # All pieces of a cell that was split or copied count, as Jupyter runs them.
            pieces = [
                piece for piece in text.sources.get(grade_id or "", ()) if piece != cell.source
            ]
            if cell.cell_type == "markdown":  # many write below the cell, not into it
                pieces += text.below.get(grade_id, ())
            cell.source = "\n\n".join(pieces) or cell.source
        if cell.cell_type != "code" or grade_id or cell.id not in text.plain:
            cells.append(cell)
        if grade_id:
            cells += student_cells(grade_id)
    notebook.cells = cells
    return notebook


def _remarks(text: _StudentText, assignment: Assignment) -> Iterator[Remark]:
    cells = {name: cell for cell in assignment.released.cells if (name := nbgrader_id(cell))}
    count = {name: len(text.sources.get(name, ())) for name in cells}
    answers = {name for name, cell in cells.items() if is_solution(cell)}
    missing = [name for name in cells if not count[name]]
    for name in missing:
        if name in answers:
            exercises = Places.of(assignment).cells[name]
            yield Remark(f"The answer cell {name!r} was missing.", exercises)
    if tests := [name for name in missing if name not in answers]:
        yield Remark(f"{_cells_named(tests)} missing; your instructor's {_copy(tests)} used.")
    if doubled := [name for name in cells if count[name] > 1 and name in answers]:
        yield Remark(f"{_cells_named(doubled)} there several times; all of them count.")
    if doubled := [name for name in cells if count[name] > 1 and name not in answers]:
        yield Remark(f"{_cells_named(doubled)} there several times; each was graded once.")
    changed = [
        name
        for name, cell in cells.items()
        if count[name] and is_locked(cell) and text.sources[name][-1].strip() != cell.source.strip()
    ]
    if changed:
        yield Remark(f"{_cells_named(changed)} changed; your instructor's {_copy(changed)} used.")


def _cells_named(names: list[str]) -> str:
    shown = ", ".join(map(repr, names))
    return f"The cell {shown} was" if len(names) == 1 else f"The cells {shown} were"


def _copy(names: list[str]) -> str:
    return "copy was" if len(names) == 1 else "copies were"
