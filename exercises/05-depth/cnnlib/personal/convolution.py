"""The personal numbers of chapter 1."""

from itertools import combinations

import numpy as np

from cnnlib.personal.numbers import PersonalNumbers

__all__ = ["BY_HAND", "LAYER", "SIZES", "TRANSPOSED", "by_hand_arrays"]

ENDS = slice(3), slice(-3, None)


def by_hand_arrays(**numbers: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Arrange the numbers of `BY_HAND`.

    Returns
    -------
    image, kernel, small_kernel : ndarray, shapes (5, 6), (3, 3) and (2, 2)
    """
    arrays = (
        np.array([[numbers[f"{name}_{i}{j}"] for j in range(width)] for i in range(height)])
        for name, height, width in (("image", 5, 6), ("kernel", 3, 3), ("small", 2, 2))
    )
    image, kernel, small_kernel = arrays
    return image, kernel, small_kernel


def _tells_mistakes_apart(**numbers: int) -> bool:
    image, kernel, small_kernel = by_hand_arrays(**numbers)
    corners = (image[rows, columns] for rows in ENDS for columns in ENDS)
    return (
        kernel.sum() == 0
        # Some sums are negative, so that the ReLU has an effect.
        and min(np.vdot(corner, kernel) for corner in corners) < 0
        and all(
            (one != other).any()
            for array in (kernel, small_kernel)
            for one, other in combinations((array, np.flip(array), array.T), 2)
        )
    )


BY_HAND = PersonalNumbers(
    "01-convolution.by_hand",
    {
        **{f"image_{i}{j}": range(10) for i in range(5) for j in range(6)},
        **{f"kernel_{i}{j}": (-2, -1, 0, 1, 2) for i in range(3) for j in range(3)},
        **{f"small_{i}{j}": (1, 2, 3) for i in range(2) for j in range(2)},
    },
    where=_tells_mistakes_apart,
)

SIZES = PersonalNumbers(
    "01-convolution.sizes", {"kernel": (5, 7, 9, 11), "dilation": (3, 4, 5), "factor": (3, 4, 5)}
)


def _leaves_pixels_over(
    height: int, width: int, kernel: int, stride: int, padding: int, **_: int
) -> bool:
    rests = [(size + 2 * padding - kernel) % stride for size in (height, width)]
    return abs(height - width) > 2 * stride and min(rests) == 0 < max(rests)


LAYER = PersonalNumbers(
    "01-convolution.layer",
    {
        "height": range(24, 60),
        "width": range(24, 60),
        "channels": (3, 4, 6, 8, 12),
        "kernel": (3, 5, 7),
        "stride": (2, 3),
        "padding": (1, 2, 3),
    },
    where=_leaves_pixels_over,
)


def _keeps_paddings_apart(kernel: int, stride: int, padding: int, **_: int) -> bool:
    border, left = kernel - 1 - padding, kernel - 2 * padding
    return padding not in (border, border + 1) and stride not in (left, left + padding)


TRANSPOSED = PersonalNumbers(
    "01-convolution.transposed",
    {"size": range(5, 20), "kernel": (5, 6, 7, 8), "stride": (2, 3, 4), "padding": (2, 3)},
    where=_keeps_paddings_apart,
)
