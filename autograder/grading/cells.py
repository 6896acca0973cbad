"""Read the cells of a submitted notebook, without trusting its structure."""

import json
from dataclasses import dataclass
from typing import Any

__all__ = ["MAX_CELLS", "Cell", "alike", "read_cells"]

MAX_CELLS = 2000
MAX_PARTS = 1_000_000  # each takes memory, even if its text is short


@dataclass(frozen=True)
class Cell:
    """The parts of a cell that are used: its type, its id, its nbgrader id and its text."""

    kind: str
    id: str | None
    grade_id: str | None
    source: str


def read_cells(submitted: bytes) -> list[Cell]:
    """Return the cells of a notebook.

    Raises
    ------
    ValueError
        If it is not a notebook of format 4, or too large; the message says which.
    """
    if submitted.count(b"{") + submitted.count(b"[") > MAX_PARTS:
        raise ValueError(f"it has more than {MAX_PARTS} lists and objects.")
    try:
        notebook = json.loads(submitted)
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8 text.") from error
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not valid JSON.") from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it has no list of cells (nbformat 4 is needed).")
    if len(cells) > MAX_CELLS:
        raise ValueError(f"it has {len(cells)} cells, more than {MAX_CELLS}.")
    return [_cell(number, cell) for number, cell in enumerate(cells, start=1)]


def _cell(number: int, cell: Any) -> Cell:
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
    return Cell(str(cell.get("cell_type")), cell_id, grade_id, source)


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def alike(text: str) -> str:
    """Return a text without blank lines around it and without trailing spaces."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
