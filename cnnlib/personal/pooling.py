"""The personal numbers of chapter 2."""

from cnnlib.personal.numbers import PersonalNumbers

__all__ = ["BY_HAND", "CONTEXT", "SHIFT"]

ROWS, COLUMNS = 4, 6


def _good_image(**pixels: int) -> bool:
    """Accept an image whose four windows of 2x3 each have a single maximum, in different places."""
    image = [list(pixels.values())[COLUMNS * row :][:COLUMNS] for row in range(ROWS)]
    places = []
    for top in (0, 2):
        for left in (0, 3):
            window = image[top][left : left + 3] + image[top + 1][left : left + 3]
            places += [place for place, value in enumerate(window) if value == max(window)]
    return len(places) == 4 == len(set(places))


BY_HAND = PersonalNumbers(
    "02-pooling.by_hand",
    {f"x{row}{column}": range(10) for row in range(ROWS) for column in range(COLUMNS)},
    where=_good_image,
)


def _good_shift(column: int, kernel: int, **_: int) -> bool:
    """Accept a column for which every known mistake gives a different result."""
    left, right = column % kernel, kernel - 1 - column % kernel
    apart = min(left, right) > 0 and left != right and left != right + 1
    off_centre = {left - 1, left, right, right + 1}.isdisjoint({kernel // 2})
    return apart and off_centre and column // kernel % 2 == 0


SHIFT = PersonalNumbers(
    "02-pooling.shift",
    {"column": range(20, 100), "kernel": (5, 6, 7, 8, 9), "cells": (2, 3, 4)},
    where=_good_shift,
)

CONTEXT = PersonalNumbers(
    "02-pooling.context",
    {"layers": (4, 5, 6), "side": (64, 128, 192, 256, 320), "channels": (12, 16, 24, 32, 48, 64)},
)
