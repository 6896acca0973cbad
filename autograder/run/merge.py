"""Put one exercise of a new result into the old one."""

from dataclasses import replace

from nbformat import from_dict

from autograder.course.assignment import nbgrader_id
from autograder.grading.result import Result

__all__ = ["merge"]


def merge(stored: Result, fresh: Result, exercise: str) -> Result:
    """Return `stored` with the item `exercise`, and the outputs of its cell, from `fresh`.

    The key of `stored` stays: it names the grader of the other exercises.
    """
    items = {item.id: item for item in fresh.items}
    outputs = {nbgrader_id(cell): cell.get("outputs") for cell in from_dict(fresh.notebook).cells}
    notebook = from_dict(stored.notebook)
    for cell in notebook.cells:
        if nbgrader_id(cell) == exercise and cell.cell_type == "code":
            cell.outputs = outputs[exercise]
    return replace(
        stored,
        items=tuple(items[exercise] if item.id == exercise else item for item in stored.items),
        notebook=notebook,
    )
