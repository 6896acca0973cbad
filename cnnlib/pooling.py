"""Summarise windows by their maximum, average or norm (chapter 2)."""

import numpy as np

from cnnlib.arguments import check_rank
from cnnlib.exercise import exercise
from cnnlib.pooling_windows import pooling_windows

__all__ = ["avg_pool2d", "global_avg_pool2d", "lp_pool2d", "max_pool2d"]


@exercise("02-pooling.max_pool2d", points=18)
def max_pool2d(
    x: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    r"""Take the largest number of every window and, if asked, record where it was.

    .. math:: y_{n,c,i,j} = \max_{u,v} \, \hat x_{n,\,c,\,si+du,\,sj+dv}

    with :math:`\hat x` the input, padded with :math:`-\infty`, which is never the maximum.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    kernel_size, stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal). The stride is the kernel's size where it is not
        given.
    ceil_mode : bool
        Let a last window extend beyond the bottom and the right edge.
    return_indices : bool

    Returns
    -------
    out : ndarray, shape (N, C, H_out, W_out)
        Of the same dtype as `x`.
    indices : ndarray of int64, shape (N, C, H_out, W_out)
        Only with `return_indices`: where each maximum is in its channel of `x`, as
        ``row * W + column`` without padding. Of equal numbers the first one counts, row by row.

    Raises
    ------
    ValueError
        If `x` does not have four axes, the kernel is larger than the padded input, the padding is
        more than half the kernel, or a dilated window skips the whole input.

    References
    ----------
    *MLP Coursework 2: Exploring Convolutional Networks*, section 2.3;
    *Convolutional Neural Networks* (De Silva), "Feature-wise pooling operation".
    """
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    h, w = windows.input_size
    lowest = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    padded = windows.pad(x, lowest)
    positions = windows.pad(np.arange(h * w).reshape(h, w), -1)

    shape = (*x.shape[:2], *windows.output_size)
    out = np.full(shape, lowest, dtype=x.dtype)
    indices = np.full(shape, -1, dtype=np.int64)
    for rows, columns in windows.offsets():
        value, position = padded[:, :, rows, columns], positions[rows, columns]
        wins = (value > out) | np.isnan(value) | ((indices < 0) & (position >= 0))
        np.copyto(out, value, where=wins)
        np.copyto(indices, position, where=wins)
    if (indices < 0).any():
        raise ValueError(
            f"A window of {windows.kernel_size} with dilation {windows.dilation} skips all of "
            f"x {x.shape} padded by {windows.padding}: it would contain only padding."
        )
    return (out, indices) if return_indices else out


@exercise("02-pooling.avg_pool2d", points=9)
def avg_pool2d(
    x: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> np.ndarray:
    r"""Take the average of every window.

    .. math:: y_{n,c,i,j} = \frac{1}{|P_{ij}|} \sum_{u,v} \hat x_{n,\,c,\,si+u,\,sj+v}

    with :math:`\hat x` the zero-padded input and :math:`|P_{ij}|` the number of pixels in the
    window.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    kernel_size, stride, padding : int or (int, int)
        In pixels; a pair is (vertical, horizontal). The stride is the kernel's size where it is not
        given.
    ceil_mode : bool
        Let a last window extend beyond the bottom and the right edge. Only the part inside counts.
    count_include_pad : bool
        Whether the zeros of the padding count as pixels.

    Returns
    -------
    ndarray, shape (N, C, H_out, W_out)
        Of the same dtype as `x`; float64 for whole numbers.

    Raises
    ------
    ValueError
        If `x` does not have four axes, the kernel is larger than the padded input, or the padding
        is more than half the kernel.

    References
    ----------
    *MLP Coursework 2: Exploring Convolutional Networks*, sections 2.2 and 3.2.
    """
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    padded = windows.pad(_as_float(x))
    total = sum(padded[:, :, rows, columns] for rows, columns in windows.offsets())
    return total / windows.pixels(count_include_pad).astype(padded.dtype)


@exercise("02-pooling.lp_pool2d", points=7)
def lp_pool2d(
    x: np.ndarray,
    norm_type: float,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    ceil_mode: bool = False,
) -> np.ndarray:
    r"""Take the p-norm of every window: for ``norm_type=2``, the root of the sum of squares.

    .. math:: y_{n,c,i,j} = \Big( \sum_{u,v} |x_{n,\,c,\,si+u,\,sj+v}|^p \Big)^{1/p}

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    norm_type : float
        :math:`p`, greater than 0.
    kernel_size, stride : int or (int, int)
        In pixels; a pair is (vertical, horizontal). The stride is the kernel's size where it is not
        given.
    ceil_mode : bool
        Let a last window extend beyond the bottom and the right edge. As in PyTorch, its sum is
        scaled up to a whole window.

    Returns
    -------
    ndarray, shape (N, C, H_out, W_out)
        Of the same dtype as `x`; float64 for whole numbers.

    Raises
    ------
    ValueError
        If `x` does not have four axes, the kernel is larger than the input, or `norm_type` is not
        greater than 0.

    Notes
    -----
    A norm takes absolute values. PyTorch leaves them out: the same for an even `norm_type`, but
    NaN or a plain sum for an odd one and negative numbers.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), section 7.2.
    """
    if not 0 < norm_type < np.inf:
        raise ValueError(f"norm_type must be a finite number greater than 0, not {norm_type!r}.")
    kh, kw = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode).kernel_size
    mean = avg_pool2d(np.abs(_as_float(x)) ** norm_type, kernel_size, stride, ceil_mode=ceil_mode)
    return (kh * kw * mean) ** (1 / norm_type)


@exercise("02-pooling.global_avg_pool2d", points=4)
def global_avg_pool2d(x: np.ndarray) -> np.ndarray:
    r"""Average every channel over the whole image.

    .. math:: y_{n,c} = \frac{1}{HW} \sum_{i,j} x_{n,c,i,j}

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)

    Returns
    -------
    ndarray, shape (N, C, 1, 1)
        Of the same dtype as `x`; float64 for whole numbers.

    Raises
    ------
    ValueError
        If `x` does not have four axes, or its images no pixels.

    References
    ----------
    Lin, Chen & Yan (2014), "Network in network", section 3.2;
    ``torch.nn.functional.adaptive_avg_pool2d(x, 1)``.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    if 0 in x.shape[2:]:
        raise ValueError(f"x {x.shape} has no pixels to average.")
    return x.mean(axis=(2, 3), keepdims=True)


def _as_float(x: np.ndarray) -> np.ndarray:
    """Convert integers to floats: sums of pixels would soon overflow uint8."""
    return x if x.dtype.kind == "f" else x.astype(np.float64)
