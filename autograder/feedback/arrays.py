"""Returned and expected arrays side by side, as tables with the wrong cells marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from autograder.pages.render import render

__all__ = ["compare_arrays"]

MOST_CELLS, MOST_COLUMNS, MOST_PAIRS = 130, 16, 4
DIGITS = (3, 4, 6, 8, 12)


@dataclass(frozen=True)
class _Cell:
    """A number, its share of the largest magnitude in percent, and whether it is wrong."""

    text: str
    sign: str
    percent: float
    wrong: bool


@dataclass(frozen=True)
class _Table:
    """A matrix; `kind` is ``"got"`` or ``"expected"``."""

    kind: str
    caption: str
    rows: list[list[_Cell]]

    @property
    def differing(self) -> int:
        return sum(cell.wrong for row in self.rows for cell in row)


@dataclass(frozen=True)
class _Scale:
    """How both arrays are written: the largest magnitude, and enough digits to show differences."""

    largest: float
    digits: int


def compare_arrays(values: dict[str, Any] | None) -> Markup:
    """Return two arrays side by side with the wrong cells marked.

    Empty if there is nothing to show: no arrays, single numbers, equal values, or too many values.

    Parameters
    ----------
    values : dict or None
        As in `autograder.checks.reports.PartReport`.
    """
    if values is None:
        return Markup()
    got, expected = (np.array(values[name], dtype=float) for name in ("got", "expected"))
    wrong = np.zeros(got.size, dtype=bool)
    wrong[values["wrong"]] = True
    if not _worth_drawing(got, expected, wrong):
        return Markup()
    scale = _scale(got, expected, wrong)
    if got.shape == expected.shape:
        pairs, left_out = _pairs(got, expected, wrong.reshape(got.shape), scale)
    else:
        arrays = {"got": got, "expected": expected}
        alone = [
            table
            for kind, array in arrays.items()
            for table in _tables(kind, array, np.zeros(array.shape, dtype=bool), scale)
        ]
        pairs, left_out = [alone], 0
    return Markup(render("arrays", pairs=pairs, left_out=left_out))


def _worth_drawing(got: np.ndarray, expected: np.ndarray, wrong: np.ndarray) -> bool:
    if got.shape == expected.shape and not wrong.any():
        return False
    return all(
        array.ndim and 0 < array.size <= MOST_CELLS and array.shape[-1] <= MOST_COLUMNS
        for array in (got, expected)
    )


def _scale(got: np.ndarray, expected: np.ndarray, wrong: np.ndarray) -> _Scale:
    both = np.concatenate([got.ravel(), expected.ravel()])
    finite = np.abs(both[np.isfinite(both)])
    pairs = []
    if got.shape == expected.shape:
        pairs = list(zip(got.ravel()[wrong], expected.ravel()[wrong], strict=True))
    digits = next(
        (n for n in DIGITS if all(f"{a:.{n}g}" != f"{b:.{n}g}" for a, b in pairs)), DIGITS[-1]
    )
    return _Scale(float(finite.max(initial=0.0)), digits)


def _pairs(
    got: np.ndarray, expected: np.ndarray, wrong: np.ndarray, scale: _Scale
) -> tuple[list[list[_Table]], int]:
    """Return the matrices with wrong cells in pairs, and how many more there are."""
    both = zip(
        _tables("got", got, wrong, scale),
        _tables("expected", expected, wrong, scale),
        strict=True,
    )
    pairs = [list(pair) for pair in both if pair[0].differing]
    return pairs[:MOST_PAIRS], len(pairs[MOST_PAIRS:])


def _tables(kind: str, array: np.ndarray, wrong: np.ndarray, scale: _Scale) -> Iterator[_Table]:
    """Write the last two axes of an array, one table for each index into the other axes."""
    rows = array.shape[-2] if array.ndim > 1 else 1
    matrices = array.reshape(-1, rows, array.shape[-1])
    marks = wrong.reshape(matrices.shape)
    for number, index in enumerate(np.ndindex(*array.shape[:-2])):
        where = f"[{', '.join(map(str, index))}]" if len(matrices) > 1 else ""
        cells = [
            [_cell(value, mark, scale) for value, mark in zip(*row, strict=True)]
            for row in zip(matrices[number], marks[number], strict=True)
        ]
        yield _Table(kind, f"{kind} {where}".strip(), cells)


def _cell(value: float, wrong: bool, scale: _Scale) -> _Cell:
    sign = "minus" if value < 0 else "plus"
    return _Cell(f"{value:.{scale.digits}g}", sign, _percent(value, scale.largest), bool(wrong))


def _percent(value: float, largest: float) -> float:
    if not np.isfinite(value) or not largest:
        return 0.0
    return round(100 * (abs(value) / largest), 1)
