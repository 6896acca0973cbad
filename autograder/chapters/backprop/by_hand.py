"""The check of ``04-backprop.by_hand``: the gradients of a small convolution."""

import numpy as np

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.backprop import BY_HAND as NUMBERS
from cnnlib.personal.backprop import by_hand_arrays

__all__ = ["CHECK"]

PLACES = [(i, j) for i in range(2) for j in range(2)]


def _by_hand(**numbers: int) -> ValueCheck:
    x, w, g = by_hand_arrays(**numbers)
    right = {
        "grad_kernel": _correlate(x, g).tolist(),
        "grad_image": _spread(w, g).tolist(),
        "grad_b": int(g.sum()),
    }

    def wrong(name: str, sentence: str, **values: np.ndarray) -> ValueMisconception:
        given = {part: np.array(value) for part, value in {**right, **values}.items()}
        return ValueMisconception(name, given, sentence, tuple(values))

    return ValueCheck(
        key=NUMBERS.key,
        parts=(
            ValuePart("grad_kernel", 3, right["grad_kernel"]),
            ValuePart("grad_image", 4, right["grad_image"]),
            ValuePart("grad_b", 1, right["grad_b"]),
        ),
        variants=(
            ValueAnswer("arrays", {name: np.array(value) for name, value in right.items()}),
            ValueAnswer("floats", {name: np.array(value) / 1 for name, value in right.items()}),
        ),
        misconceptions=(
            wrong(
                "turned_weights",
                "`grad_kernel` is rotated by 180°. The layer cross-correlates, so "
                "`grad_kernel[u, v]` is the sum of g[i, j] x[i + u, j + v]: g is not rotated.",
                grad_kernel=_correlate(x, g)[::-1, ::-1],
            ),
            wrong(
                "forward_pass",
                "`grad_kernel` is the result of the convolution itself, x with w. In its gradient "
                "g takes the place of w.",
                grad_kernel=_correlate(x, w),
            ),
            wrong(
                "first_window",
                "`grad_kernel` holds the first window only. The kernel is the same at every "
                "position: add up g[i, j] times the window at (i, j) over all four positions.",
                grad_kernel=g[0, 0] * x[:2, :2],
            ),
            wrong(
                "not_turned",
                "For `grad_image` the kernel was not rotated. The output (i, j) multiplies "
                "x[i + u, j + v] by w[u, v]: put g[i, j] times the kernel, as it is, on the window "
                "at (i, j), and add up all four.",
                grad_image=_spread(w[::-1, ::-1], g),
            ),
            wrong(
                "overwritten",
                "In `grad_image` later windows overwrite earlier ones. A pixel in several windows "
                "receives the sum.",
                grad_image=_spread(w, g, add=False),
            ),
            wrong("mean", "`grad_b` is the sum of g, not its mean.", grad_b=g.mean()),
        ),
    )


def _correlate(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    sums = [sum(kernel[i, j] * x[i + u, j + v] for i, j in PLACES) for u, v in PLACES]
    return np.array(sums).reshape(2, 2)


def _spread(w: np.ndarray, g: np.ndarray, add: bool = True) -> np.ndarray:
    grad_x = np.zeros((3, 3), dtype=int)
    for i, j in PLACES:
        window = grad_x[i : i + 2, j : j + 2]
        window[:] = window * add + g[i, j] * w
    return grad_x


CHECK = PersonalCheck(NUMBERS, _by_hand)
