"""The check of ``08-visualisation.by_hand``: switches, and three rules for a ReLU backwards."""

import numpy as np

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.visualisation import BY_HAND as NUMBERS
from cnnlib.personal.visualisation import by_hand_arrays

__all__ = ["CHECK"]

Place = tuple[int, int]


def _maxima(feature_map: np.ndarray) -> list[list[Place]]:
    """Return the row and the column of the maximum of each 2x2 window."""
    return [
        [
            max(
                ((2 * i + u, 2 * j + v) for u in range(2) for v in range(2)),
                key=lambda place: feature_map[place],
            )
            for j in range(2)
        ]
        for i in range(2)
    ]


def _by_hand(**numbers: int) -> ValueCheck:
    feature_map, given, down = by_hand_arrays(**numbers)
    maxima = np.array(_maxima(feature_map))
    rows, columns = maxima[..., 0], maxima[..., 1]
    gradient, positive = np.where(given > 0, down, 0), np.where(down > 0, down, 0)
    right = {
        "switches": 4 * rows + columns,
        "gradient": gradient,
        "deconvolution": positive,
        "guided": np.where(given > 0, positive, 0),
    }

    def half_is_right(own: np.ndarray) -> bool:
        return bool((own == gradient).mean() >= 1 / 2)

    def wrong(name: str, sentence: str, **values: np.ndarray) -> ValueMisconception:
        return ValueMisconception(name, {**right, **values}, sentence, tuple(values))

    return ValueCheck(
        key=NUMBERS.key,
        parts=(
            ValuePart("switches", 1, right["switches"].tolist()),
            ValuePart("gradient", 1, gradient.tolist()),
            ValuePart("deconvolution", 1, positive.tolist()),
            ValuePart(
                "guided",
                1,
                right["guided"].tolist(),
                follows=lambda gradient: (
                    np.maximum(gradient, 0) if half_is_right(gradient) else np.array(np.nan)
                ),
            ),
        ),
        variants=(
            ValueAnswer("lists", {name: value.tolist() for name, value in right.items()}),
            ValueAnswer("floats", {name: value / 1 for name, value in right.items()}),
        ),
        misconceptions=(
            wrong(
                "within_the_window",
                "`switches` counts positions inside each window, from 0 to 3. A switch counts "
                "through the whole map, row by row.",
                switches=2 * (rows % 2) + columns % 2,
            ),
            wrong(
                "counted_from_one",
                "`switches` starts counting at 1. The pixel at the top left has the number 0.",
                switches=right["switches"] + 1,
            ),
            wrong(
                "column_by_column",
                "`switches` counts down the columns. Count along the rows: row times 4, plus "
                "column.",
                switches=4 * columns + rows,
            ),
            wrong(
                "the_maxima",
                "`switches` holds the maxima themselves. A switch is the position of a maximum.",
                switches=feature_map[rows, columns],
            ),
            wrong(
                "exchanged",
                "`gradient` and `deconvolution` are swapped. The gradient depends on the sign of "
                "`given`, the deconvolution network on the sign of `down`.",
                gradient=positive,
                deconvolution=gradient,
            ),
            wrong(
                "times_the_input",
                "`gradient` is multiplied by `given`. The slope of a ReLU is 1 where its input "
                "was positive, whatever the size of the input.",
                gradient=down * np.maximum(given, 0),
            ),
            wrong(
                "guided_twice",
                "`deconvolution` also depends on `given`, as guided back-propagation does. The "
                "deconvolution network passes every positive number of `down`.",
                deconvolution=right["guided"],
            ),
            wrong(
                "guided_is_the_gradient",
                "`guided` is the plain gradient. Guided back-propagation also removes what comes "
                "down negative.",
                guided=gradient,
            ),
            wrong(
                "guided_is_the_deconvolution",
                "`guided` is that of the deconvolution network. Guided back-propagation also "
                "removes what comes down where `given` was not positive.",
                guided=positive,
            ),
        ),
    )


CHECK = PersonalCheck(NUMBERS, _by_hand)
