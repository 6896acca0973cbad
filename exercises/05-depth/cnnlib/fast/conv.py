"""The convolution that the rest of the library uses (chapter 3).

A full im2col matrix is too large for a processor's cache, and memory is slower than arithmetic.
Here one block of it at a time is written and multiplied, always in the same megabyte.
"""

import numpy as np

from cnnlib.conv_arguments import read_conv2d_arguments
from cnnlib.fast.block_matrices import (
    column_matrices,
    kernel_matrices,
    longest,
    output_places,
    scratch_memory,
)
from cnnlib.fast.column_blocks import PaddedImages, block_slices, unfold_block

__all__ = ["conv2d"]


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
    and :math:`W` the kernels, one per row.

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
    kernels = kernel_matrices(weight, args)
    image_blocks, row_blocks = block_slices(args)
    padded = PaddedImages(args, longest(image_blocks))
    scratch = scratch_memory(padded, row_blocks)
    out = np.empty(args.output_shape, dtype=args.dtype)
    for images in image_blocks:
        count = images.stop - images.start
        padded.inside[:count] = x[images]
        for rows in row_blocks:
            cols = unfold_block(padded.windows[:count, ..., rows, :], scratch)
            places = output_places(out, images, rows, args)
            np.matmul(kernels, column_matrices(cols, args), out=places)
            if bias is not None:
                places += np.reshape(bias, (groups, -1, 1))
    return out
