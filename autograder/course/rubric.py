"""Rubric items for written answers: named in a comment, they give points and a text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Rubric", "RubricItem", "read_rubric", "without_items"]

NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
NAMED = re.compile(rf"(?<![\w#&/])#({NAME})(?![\w-])")
KEYS = {"points", "text"}


@dataclass(frozen=True)
class RubricItem:
    """One rubric item: a text for students, and the points that it gives."""

    points: float
    text: str


@dataclass(frozen=True)
class Rubric:
    """The items of one assignment, by answer cell and name; ``#name`` in a comment names one."""

    cells: Mapping[str, Mapping[str, RubricItem]]

    def named(self, cell: str, comment: str) -> list[str]:
        """Return the items that a comment names, each once, in order."""
        known = self.cells.get(cell, {})
        return [name for name in dict.fromkeys(NAMED.findall(comment)) if name in known]

    def unknown(self, cell: str, comment: str) -> list[str]:
        """Return the names in a comment that are not items of the cell, if it has items."""
        known = self.cells.get(cell)
        return [
            name for name in dict.fromkeys(NAMED.findall(comment)) if known and name not in known
        ]

    def points(self, cell: str, comment: str, most: float) -> float | None:
        """Return the sum of the items named, from 0 to `most`; None where none is."""
        named = self.named(cell, comment)
        if not named:
            return None
        return min(most, max(0.0, sum(self.cells[cell][name].points for name in named)))

    def in_words(self, cell: str, comment: str) -> str:
        """Return a comment as students read it: a line for each item, then the rest."""
        named = self.named(cell, comment)
        lines = [f"({self.cells[cell][n].points:+g}) {self.cells[cell][n].text}" for n in named]
        rest = NAMED.sub(lambda found: "" if found[1] in named else found[0], comment).strip()
        return "\n".join([*lines, rest] if rest else lines)


def without_items(comment: str) -> str:
    """Return a comment in which the names of items are plain words."""
    return NAMED.sub(r"\1", comment)


def read_rubric(table: Mapping[str, Any], points: Mapping[str, float]) -> Rubric:
    """Read the items of an assignment from ``class.toml``.

    Parameters
    ----------
    table : mapping
        By cell, then by name, a table with ``points`` and ``text``.
    points : mapping of str to float
        The maximum points of the written answers, by cell.

    Raises
    ------
    ValueError
        If a cell is no written answer, or an item is invalid; the message says what to fix.
    """
    for cell, items in table.items():
        if cell not in points:
            raise ValueError(f"there is no written answer {cell!r}, only {', '.join(points)}.")
        if not isinstance(items, dict):
            raise ValueError(f'{cell} takes items, such as name = {{ points = 1, text = "…" }}.')
    return Rubric(
        {
            cell: {name: _item(f"{cell}, {name}:", name, value) for name, value in items.items()}
            for cell, items in table.items()
        }
    )


def _item(what: str, name: str, value: Any) -> RubricItem:
    if not re.fullmatch(NAME, name):
        raise ValueError(f"{what} a name has lower-case letters, digits and hyphens between them.")
    if not isinstance(value, dict) or value.keys() != KEYS:
        raise ValueError(f'{what} an item is written {{ points = 1, text = "…" }}.')
    points, text = value["points"], value["text"]
    if not isinstance(points, int | float) or isinstance(points, bool) or not abs(points) <= 1000:
        raise ValueError(f"{what} points are a number, below 0 for a deduction, not {points!r}.")
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{what} the text is what students read.")
    return RubricItem(float(points), text.strip())
