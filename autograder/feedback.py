"""One page for one student: what passed, what did not, and why, in words."""

from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.utils import is_solution

from autograder.assignment import Assignment, nbgrader_id
from autograder.pages import render
from autograder.result import Item, Result
from autograder.store import ResultStore, write_atomically

__all__ = ["write_feedback"]


def write_feedback(store: ResultStore, result: Result) -> Path:
    """Write the feedback page of one graded submission and return its path.

    It is made from the released notebook and the result, neither of which holds a hidden test, and
    from what a person has graded and written in nbgrader's gradebook.
    """
    assignment = store.assignment
    scores, comments = store.scores(result.student), store.comments(result.student)
    notebook = from_dict(result.notebook)
    items = [_item(item, scores[item.id], comments.get(item.id, "")) for item in result.items]
    page = render(
        "feedback",
        title=assignment.title,
        assignment=assignment.name,
        student=result.student,
        earned=sum(score or 0 for score in scores.values()),
        possible=result.points,
        waiting=sum(item.points for item in result.items if scores[item.id] is None),
        findings=result.findings,
        items=items,
        cells=_student_cells(notebook, assignment),
        seed=result.seed,
    )
    folder = store.course.feedback / result.student / assignment.name
    path = folder / f"{assignment.name}.html"
    write_atomically(path, page)
    return path


def _item(item: Item, score: float | None, comment: str) -> dict[str, Any]:
    if score is None:
        state = "wait"
    else:
        state = "good" if score >= item.points else "part" if score > 0 else "bad"
    parts = [part for report in item.reports for part in _once(report["parts"])]
    said = {report["misconception"] for report in item.reports} - {None}
    return {
        "title": item.title,
        "points": item.points,
        "score": score,
        "state": state,
        "message": item.message,
        "parts": parts,
        "misconceptions": sorted(said),
        "comment": comment,
    }


def _once(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the parts, or one for all of them where the same went wrong in each."""
    if len(parts) == 1 or len({part["sentence"] for part in parts}) > 1 or not parts[0]["sentence"]:
        return parts
    return [{**parts[0], "name": "all parts", "points": sum(part["points"] for part in parts)}]


def _student_cells(notebook: NotebookNode, assignment: Assignment) -> list[dict[str, Any]]:
    """Return the student's own cells and every code cell, with what they printed."""
    released = {cell.id for cell in assignment.released.cells if not nbgrader_id(cell)}
    return [
        {"code": cell.cell_type == "code", "source": cell.source, "output": _text(cell)}
        for cell in notebook.cells
        if cell.cell_type == "code" or is_solution(cell) or cell.id not in released
    ]


def _text(cell: NotebookNode) -> str:
    outputs = cell.get("outputs", [])
    return "\n".join(
        "\n".join(output.traceback) if output.output_type == "error" else output.get("text", "")
        for output in outputs
    ).strip()
