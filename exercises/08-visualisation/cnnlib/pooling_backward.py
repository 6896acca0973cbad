"""The gradients of pooling: send each number back to the pixels it came from (chapter 4)."""

import numpy as np

from cnnlib.arguments import check_rank
from cnnlib.exercise import exercise
from cnnlib.pooling import lp_pool2d, max_pool2d
from cnnlib.pooling_windows import pooling_windows
from cnnlib.upstream import check_grad_out

__all__ = [
    "avg_pool2d_backward",
    "global_avg_pool2d_backward",
    "lp_pool2d_backward",
    "max_pool2d_backward",
]


@exercise("04-backprop.max_pool2d_backward", points=8)
def max_pool2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
) -> np.ndarray:
    r"""Send the gradient of every window to the pixel that was its maximum.

    A pixel that is the maximum of several overlapping windows receives the sum. Of equal pixels
    the first, row by row, gets everything, as in PyTorch.

    Parameters
    ----------
    grad_out : ndarray, shape (N, C, H_out, W_out)
    x, kernel_size, stride, padding, dilation, ceil_mode
        As they were given to :func:`~cnnlib.pooling.max_pool2d`.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        Of the same dtype as `grad_out`.

    Raises
    ------
    ValueError
        As `max_pool2d`, or if `grad_out` does not have the shape of its output.

    References
    ----------
    *MLP Coursework 2: Exploring Convolutional Networks*, section 2.3;
    *Convolutional Neural Networks* (Patel, 2017), section 7.3.
    """
    _, winners = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    check_grad_out(grad_out, winners.shape)
    n, c, h, w = x.shape
    grad_x = np.zeros((n * c, h * w), dtype=grad_out.dtype)
    channel, pixel = np.arange(n * c)[:, None], winners.reshape(n * c, -1)
    # Not grad_x[...] += ...: that would add only once where an index occurs twice.
    np.add.at(grad_x, (channel, pixel), grad_out.reshape(n * c, -1))
    return grad_x.reshape(x.shape)


@exercise("04-backprop.avg_pool2d_backward", points=5)
def avg_pool2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> np.ndarray:
    r"""Share the gradient of every window equally among its pixels.

    A pixel that lies in several overlapping windows receives the sum. The share of the padding is
    dropped.

    Parameters
    ----------
    grad_out : ndarray, shape (N, C, H_out, W_out)
    x, kernel_size, stride, padding, ceil_mode, count_include_pad
        As they were given to :func:`~cnnlib.pooling.avg_pool2d`; of `x` only the shape matters.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        Of the same dtype as `grad_out`.

    Raises
    ------
    ValueError
        As `avg_pool2d`, or if `grad_out` does not have the shape of its output.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), section 7.3.
    """
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    check_grad_out(grad_out, (*x.shape[:2], *windows.output_size))
    share = grad_out / windows.pixels(count_include_pad).astype(grad_out.dtype)
    grad_padded = np.zeros_like(windows.pad(x), dtype=grad_out.dtype)
    for rows, columns in windows.offsets():
        grad_padded[:, :, rows, columns] += share
    (ph, pw), (h, w) = windows.padding, windows.input_size
    return grad_padded[:, :, ph : ph + h, pw : pw + w]


@exercise("04-backprop.lp_pool2d_backward", points=5)
def lp_pool2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    norm_type: float,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    ceil_mode: bool = False,
) -> np.ndarray:
    r"""Share the gradient of every window by how much each pixel contributed to its norm.

    .. math:: \frac{\partial y}{\partial x} = \mathrm{sign}(x) \left(\frac{|x|}{y}\right)^{p-1}

    For ``norm_type=2`` that is :math:`x / y`. At 0, where the norm has no derivative, it is 0. A
    pixel in several overlapping windows receives the sum. With `ceil_mode`, the gradient of a
    window that extends beyond the edge is scaled up like its sum: by the size of the kernel
    divided by the number of pixels in the window.

    Parameters
    ----------
    grad_out : ndarray, shape (N, C, H_out, W_out)
    x, norm_type, kernel_size, stride, ceil_mode
        As they were given to :func:`~cnnlib.pooling.lp_pool2d`.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        Of the same dtype as `grad_out`.

    Raises
    ------
    ValueError
        As `lp_pool2d`, or if `grad_out` does not have the shape of its output.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), sections 7.2 and 7.3.
    """
    y = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode)
    windows = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    check_grad_out(grad_out, y.shape)
    # lp_pool2d scales up the sum of a window that extends beyond the edge.
    kh, kw = windows.kernel_size
    share = grad_out * (kh * kw / windows.pixels(True)).astype(grad_out.dtype)
    padded = windows.pad(x)
    grad_padded = np.zeros_like(padded, dtype=grad_out.dtype)
    for rows, columns in windows.offsets():
        value = padded[:, :, rows, columns]
        moves = (value != 0) & (y > 0)
        slope = np.zeros_like(y)
        slope[moves] = np.sign(value[moves]) * (np.abs(value[moves]) / y[moves]) ** (norm_type - 1)
        grad_padded[:, :, rows, columns] += share * slope
    h, w = windows.input_size
    return grad_padded[:, :, :h, :w]


def global_avg_pool2d_backward(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    r"""Give every pixel of a channel :math:`1 / HW` of the gradient of its average.

    Parameters
    ----------
    grad_out : ndarray, shape (N, C, 1, 1)
    x : ndarray, shape (N, C, H, W)
        Only its shape matters.

    Returns
    -------
    ndarray, shape (N, C, H, W)

    Raises
    ------
    ValueError
        If `x` does not have four axes or has no pixels, or `grad_out` has another shape.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    n, c, h, w = x.shape
    if h * w == 0:
        raise ValueError(f"x {x.shape} has no pixels to average.")
    check_grad_out(grad_out, (n, c, 1, 1))
    return np.repeat(np.repeat(grad_out / (h * w), h, axis=2), w, axis=3)
