"""`im2col` with its windows read down before across (chapter 3)."""

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.im2col import im2col

__all__ = ["im2col_column_order"]


def im2col_column_order(
    x: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> np.ndarray:
    r"""Copy every window of every image into a column, down before across.

    .. math:: A'_{n,\;(c,v,u),\;(j,i)} = \hat x_{n,\,c,\,si+du,\,sj+dv}

    This is the row order of the transposed image. The kernel has to be read in the same order, and
    the result has it too: ``(weight.swapaxes(2, 3).reshape(F, -1) @ cols)`` has shape
    ``(N, F, W_out * H_out)``.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    kernel_size, stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).

    Returns
    -------
    ndarray, shape (N, C * kW * kH, W_out * H_out)
        Of the same dtype as `x`.

    Raises
    ------
    ValueError
        If `x` does not have four axes, or the kernel is larger than the padded input.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), section 4.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    return im2col(
        np.swapaxes(x, 2, 3),
        pair(kernel_size, "kernel_size")[::-1],
        pair(stride, "stride")[::-1],
        pair(padding, "padding", minimum=0)[::-1],
        pair(dilation, "dilation")[::-1],
    )
