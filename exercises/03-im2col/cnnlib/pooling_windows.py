"""The positions of pooling windows, for all poolings of chapter 2 and their gradients."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.conv import conv_output_size
from cnnlib.exercise import exercise

__all__ = ["PoolingWindows", "pool_output_size", "pooling_windows", "window_pixels"]


@exercise("02-pooling.pool_output_size", points=8)
def pool_output_size(
    input_size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    r"""Count the windows of a pooling along one axis.

    .. math:: \left\lfloor \frac{n + 2p - d(k - 1) - 1}{s} \right\rfloor + 1

    With `ceil_mode` the division is rounded up, so that a last window may extend beyond the end. A
    last window that starts after the final input pixel is dropped.

    Parameters
    ----------
    input_size, kernel_size, padding, dilation : int
        :math:`n, k, p, d`, in pixels.
    stride : int, optional
        :math:`s`; the kernel's size where it is not given.
    ceil_mode : bool

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If a number is out of range, the dilated kernel is larger than the padded input, or the
        padding is more than half the kernel.

    References
    ----------
    *Convolutional Neural Networks* (De Silva), "Feature-wise pooling operation";
    ``torch.nn.functional.max_pool2d``.
    """
    stride = kernel_size if stride is None else stride
    windows = conv_output_size(input_size, kernel_size, stride, padding, dilation)
    if 2 * padding > kernel_size:
        raise ValueError(
            f"padding must be at most half of the kernel of {kernel_size}, not {padding}."
        )
    extent = dilation * (kernel_size - 1) + 1
    left_over = (input_size + 2 * padding - extent) % stride
    if ceil_mode and left_over and windows * stride < input_size + padding:
        windows += 1
    return windows


@exercise("02-pooling.window_pixels", points=6)
def window_pixels(
    input_size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> np.ndarray:
    r"""Count the pixels of every window along one axis, by which an average divides its sum.

    A window starts at :math:`si - p`, where pixel 0 is the first of the input, and takes :math:`k`
    positions, :math:`d` apart. Those on the input count. Those on the padding, :math:`p` positions
    before the input and :math:`p` after it, count with `count_include_pad`. Those beyond the
    padding, in a last window, never count.

    Parameters
    ----------
    input_size, kernel_size, stride, padding, dilation, ceil_mode
        As `pool_output_size` takes them.
    count_include_pad : bool

    Returns
    -------
    ndarray of int64, shape (windows,)
        Of the length that `pool_output_size` returns.

    Raises
    ------
    ValueError
        As `pool_output_size`.

    References
    ----------
    ``torch.nn.functional.avg_pool1d``.
    """
    windows = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    stride = kernel_size if stride is None else stride
    start = stride * np.arange(windows) - padding
    places = start[:, np.newaxis] + dilation * np.arange(kernel_size)
    border = padding if count_include_pad else 0
    return ((places >= -border) & (places < input_size + border)).sum(axis=1)


@dataclass(frozen=True)
class PoolingWindows:
    """The windows of one pooling on images of one size; pairs are (vertical, horizontal).

    Attributes
    ----------
    kernel_size, stride, padding, dilation : (int, int)
    ceil_mode : bool
    input_size, output_size : (int, int)
    overhang : (int, int)
        How far the last window extends beyond the padded image; 0 without `ceil_mode`.
    """

    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    ceil_mode: bool
    input_size: tuple[int, int]
    output_size: tuple[int, int]
    overhang: tuple[int, int]

    def pad(self, x: np.ndarray, value: float = 0) -> np.ndarray:
        """Pad the last two axes of `x` with `value`, as far as any window reaches."""
        edges = [(p, p + extra) for p, extra in zip(self.padding, self.overhang, strict=True)]
        return np.pad(x, [(0, 0)] * (x.ndim - 2) + edges, constant_values=value)

    def pixels(self, count_padding: bool) -> np.ndarray:
        """Count the pixels of each window, with or without padding, shape `output_size`.

        Positions beyond the padded image never count.
        """
        sizes = (self.input_size, self.kernel_size, self.stride, self.padding, self.dilation)
        rows, columns = (
            window_pixels(*along_axis, self.ceil_mode, count_padding)
            for along_axis in zip(*sizes, strict=True)
        )
        return np.outer(rows, columns)

    def offsets(self) -> Iterator[tuple[slice, slice]]:
        """Yield, for each position inside a window, the slices of the padded images there.

        The order is kernel row, kernel column, as in :func:`~cnnlib.im2col.im2col`. Indexed with
        the slices, a padded image has `output_size`.
        """
        (kh, kw), (sh, sw), (dh, dw) = self.kernel_size, self.stride, self.dilation
        h_out, w_out = self.output_size
        for u in range(kh):
            for v in range(kw):
                yield (
                    slice(u * dh, u * dh + sh * h_out, sh),
                    slice(v * dw, v * dw + sw * w_out, sw),
                )


def pooling_windows(
    x: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
) -> PoolingWindows:
    """Check a pooling's arguments, and return its windows on the images `x`.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    kernel_size, stride, padding, dilation, ceil_mode
        As :func:`~cnnlib.pooling.max_pool2d` takes them.

    Raises
    ------
    ValueError
        If `x` does not have four axes, or a window does not fit; see `pool_output_size`.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    kernel = pair(kernel_size, "kernel_size")
    strides = kernel if stride is None else pair(stride, "stride")
    paddings, dilations = pair(padding, "padding", minimum=0), pair(dilation, "dilation")
    output_size, overhang = [], []
    for n, k, s, p, d in zip(x.shape[2:], kernel, strides, paddings, dilations, strict=True):
        windows = pool_output_size(n, k, s, p, d, ceil_mode)
        reached = (windows - 1) * s + d * (k - 1) + 1
        output_size.append(windows)
        overhang.append(max(0, reached - n - 2 * p))
    return PoolingWindows(
        kernel,
        strides,
        paddings,
        dilations,
        ceil_mode,
        x.shape[2:],
        (output_size[0], output_size[1]),
        (overhang[0], overhang[1]),
    )
