"""What a new result leaves to a person who has given points by hand: what to look at again."""

from nbformat import from_dict
from nbgrader.utils import is_grade, is_solution

from autograder.course.assignment import nbgrader_id
from autograder.grading.keys import same_work
from autograder.grading.result import Item, Result

__all__ = ["unchanged"]


def unchanged(before: Result, after: Result) -> frozenset[str]:
    """Return the ids of the graded cells of which a person has nothing new to judge.

    A written answer is the same while its text and what it is worth are, whatever else was handed
    in and whatever grades it. A test that a person has overruled is the same while the work is, and
    the test says the same.
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
            if item.id in new_texts
            else work and _says_the_same(old, item)
        )
    )


def _written(result: Result) -> dict[str, str]:
    """Return the texts of the written answers, by id."""
    return {
        name: cell.source
        for cell in from_dict(result.notebook).cells
        if is_grade(cell) and is_solution(cell) and (name := nbgrader_id(cell))
    }


def _says_the_same(old: Item, new: Item) -> bool:
    return (old.earned, old.look) == (new.earned, new.look)
