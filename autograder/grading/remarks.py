"""Hold answers that are missing or unclear for review, and order the remarks on them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from autograder.grading.result import Item, Remark

__all__ = ["hold", "in_order"]


def hold(
    items: Iterable[Item], remarks: Sequence[Remark]
) -> tuple[tuple[Item, ...], tuple[Remark, ...]]:
    """Hold the exercises that earned nothing if their answers are missing or unclear.

    Returns
    -------
    tuple of Item, tuple of Remark
        The items, of which the held ones have no score; and the remarks in order, each with the
        exercises that it actually holds.
    """
    items = tuple(items)
    reasons: dict[str, Remark] = {}
    for remark in remarks:
        for exercise in remark.exercises:
            reasons.setdefault(exercise, remark)
    after = tuple(
        _held(item, reasons[item.id]) if item.id in reasons and item.earned == 0 else item
        for item in items
    )
    held = {item.id for item in after if item.held}
    kept = [
        replace(remark, exercises=tuple(one for one in remark.exercises if one in held))
        for remark in remarks
    ]
    return after, in_order(kept, {item.id: item.points for item in items})


def _held(item: Item, remark: Remark) -> Item:
    return replace(
        item,
        earned=None,
        held=True,
        message=remark.sentence,
        told_by_parts=False,
        reports=[],
        missing="",
        failed_cell="",
    )


def in_order(remarks: Iterable[Remark], points: dict[str, float]) -> tuple[Remark, ...]:
    """Return the remarks without repetition, those with the most points at stake first."""
    once = dict.fromkeys(remarks)

    def at_stake(remark: Remark) -> float:
        return sum(points.get(exercise, 0.0) for exercise in remark.exercises)

    return tuple(sorted(once, key=at_stake, reverse=True))
