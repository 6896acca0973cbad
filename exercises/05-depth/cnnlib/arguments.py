"""Read and check the arguments that the functions of the library share."""

import numpy as np

__all__ = ["check_rank", "pair"]


def pair(value: int | tuple[int, int], name: str, minimum: int = 1) -> tuple[int, int]:
    """Return `value` as ``(vertical, horizontal)``; a single number is used for both.

    Raises
    ------
    ValueError
        If `value` is not one or two whole numbers of at least `minimum`.
    """
    numbers = tuple(np.atleast_1d(value).tolist())
    numbers = numbers * 2 if len(numbers) == 1 else numbers
    if len(numbers) != 2 or not all(isinstance(n, int) and n >= minimum for n in numbers):
        raise ValueError(
            f"{name} must be a whole number of at least {minimum}, or two of them "
            f"(vertical, horizontal), not {value!r}."
        )
    return numbers


def check_rank(array: np.ndarray, rank: int, name: str, axes: str) -> None:
    """Raise ValueError unless `array` has `rank` axes; `axes` names them: ``(N, C, H, W)``."""
    if np.ndim(array) != rank:
        raise ValueError(
            f"{name} must have {rank} axes {axes}, but its shape is {np.shape(array)}."
        )
