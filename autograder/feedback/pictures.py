"""What came back beside what was expected, as small pictures: tables of coloured cells in SVG."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from autograder.pages.render import render

__all__ = ["compare_arrays"]

MOST_CELLS, MOST_COLUMNS, MOST_PAIRS = 130, 16, 4
HEIGHT, CHARACTER, MARGIN = 26, 7.6, 12  # pixels
DIGITS = (3, 4, 6, 8, 12)


@dataclass(frozen=True)
class _Cell:
    x: float
    y: float
    text: str
    sign: str
    level: float
    wrong: bool


@dataclass(frozen=True)
class _Table:
    """A matrix to draw; `caption` is above it and `words` describes it to those who do not see."""

    caption: str
    words: str
    width: float
    height: float
    cell_width: float
    cells: list[_Cell]


@dataclass(frozen=True)
class _Scale:
    """How both arrays are drawn: the largest magnitude, digits that tell wrong cells apart."""

    largest: float
    digits: int
    cell_width: float


def compare_arrays(values: dict[str, Any] | None) -> Markup:
    """Return a figure of two arrays side by side with the wrong cells marked.

    Empty if there is nothing to see: no arrays, single numbers, equal values, or too many.

    Parameters
    ----------
    values : dict or None
        As in `autograder.checks.PartReport`.
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
        wrong = wrong.reshape(got.shape)
        pairs, left_out = _pairs(got, expected, wrong, scale)
    else:
        nowhere = np.zeros(expected.shape, dtype=bool)
        alone = [*_tables("got", got, np.zeros(got.shape, dtype=bool), scale)]
        alone += _tables("expected", expected, nowhere, scale)
        pairs, left_out = [alone], 0
    return Markup(render("arrays", pairs=pairs, left_out=left_out, height=HEIGHT))


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
    longest = max(len(f"{value:.{digits}g}") for value in both)
    return _Scale(float(finite.max(initial=0.0)), digits, round(longest * CHARACTER + 14))


def _pairs(
    got: np.ndarray, expected: np.ndarray, wrong: np.ndarray, scale: _Scale
) -> tuple[list[list[_Table]], int]:
    """Return the matrices that hold something wrong, with their twins, and how many are left."""
    both = zip(
        _tables("got", got, wrong, scale),
        _tables("expected", expected, wrong, scale),
        strict=True,
    )
    pairs = [list(pair) for pair in both if any(cell.wrong for cell in pair[0].cells)]
    return pairs[:MOST_PAIRS], len(pairs[MOST_PAIRS:])


def _tables(name: str, array: np.ndarray, wrong: np.ndarray, scale: _Scale) -> Iterator[_Table]:
    """Draw the last two axes of an array, one table for each index into the others."""
    rows = array.shape[-2] if array.ndim > 1 else 1
    outer = array.shape[:-2]
    matrices = array.reshape(-1, rows, array.shape[-1])
    marks = wrong.reshape(matrices.shape)
    for number, index in enumerate(np.ndindex(*outer)):
        where = f"[{', '.join(map(str, index))}]" if matrices.shape[0] > 1 else ""
        yield _table(f"{name} {where}".strip(), matrices[number], marks[number], scale)


def _table(caption: str, matrix: np.ndarray, wrong: np.ndarray, scale: _Scale) -> _Table:
    rows, columns = matrix.shape
    cells = [
        _Cell(
            x=column * scale.cell_width + 1,
            y=row * HEIGHT + 1,
            text=f"{matrix[row, column]:.{scale.digits}g}",
            sign="minus" if matrix[row, column] < 0 else "plus",
            level=_level(matrix[row, column], scale.largest),
            wrong=bool(wrong[row, column]),
        )
        for row, column in np.ndindex(rows, columns)
    ]
    numbers = "; ".join(
        ", ".join(cell.text for cell in cells[row * columns : (row + 1) * columns])
        for row in range(rows)
    )
    marked = int(wrong.sum())
    differ = f" {marked} of {wrong.size} differ." if marked else ""
    size = f"{rows} by {columns}"
    return _Table(
        caption=caption,
        words=f"{caption}: {size} numbers, row by row: {numbers}.{differ}",
        width=columns * scale.cell_width + 2,
        height=rows * HEIGHT + 2,
        cell_width=scale.cell_width,
        cells=cells,
    )


def _level(value: float, largest: float) -> float:
    if not np.isfinite(value) or not largest:
        return 0.0
    return round(0.5 * abs(value) / largest, 3)
