"""A student's notebook, changed and put together again."""

from copy import deepcopy

import nbformat

from autograder.course.assignment import nbgrader_id
from autograder.grading.reassemble import reassemble

__all__ = ["copied", "find", "index", "rebuild"]


def find(notebook, grade_id):
    return next(cell for cell in notebook.cells if nbgrader_id(cell) == grade_id)


def index(notebook, grade_id):
    return notebook.cells.index(find(notebook, grade_id))


def copied(notebook, grade_id):
    """Copy a cell as Jupyter does: the same metadata under a new cell id."""
    cell = deepcopy(find(notebook, grade_id))
    cell.id = "copy"
    return cell


def rebuild(notebook, assignment):
    rebuilt = reassemble(nbformat.writes(notebook).encode(), assignment)
    nbformat.validate(rebuilt.notebook)
    return rebuilt
