"""Which points given by hand stay valid when a new result is stored."""

from typing import Any

from nbformat import from_dict
from nbgrader.utils import is_grade, is_solution

from autograder.course.assignment import nbgrader_id
from autograder.grading.keys import same_work
from autograder.grading.result import Item, Result

__all__ = ["unchanged", "withdrawn"]


def unchanged(before: Result, after: Result) -> frozenset[str]:
    """Return the ids of the graded cells that need no new review.

    Points given by hand for a written answer stay valid while its text and maximum points stay the
    same, whatever else changes. Points that overrule a test, or that were given for an answer that
    is held, stay valid while the work and the outcome stay the same.
    """
    items = {item.id: item for item in before.items}
    texts, new_texts = _written(before), _written(after)
    work = same_work(before.key, after.key)
    return frozenset(
        item.id
        for item in after.items
        if (old := items.get(item.id)) is not None
        and old.points == item.points
        and (
            texts.get(item.id) == new_texts[item.id]
            if item.id in new_texts and not (old.held or item.held)
            else work and _says_the_same(old, item)
        )
    )


def withdrawn(before: Result, after: Result) -> frozenset[str]:
    """Return the ids of the graded cells whose points by hand end with the new result.

    They were given as an accepted zero while the answer was held, or before that; now there is
    another answer.
    """
    held = {*before.held, *after.held}
    return frozenset(held - unchanged(before, after) if held else ())


def _written(result: Result) -> dict[str, str]:
    """Return the texts of the written answers, by id."""
    return {
        name: cell.source
        for cell in map(from_dict, filter(_is_graders, result.notebook["cells"]))
        if is_grade(cell) and is_solution(cell) and (name := nbgrader_id(cell))
    }


def _is_graders(cell: dict[str, Any]) -> bool:
    """Return whether a cell has a mark of nbgrader's; the others need not be converted."""
    return "nbgrader" in cell["metadata"]


def _says_the_same(old: Item, new: Item) -> bool:
    return (old.earned, old.look, old.held) == (new.earned, new.look, new.held)
