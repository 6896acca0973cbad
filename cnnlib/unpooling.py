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
    check_rank(x, 4, "x", "(N, C, H, W)")
    if np.shape(indices) != x.shape:
        raise ValueError(f"x {x.shape} and indices {np.shape(indices)} must have the same shape.")
    if indices.dtype.kind not in "iu":
        raise ValueError(f"indices {indices.shape} must be whole numbers, not {indices.dtype}.")
    kernel = pair(kernel_size, "kernel_size")
    strides = kernel if stride is None else pair(stride, "stride")
    paddings = pair(padding, "padding", minimum=0)
    axes = zip(x.shape[2:], kernel, strides, paddings, strict=True)
    covered = tuple((size - 1) * s + k - 2 * p for size, k, s, p in axes)
    h, w = covered if output_size is None else pair(output_size, "output_size")
    if min(h, w) < 1:
        raise ValueError(
            f"Windows of {kernel} with stride {strides} and padding {paddings} on {x.shape[2:]} "
            f"numbers give an empty image of {(h, w)}."
        )
    if any(abs(a - b) >= s for a, b, s in zip((h, w), covered, strides, strict=True)):
        raise ValueError(
            f"output_size {(h, w)} must be less than a stride of {strides} away from {covered}."
        )
    if indices.size and not 0 <= indices.min() <= indices.max() < h * w:
        raise ValueError(
            f"indices must lie between 0 and {h * w - 1}, positions in an image of {h}x{w}, but "
            f"run from {indices.min()} to {indices.max()}."
        )
    n, c = x.shape[:2]
    out = np.zeros((n, c, h * w), dtype=x.dtype)
    np.put_along_axis(out, indices.reshape(n, c, -1), x.reshape(n, c, -1), axis=2)
    return out.reshape(n, c, h, w)
