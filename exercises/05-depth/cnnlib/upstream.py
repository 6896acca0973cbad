"""Check the gradient that a backward function receives from the layer above (chapter 4)."""

import numpy as np

__all__ = ["check_grad_out"]


def check_grad_out(grad_out: np.ndarray, shape: tuple[int, ...]) -> None:
    """Raise ValueError unless `grad_out` has the shape of the forward function's output."""
    if np.shape(grad_out) != tuple(shape):
        raise ValueError(
            f"grad_out must have the shape of the output, {tuple(shape)}, not {np.shape(grad_out)}."
        )
