"""The check of ``02-pooling.shift``: how far an image can move without changing its pooled map."""

import math

from autograder.checks.answers import ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.pooling import SHIFT as NUMBERS

__all__ = ["CHECK"]


def _shift(column: int, kernel: int, cells: int) -> ValueCheck:
    right = {
        "room_left": column % kernel,
        "room_right": kernel - 1 - column % kernel,
        "room_right_twice": 2 * kernel - 1 - column % (2 * kernel),
        "whole_cells": cells * kernel,
    }

    def wrong(
        name: str, sentence: str, follow: dict[str, int] | None = None, **values: int
    ) -> ValueMisconception:
        return ValueMisconception(
            name, {**right, **values, **(follow or {})}, sentence, tuple(values)
        )

    def inside(room: float) -> float:
        """Return a room that there can be in a window, or NaN."""
        return room if 0 <= room < kernel else math.nan

    return ValueCheck(
        key=NUMBERS.key,
        parts=(
            ValuePart("room_left", 1, right["room_left"], unit="pixels"),
            ValuePart(
                "room_right",
                1,
                right["room_right"],
                unit="pixels",
                follows=lambda room_left: kernel - 1 - inside(room_left),
            ),
            ValuePart(
                "room_right_twice",
                1,
                right["room_right_twice"],
                unit="pixels",
                # The pixel lies in the first of the two windows that are pooled together.
                follows=lambda room_right: kernel + inside(room_right),
            ),
            ValuePart("whole_cells", 1, right["whole_cells"], unit="pixels"),
        ),
        variants=(),
        misconceptions=(
            wrong(
                "sides_swapped",
                "`room_left` is the room on the other side: the column modulo the kernel is the "
                "number of pixels of the window to the left of the bright one.",
                room_left=right["room_right"],
                follow={"room_right": right["room_left"]},
            ),
            wrong(
                "one_step_too_far",
                "`room_right` is one too many: it moves the bright pixel into the next window. The "
                "last column of its window is as far as it can go.",
                room_right=right["room_right"] + 1,
            ),
            wrong(
                "counted_from_one",
                "You count columns from 1. The first column is 0, so that the first window holds "
                "columns 0 to kernel - 1.",
                room_left=(column - 1) % kernel,
                follow={"room_right": kernel - 1 - (column - 1) % kernel},
            ),
            wrong(
                "half_a_window",
                "A pixel cannot always move by half a window: it depends on where in its window "
                "it stands.",
                room_left=kernel // 2,
                room_right=kernel // 2,
            ),
            wrong(
                "second_pooling_forgotten",
                "`room_right_twice` is the room for one pooling. After a second one, a cell covers "
                "twice as many columns.",
                room_right_twice=right["room_right"],
            ),
            wrong(
                "twice_the_room",
                "`room_right_twice` is not twice the room: find the window of 2 * kernel columns "
                "that contains the pixel, and count its columns to the right of the pixel.",
                room_right_twice=2 * right["room_right"],
            ),
            wrong(
                "cells_are_not_pixels",
                "`whole_cells` counts cells of the pooled map. Each covers as many pixels as "
                "the stride.",
                whole_cells=cells,
            ),
            wrong(
                "just_out_of_the_window",
                "`whole_cells` is how far this one pixel must move. Other pixels are elsewhere in "
                "their windows: the whole map moves by whole cells only if the image moves by a "
                "multiple of the stride.",
                whole_cells=(cells - 1) * kernel + right["room_right"] + 1,
            ),
        ),
    )


CHECK = PersonalCheck(NUMBERS, _shift)
