"""The personal numbers of chapter 8."""

import numpy as np

from cnnlib.personal.numbers import PersonalNumbers

__all__ = ["BY_HAND", "by_hand_arrays"]

SIDE, UNITS = 4, 6
SIGNED = tuple(number for number in range(-9, 10) if abs(number) > 1)


def by_hand_arrays(**numbers: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Arrange the numbers of `BY_HAND`.

    Returns
    -------
    feature_map : ndarray, shape (4, 4)
    given, down : ndarray, shape (6,)
        The input of a ReLU in the forward pass, and what reaches it on the way back.
    """
    feature_map = np.array(
        [[numbers[f"map_{i}{j}"] for j in range(SIDE)] for i in range(SIDE)],
    )
    given, down = (
        np.array([numbers[f"{name}_{i}"] for i in range(UNITS)]) for name in ("given", "down")
    )
    return feature_map, given, down


def _tells_mistakes_apart(**numbers: int) -> bool:
    feature_map, given, down = by_hand_arrays(**numbers)
    windows = feature_map.reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(4, 4)
    maxima = windows.max(axis=1, keepdims=True)
    signs = set(zip(given > 0, down > 0, strict=True))
    # A single maximum in each window, which is not also a position in its window; all four cases.
    return bool((windows == maxima).sum() == maxima.size and maxima.min() > 3 and len(signs) == 4)


BY_HAND = PersonalNumbers(
    "08-visualisation.by_hand",
    {
        **{f"map_{i}{j}": range(10) for i in range(SIDE) for j in range(SIDE)},
        **{f"given_{i}": SIGNED for i in range(UNITS)},
        **{f"down_{i}": SIGNED for i in range(UNITS)},
    },
    where=_tells_mistakes_apart,
)
