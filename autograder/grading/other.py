"""Recognise a notebook that belongs to another assignment."""

from collections.abc import Sequence
from functools import cache

from nbformat import NotebookNode

from autograder.course.assignment import Assignment, load_assignment, nbgrader_id
from autograder.course.repository import REPOSITORY
from autograder.grading.cells import Cell
from autograder.grading.matching import Matching, match_cells

__all__ = ["recognised"]


def recognised(cells: Sequence[Cell], matching: Matching, assignment: Assignment) -> str | None:
    """Return the name of another assignment that a notebook fits better, if there is one.

    Others are only read if less than half of this assignment's cells are in the notebook.
    """
    own = _share(matching, assignment.stripped)
    if own >= 0.5 or not cells:
        return None
    shares = {
        name: _share(match_cells(cells, released.cells), released)
        for name in REPOSITORY.assignment_names()
        if name != assignment.name and (released := _released(name)) is not None
    }
    best = max(shares, key=lambda name: shares[name], default=None)
    return best if best is not None and shares[best] > max(own, 0.5) else None


def _share(matching: Matching, released: NotebookNode) -> float:
    """Return the share of released cells with an nbgrader id that are in a notebook."""
    cells = [place for place, cell in enumerate(released.cells) if nbgrader_id(cell)]
    return sum(place in matching.sources for place in cells) / max(len(cells), 1)


@cache
def _released(name: str) -> NotebookNode | None:
    try:
        return load_assignment(name).stripped
    except (OSError, ValueError):  # that assignment is not finished
        return None
