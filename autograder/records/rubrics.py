"""Add the rubric below each written answer in the autograded notebook, for grading by hand."""

from copy import copy

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.course.assignment import Assignment, nbgrader_id

__all__ = ["with_mark_schemes"]


def with_mark_schemes(notebook: NotebookNode, assignment: Assignment) -> NotebookNode:
    """Return a copy of a graded notebook with the rubrics, for formgrader, not for feedback."""
    notebook = copy(notebook)
    schemes = assignment.mark_schemes
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        name = nbgrader_id(cell)
        if name in schemes:
            text = f"**Mark scheme**\n\n{schemes[name]}"
            cells.append(new_markdown_cell(text, id=f"rubric-{name}"))
    notebook.cells = cells
    return notebook
