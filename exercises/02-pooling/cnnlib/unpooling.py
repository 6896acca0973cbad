"""Put the maxima of a max pooling back where they were (chapter 2)."""

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.exercise import exercise

__all__ = ["max_unpool2d"]


@exercise("02-pooling.max_unpool2d", points=10)
def max_unpool2d(
    x: np.ndarray,
    indices: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    output_size: tuple[int, int] | None = None,
) -> np.ndarray:
    r"""Write every number to the position given by its index, and zeros elsewhere.

    .. math:: y_{n,c}[\,\mathrm{indices}_{n,c,i,j}\,] = x_{n,c,i,j}

    The numbers that were not the maximum of any window are lost, so this is not the inverse of
    :func:`~cnnlib.pooling.max_pool2d`; pooling the result again returns the
    positive numbers of `x`.

    Parameters
    ----------
    x, indices : ndarray, shape (N, C, H, W)
        As :func:`~cnnlib.pooling.max_pool2d` returns them with ``return_indices=True``.
    kernel_size, stride, padding : int or (int, int)
        As they were given to the pooling. The stride is the kernel's size where it is not given.
    output_size : (int, int), optional
        Height and width of the result. Several sizes are pooled to the same one; the default is the
        one that the windows exactly cover, :math:`s(H - 1) + k - 2p`.

    Returns
    -------
    ndarray, shape (N, C, H_out, W_out)
        Of the same dtype as `x`.

    Raises
    ------
    ValueError
        If `x` does not have four axes, `indices` differs from it in shape or holds numbers that
        are not positions in the result, or `output_size` is a stride or more away from its default.

    References
    ----------
    *Convolutional Neural Networks* (De Silva), "Visualization"; Zeiler & Fergus (2014),
    "Visualizing and understanding convolutional networks", section 2.1.
    """
    raise NotImplementedError("02-pooling.max_unpool2d: replace this line with your code")
