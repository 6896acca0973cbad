"""The check of ``03-im2col.by_hand``: Patel's example, in column order."""

from typing import Any

import numpy as np

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.value_check import ValueCheck, ValuePart

__all__ = ["CHECK"]

A = np.array([[1, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]])

# By index, so that nothing rests on im2col: the window at (i, j), its number at (u, v).
DOWN_FIRST = [(i, j) for j in range(3) for i in range(2)]
ACROSS_FIRST = [(i, j) for i in range(2) for j in range(3)]
WINDOW_DOWN = [(u, v) for v in range(2) for u in range(2)]
WINDOW_ACROSS = [(u, v) for u in range(2) for v in range(2)]


def _matrix(places: list[tuple[int, int]], window: list[tuple[int, int]]) -> list[list[int]]:
    return [[int(A[i + u, j + v]) for i, j in places] for u, v in window]


def _sums(places: list[tuple[int, int]], weight: int = 2) -> list[int]:
    return [weight * sum(int(A[i + u, j + v]) for u, v in WINDOW_DOWN) for i, j in places]


def _wrong(
    name: str, sentence: str, loses: tuple[str, ...], **values: list[Any]
) -> ValueMisconception:
    arrays = {part: np.array({**RIGHT, **values}[part]) for part in RIGHT}
    return ValueMisconception(name, arrays, sentence, loses)


RIGHT = {"a_prime": _matrix(DOWN_FIRST, WINDOW_DOWN), "result": _sums(DOWN_FIRST)}

CHECK = ValueCheck(
    key="03-im2col.by_hand",
    parts=(
        ValuePart("a_prime", 6, RIGHT["a_prime"]),
        ValuePart("result", 3, RIGHT["result"]),
    ),
    variants=(
        ValueAnswer("arrays", {name: np.array(value) for name, value in RIGHT.items()}),
        ValueAnswer("floats", {name: np.array(value) / 1 for name, value in RIGHT.items()}),
    ),
    misconceptions=(
        _wrong(
            "row_order",
            "You went through the image and through each window row by row, as `im2col` does. "
            "This exercise asks for column order: down the first column before moving right, for "
            "the places and inside a window alike.",
            ("a_prime", "result"),
            a_prime=_matrix(ACROSS_FIRST, WINDOW_ACROSS),
            result=_sums(ACROSS_FIRST),
        ),
        _wrong(
            "windows_in_row_order",
            "The windows come in the right order, but inside each you went along its rows: go down "
            "its first column before its second. (The second and third row of A' are swapped.)",
            ("a_prime",),
            a_prime=_matrix(DOWN_FIRST, WINDOW_ACROSS),
        ),
        _wrong(
            "places_in_row_order",
            "Inside each window the order is right, but the windows themselves move along the rows "
            "of the image: the second one lies below the first, not beside it.",
            ("a_prime", "result"),
            a_prime=_matrix(ACROSS_FIRST, WINDOW_DOWN),
            result=_sums(ACROSS_FIRST),
        ),
        _wrong(
            "result_in_row_order",
            "`result` lists the places row by row; the transpose of A' times the kernel gives them "
            "in the order of the columns of A'.",
            ("result",),
            result=_sums(ACROSS_FIRST),
        ),
        _wrong(
            "kernel_of_ones",
            "`result` holds the plain sums of the windows: the kernel consists of twos.",
            ("result",),
            result=_sums(DOWN_FIRST, weight=1),
        ),
    ),
)
