"""The personal numbers of chapter 4."""

import numpy as np

from cnnlib.personal.numbers import PersonalNumbers

__all__ = ["BY_HAND", "VANISHING", "by_hand_arrays"]


def by_hand_arrays(**numbers: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Arrange the numbers of `BY_HAND`.

    Returns
    -------
    x, w, g : ndarray, shapes (3, 3), (2, 2) and (2, 2)
        An image, a kernel, and the gradient of a loss with respect to the result.
    """
    x, w, g = (
        np.array([[numbers[f"{name}_{i}{j}"] for j in range(side)] for i in range(side)])
        for name, side in (("x", 3), ("w", 2), ("g", 2))
    )
    return x, w, g


def _tells_mistakes_apart(**numbers: int) -> bool:
    x, w, g = by_hand_arrays(**numbers)
    first, last = x[:2, :2], x[1:, 1:]
    return (
        g.sum() not in (0, g.mean(), len(g))
        and all((array != np.flip(array)).all() for array in (w, g))
        and (first != last).all()
        and np.vdot(first, g) not in (np.vdot(last, g), np.vdot(first, w))
    )


BY_HAND = PersonalNumbers(
    "04-backprop.by_hand",
    {
        **{f"x_{i}{j}": range(1, 10) for i in range(3) for j in range(3)},
        **{f"w_{i}{j}": (-3, -2, -1, 1, 2, 3) for i in range(2) for j in range(2)},
        **{f"g_{i}{j}": (-2, -1, 1, 2, 3) for i in range(2) for j in range(2)},
    },
    where=_tells_mistakes_apart,
)

VANISHING = PersonalNumbers(
    "04-backprop.vanishing",
    {
        "depth": range(5, 13),
        "z": (-2.5, -2.0, -1.5, 1.5, 2.0, 2.5),
        "digits": range(4, 10),
        "slope": (0.02, 0.04, 0.05, 0.1),
        "negative_units": range(2, 5),
    },
)
