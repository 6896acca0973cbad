"""The student's notebook as it was graded."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.course.assignment import Assignment, nbgrader_id

__all__ = ["student_cells"]


def student_cells(notebook: NotebookNode, assignment: Assignment) -> list[dict[str, Any]]:
    """Return the student's own cells and all code cells, with their output."""
    prose = {cell.id for cell in assignment.stripped.cells if not nbgrader_id(cell)}
    return [
        {"code": cell.cell_type == "code", "source": cell.source, "output": _output(cell)}
        for cell in notebook.cells
        if cell.cell_type == "code" or is_solution(cell) or cell.id not in prose
    ]


def _output(cell: NotebookNode) -> str:
    outputs = cell.get("outputs", [])
    return "\n".join(
        "\n".join(output.traceback) if output.output_type == "error" else output.get("text", "")
        for output in outputs
    ).strip()
