"""A loaded data set."""

from dataclasses import dataclass

import numpy as np

from cnnlib.arguments import check_rank

__all__ = ["Dataset"]


@dataclass(frozen=True)
class Dataset:
    """Images and labels in three parts: training, validation and test.

    Attributes
    ----------
    x_train, x_val, x_test : ndarray of uint8, shape (N, C, H, W)
        Pixels from 0 to 255.
    y_train, y_val, y_test : ndarray of int64, shape (N,)
        Indices into `classes`. int64, because sums of uint8 overflow and
        ``torch.nn.functional.cross_entropy`` takes nothing smaller.
    classes : tuple of str
        The names of the classes.

    Raises
    ------
    ValueError
        If images and labels do not belong together.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_val: np.ndarray
    y_val: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    classes: tuple[str, ...]

    def __post_init__(self) -> None:
        for part in ("train", "val", "test"):
            x, y = getattr(self, f"x_{part}"), getattr(self, f"y_{part}")
            check_rank(x, 4, f"x_{part}", "(N, C, H, W)")
            if x.dtype != np.uint8 or y.dtype != np.int64:
                raise ValueError(
                    f"x_{part} must be uint8 and y_{part} int64, not {x.dtype} and {y.dtype}."
                )
            if y.shape != x.shape[:1] or x.shape[1:] != self.x_train.shape[1:]:
                raise ValueError(
                    f"x_{part} {x.shape}, y_{part} {y.shape} and x_train {self.x_train.shape} "
                    "must hold one label per image, and images of one size."
                )
            if y.size and not (y.min() >= 0 and y.max() < len(self.classes)):
                raise ValueError(
                    f"y_{part} runs from {y.min()} to {y.max()}, but there are "
                    f"{len(self.classes)} classes."
                )
