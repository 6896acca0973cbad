"""The convolution that the rest of the library uses, forward and backward (chapter 3).

A full im2col matrix is too large for a processor's cache, and memory is slower than arithmetic.
Here a block of it is written, multiplied and forgotten, in the same megabyte over and over.
"""

import numpy as np

from cnnlib.column_blocks import PaddedImages, block_slices, fold_block, unfold_block
from cnnlib.conv_arguments import Conv2dArguments, read_conv2d_arguments

__all__ = ["conv2d", "conv2d_backward"]


def conv2d(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> np.ndarray:
    r"""Cross-correlate a batch of images with a bank of kernels.

    .. math:: Y_B = W A_B + b

    for each block :math:`B` of output pixels, with :math:`A_B` their columns of the im2col matrix
    and :math:`W` the kernels, one a row.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (F, C / groups, kH, kW)
    bias : ndarray, shape (F,), optional
    stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).
    groups : int
        Split the channels into this many independent convolutions.

    Returns
    -------
    ndarray, shape (N, F, H_out, W_out)
        Of the dtype of the arguments.

    Raises
    ------
    ValueError
        If ranks, channels or groups do not fit, or the kernel is larger than the padded input.

    References
    ----------
    *MLP Coursework 2: Exploring Convolutional Networks*, section 2.4, for what im2col costs; Goto &
    van de Geijn (2008), "Anatomy of high-performance matrix multiplication", for why blocks help.
    """
    args = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups)
    kernels = _kernel_matrices(weight, args)
    image_blocks, row_blocks = block_slices(args)
    padded = PaddedImages(args, _longest(image_blocks))
    scratch = _scratch(padded, row_blocks)
    out = np.empty(args.output_shape, dtype=args.dtype)
    for images in image_blocks:
        count = images.stop - images.start
        padded.inside[:count] = x[images]
        for rows in row_blocks:
            cols = unfold_block(padded.windows[:count, ..., rows, :], scratch)
            places = _places(out, images, rows, args)
            np.matmul(kernels, _column_matrices(cols, args), out=places)
            if bias is not None:
                places += np.reshape(bias, (groups, -1, 1))
    return out


def conv2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> tuple[np.ndarray, ...]:
    r"""Return the gradients of a loss by the input, the kernels and the bias of `conv2d`.

    With :math:`G = \nabla Y` and the blocks of `conv2d`,

    .. math::
        \nabla W = \sum_B G_B A_B^\top, \qquad
        \nabla x = \sum_B \mathrm{col2im}(W^\top G_B), \qquad
        \nabla b_f = \sum_{n,i,j} G_{n,f,i,j}

    Parameters
    ----------
    grad_out : ndarray, shape (N, F, H_out, W_out)
        The gradient of the loss by the output.
    x, weight, bias, stride, padding, dilation, groups
        As they were given to `conv2d`.

    Returns
    -------
    grad_x, grad_weight : ndarray
        Of the shapes of `x` and `weight`.
    grad_bias : ndarray, shape (F,)
        Only where there is a bias.

    Raises
    ------
    ValueError
        As `conv2d`, and if `grad_out` does not have the shape of its output.

    References
    ----------
    *MLP Coursework 2: Exploring Convolutional Networks*, section 2.3, for one image and one kernel
    at a time.
    """
    args = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups, grad_out)
    kernels = _kernel_matrices(weight, args)
    image_blocks, row_blocks = block_slices(args)
    padded = PaddedImages(args, _longest(image_blocks))
    grad_padded = PaddedImages(args, _longest(image_blocks))
    scratch = _scratch(padded, row_blocks)
    grad_out = np.ascontiguousarray(grad_out, dtype=args.dtype)
    grad_x = np.empty(np.shape(x), dtype=args.dtype)
    # Kept transposed: A Gᵀ has the long axis first, and takes OpenBLAS less time than G Aᵀ.
    grad_kernels = np.zeros(kernels.swapaxes(-1, -2).shape, dtype=args.dtype)
    grad_bias = np.zeros(kernels.shape[:2], dtype=args.dtype)
    for images in image_blocks:
        count = images.stop - images.start
        padded.inside[:count] = x[images]
        grad_padded.array[...] = 0
        for rows in row_blocks:
            cols = unfold_block(padded.windows[:count, ..., rows, :], scratch)
            matrices = _column_matrices(cols, args)
            grad_places = _places(grad_out, images, rows, args)
            grad_kernels += (matrices @ grad_places.swapaxes(-1, -2)).sum(axis=0)
            grad_bias += grad_places.sum(axis=-1).sum(axis=0)
            # The columns have served; their gradient takes their place.
            np.matmul(kernels.swapaxes(-1, -2), grad_places, out=matrices)
            fold_block(cols, grad_padded.windows[:count, ..., rows, :])
        grad_x[images] = grad_padded.inside[:count]
    gradients = grad_x, grad_kernels.swapaxes(-1, -2).reshape(np.shape(weight))
    return gradients if bias is None else (*gradients, grad_bias.reshape(args.filters))


def _kernel_matrices(weight: np.ndarray, args: Conv2dArguments) -> np.ndarray:
    """Return each group's kernels, one a row: ``(groups, F / groups, C / groups * kH * kW)``."""
    matrices = np.reshape(weight, (args.groups, args.filters // args.groups, -1))
    return matrices.astype(args.dtype, copy=False)


def _column_matrices(cols: np.ndarray, args: Conv2dArguments) -> np.ndarray:
    """Return `cols` as ``(images, groups, C / groups * kH * kW, rows * W_out)``."""
    images, channels, kh, kw, rows, w_out = cols.shape
    return cols.reshape(images, args.groups, channels // args.groups * kh * kw, rows * w_out)


def _places(out: np.ndarray, images: slice, rows: slice, args: Conv2dArguments) -> np.ndarray:
    """Return a block of the output as ``(images, groups, F / groups, rows * W_out)``."""
    h_out, w_out = args.output_size
    places = out.reshape(args.batch, args.groups, args.filters // args.groups, h_out * w_out)
    return places[images, ..., rows.start * w_out : rows.stop * w_out]


def _scratch(padded: PaddedImages, row_blocks: list[slice]) -> np.ndarray:
    """Return memory for the columns of the largest block."""
    largest = padded.windows[..., : _longest(row_blocks), :]
    return np.empty(largest.size, dtype=padded.array.dtype)


def _longest(blocks: list[slice]) -> int:
    return max(block.stop - block.start for block in blocks)
