"""The check of ``03-im2col.by_hand``: a small image in column order, as in Patel's example."""

from itertools import product

import numpy as np

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.im2col import BY_HAND as NUMBERS
from cnnlib.personal.im2col import by_hand_arrays

__all__ = ["CHECK"]

# By index, without im2col: the window at (i, j), its element at (u, v).
DOWN_FIRST = [(i, j) for j in range(3) for i in range(2)]
ACROSS_FIRST = [(i, j) for i in range(2) for j in range(3)]
WINDOW_DOWN = [(u, v) for v in range(2) for u in range(2)]
WINDOW_ACROSS = [(u, v) for u in range(2) for v in range(2)]

NOTHING = np.array(np.nan)  # follows from an A' that is not nearly right

Places = list[tuple[int, int]]


def _matrix(image: np.ndarray, places: Places, window: Places) -> np.ndarray:
    return np.array([[image[i + u, j + v] for i, j in places] for u, v in window])


def _sums(image: np.ndarray, kernel: np.ndarray, places: Places) -> np.ndarray:
    return np.array(
        [sum(image[i + u, j + v] * kernel[u, v] for u, v in WINDOW_DOWN) for i, j in places]
    )


def _by_hand(**numbers: int) -> ValueCheck:
    image, kernel = by_hand_arrays(**numbers)
    right = {
        "a_prime": _matrix(image, DOWN_FIRST, WINDOW_DOWN),
        "result": _sums(image, kernel, DOWN_FIRST),
    }

    def as_asked(a_prime: np.ndarray) -> np.ndarray:
        return a_prime.T @ kernel.T.ravel() if order_of(a_prime) else NOTHING

    def in_its_own_order(a_prime: np.ndarray) -> np.ndarray:
        in_rows = order_of(a_prime) is WINDOW_ACROSS
        return a_prime.T @ kernel.ravel() if in_rows else NOTHING

    def order_of(a_prime: np.ndarray) -> Places | None:
        """Return the order inside the windows of a student's A', if half of it is right in it."""

        def share(order: tuple[Places, Places]) -> float:
            return (a_prime == _matrix(image, *order)).mean()

        best = max(product((DOWN_FIRST, ACROSS_FIRST), (WINDOW_DOWN, WINDOW_ACROSS)), key=share)
        return best[1] if share(best) >= 1 / 2 else None

    def wrong(
        name: str, sentence: str, follow: np.ndarray | None = None, **values: np.ndarray
    ) -> ValueMisconception:
        result = {} if follow is None else {"result": follow}
        return ValueMisconception(name, {**right, **values, **result}, sentence, tuple(values))

    return ValueCheck(
        key=NUMBERS.key,
        parts=(
            ValuePart("a_prime", 6, right["a_prime"].tolist()),
            ValuePart("result", 3, right["result"].tolist(), follows=(as_asked, in_its_own_order)),
        ),
        variants=(
            ValueAnswer("lists", {name: value.tolist() for name, value in right.items()}),
            ValueAnswer("floats", {name: value / 1 for name, value in right.items()}),
        ),
        misconceptions=(
            wrong(
                "row_order",
                "You went through the image and through each window row by row, as `im2col` does. "
                "This exercise asks for column order: down the first column before moving right, "
                "both for the positions and inside a window.",
                a_prime=_matrix(image, ACROSS_FIRST, WINDOW_ACROSS),
                follow=_sums(image, kernel, ACROSS_FIRST),
            ),
            wrong(
                "windows_in_row_order",
                "The windows are in the right order, but inside each you went along its rows: go "
                "down its first column before its second. (The second and third row of A' are "
                "swapped.)",
                a_prime=_matrix(image, DOWN_FIRST, WINDOW_ACROSS),
            ),
            wrong(
                "places_in_row_order",
                "Inside each window the order is right, but the windows themselves move along the "
                "rows of the image: the second one lies below the first, not beside it.",
                a_prime=_matrix(image, ACROSS_FIRST, WINDOW_DOWN),
                follow=_sums(image, kernel, ACROSS_FIRST),
            ),
            wrong(
                "result_in_row_order",
                "`result` lists the positions row by row; the transpose of A' times the kernel "
                "gives them in the order of the columns of A'.",
                result=_sums(image, kernel, ACROSS_FIRST),
            ),
            wrong(
                "kernel_in_row_order",
                "In `result` you went through the kernel along its rows. Its weights must come in "
                "the order of the rows of A': down its first column before its second.",
                result=_sums(image, kernel.T, DOWN_FIRST),
            ),
            wrong(
                "turned",
                "In `result` you rotated the kernel by 180°. A convolutional layer does not "
                "rotate it.",
                result=_sums(image, np.flip(kernel), DOWN_FIRST),
            ),
        ),
    )


CHECK = PersonalCheck(NUMBERS, _by_hand)
