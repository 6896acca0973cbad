"""The gradient of unpooling: read from the positions that were written (chapter 4)."""

import numpy as np

from cnnlib.unpooling import max_unpool2d
from cnnlib.upstream import check_grad_out

__all__ = ["max_unpool2d_backward"]


def max_unpool2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    indices: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    output_size: tuple[int, int] | None = None,
) -> np.ndarray:
    r"""Return the gradient of `max_unpool2d` with respect to `x`.

    .. math:: \nabla_{x_{n,c,i,j}} = g_{n,c}[\,\mathrm{indices}_{n,c,i,j}\,]

    Where overlapping windows have the same index, both read its gradient, as in PyTorch.

    Parameters
    ----------
    grad_out : ndarray, shape (N, C, H_out, W_out)
    x, indices, kernel_size, stride, padding, output_size
        As they were given to :func:`~cnnlib.unpooling.max_unpool2d`.

    Returns
    -------
    ndarray, shape (N, C, H, W)

    Raises
    ------
    ValueError
        As `max_unpool2d`, or if `grad_out` does not have the shape of its output.
    """
    check_grad_out(
        grad_out, max_unpool2d(x, indices, kernel_size, stride, padding, output_size).shape
    )
    n, c = x.shape[:2]
    taken = np.take_along_axis(grad_out.reshape(n, c, -1), indices.reshape(n, c, -1), axis=2)
    return taken.reshape(x.shape)
