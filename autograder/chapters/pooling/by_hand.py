"""The check of ``02-pooling.by_hand``: four windows on an image with personal numbers."""

import math
from itertools import product

import numpy as np

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.pooling import BY_HAND as NUMBERS
from cnnlib.personal.pooling import COLUMNS, ROWS

__all__ = ["CHECK"]

KERNEL = (2, 3)
ROUNDED = 5e-3  # two decimals are enough

Image = dict[tuple[int, int], int]
Window = list[tuple[int, int]]


def _windows(kernel: tuple[int, int], stride: tuple[int, int]) -> list[list[Window]]:
    """Return the pixel positions of each window, by output row and column."""
    (kh, kw), (sh, sw) = kernel, stride
    return [
        [
            [(top + u, left + v) for u in range(kh) for v in range(kw)]
            for left in range(0, COLUMNS - kw + 1, sw)
        ]
        for top in range(0, ROWS - kh + 1, sh)
    ]


def _each(windows: list[list[Window]], of_one) -> list[list[float]]:
    return [[of_one(window) for window in row] for row in windows]


def _by_hand(**pixels: int) -> ValueCheck:
    places = product(range(ROWS), range(COLUMNS))
    image: Image = dict(zip(places, pixels.values(), strict=True))
    windows = _windows(KERNEL, stride=KERNEL)

    def largest(window: Window) -> int:
        return max(image[place] for place in window)

    def average(window: Window) -> float:
        return sum(image[place] for place in window) / len(window)

    def winner(window: Window) -> tuple[int, int]:
        return max(window, key=image.__getitem__)

    def row_by_row(window: Window) -> int:
        row, column = winner(window)
        return row * COLUMNS + column

    def positions(largest: np.ndarray) -> list[list[float]]:
        """Return where the student's own maxima are, if half of them are right."""
        if (largest == right["largest"]).mean() < 1 / 2:
            return [[math.nan]]
        own = iter(largest.flat)
        return _each(windows, lambda window: position(window, next(own)))

    def position(window: Window, value: float) -> float:
        found = [row * COLUMNS + column for row, column in window if image[row, column] == value]
        return found[0] if len(found) == 1 else math.nan

    squares = sum(image[place] ** 2 for place in windows[0][0])
    right = {
        "largest": _each(windows, largest),
        "where": _each(windows, row_by_row),
        "average": _each(windows, average),
        "length": squares**0.5,
    }

    def wrong(name: str, sentence: str, **values: object) -> ValueMisconception:
        return ValueMisconception(name, {**right, **values}, sentence, tuple(values))

    sideways = _windows(KERNEL[::-1], stride=KERNEL[::-1])
    by_one = _windows(KERNEL, stride=(1, 1))
    return ValueCheck(
        key=NUMBERS.key,
        parts=(
            ValuePart("largest", 2, right["largest"]),
            ValuePart("where", 2, right["where"], follows=positions),
            ValuePart("average", 1, right["average"], rtol=ROUNDED),
            ValuePart("length", 1, right["length"], rtol=ROUNDED),
        ),
        variants=(
            ValueAnswer(
                "rounded",
                {
                    **right,
                    "average": [[round(value, 2) for value in row] for row in right["average"]],
                    "length": round(right["length"], 2),
                },
            ),
        ),
        misconceptions=(
            wrong(
                "windows_on_their_side",
                "Your windows have 3 rows and 2 columns. Sizes are (vertical, horizontal): 2x3 "
                "is 2 rows and 3 columns.",
                largest=_each(sideways, largest),
                where=_each(sideways, row_by_row),
                average=_each(sideways, average),
            ),
            wrong(
                "windows_that_overlap",
                "Your windows move by 1 pixel. If no stride is given, pooling windows move by "
                "their own size, so that each pixel lies in one window.",
                largest=_each(by_one, largest),
                where=_each(by_one, row_by_row),
                average=_each(by_one, average),
            ),
            wrong(
                "where_in_the_window",
                "`where` counts inside each window. It should count through the whole image, row "
                "by row: `row * 6 + column`.",
                where=_each(windows, lambda window: window.index(winner(window))),
            ),
            wrong(
                "where_from_one",
                "`where` counts from 1. Rows and columns start at 0, so that the first pixel is 0.",
                where=_each(windows, lambda window: row_by_row(window) + 1),
            ),
            wrong(
                "where_down_the_columns",
                "`where` counts down the columns: you took `column * 4 + row`. It is `row * 6 + "
                "column`.",
                where=_each(windows, lambda window: winner(window)[1] * ROWS + winner(window)[0]),
            ),
            wrong(
                "sums",
                "`average` holds the sums of the windows. Divide by the 6 pixels of each.",
                average=_each(windows, lambda window: len(window) * average(window)),
            ),
            wrong(
                "divided_by_four",
                "`average` is divided by 4, as for windows of 2x2. These have 6 pixels.",
                average=_each(windows, lambda window: len(window) / 4 * average(window)),
            ),
            wrong(
                "no_root",
                "`length` is the sum of the squares: the root is missing.",
                length=squares,
            ),
            wrong(
                "root_of_the_mean",
                "`length` is the root of the average of the squares. The norm is the root of "
                "their sum.",
                length=(squares / 6) ** 0.5,
            ),
        ),
    )


CHECK = PersonalCheck(NUMBERS, _by_hand)
