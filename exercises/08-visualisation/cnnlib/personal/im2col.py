"""The personal numbers of chapter 3."""

import numpy as np

from cnnlib.personal.numbers import PersonalNumbers

__all__ = ["BY_HAND", "by_hand_arrays"]


def by_hand_arrays(**numbers: int) -> tuple[np.ndarray, np.ndarray]:
    """Arrange the numbers of `BY_HAND`.

    Returns
    -------
    image, kernel : ndarray, shapes (3, 4) and (2, 2)
    """
    image, kernel = (
        np.array([[numbers[f"{name}_{i}{j}"] for j in range(width)] for i in range(height)])
        for name, height, width in (("image", 3, 4), ("kernel", 2, 2))
    )
    return image, kernel


def _tells_mistakes_apart(**numbers: int) -> bool:
    image, kernel = by_hand_arrays(**numbers)
    first, below, beside = image[:2, :2], image[1:, :2], image[:2, 1:3]
    kernels = kernel, kernel.T, np.flip(kernel)
    return (
        # Windows that a mistake confuses must differ, and give different results.
        first[0, 1] != first[1, 0]
        and np.vdot(below, kernel) != np.vdot(beside, kernel)
        and len({int(np.vdot(first, each)) for each in kernels}) == len(kernels)
    )


BY_HAND = PersonalNumbers(
    "03-im2col.by_hand",
    {
        **{f"image_{i}{j}": range(1, 10) for i in range(3) for j in range(4)},
        **{f"kernel_{i}{j}": (-2, -1, 1, 2, 3) for i in range(2) for j in range(2)},
    },
    where=_tells_mistakes_apart,
)
