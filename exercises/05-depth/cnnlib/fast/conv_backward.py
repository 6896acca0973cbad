"""The gradients of the fast convolution, one block of columns at a time (chapter 4)."""

import numpy as np

from cnnlib.conv_arguments import read_conv2d_arguments
from cnnlib.fast.block_matrices import (
    column_matrices,
    kernel_matrices,
    longest,
    output_places,
    scratch_memory,
)
from cnnlib.fast.column_blocks import PaddedImages, block_slices, fold_block, unfold_block

__all__ = ["conv2d_backward"]


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
    r"""Return the gradients with respect to the input, the kernels and the bias of `conv2d`.

    With :math:`G = \nabla Y` and the blocks of `conv2d`,

    .. math::
        \nabla W = \sum_B G_B A_B^\top, \qquad
        \nabla x = \sum_B \mathrm{col2im}(W^\top G_B), \qquad
        \nabla b_f = \sum_{n,i,j} G_{n,f,i,j}

    Parameters
    ----------
    grad_out : ndarray, shape (N, F, H_out, W_out)
        The gradient of the loss with respect to the output.
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
    kernels = kernel_matrices(weight, args)
    image_blocks, row_blocks = block_slices(args)
    padded = PaddedImages(args, longest(image_blocks))
    grad_padded = PaddedImages(args, longest(image_blocks))
    scratch = scratch_memory(padded, row_blocks)
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
            matrices = column_matrices(cols, args)
            grad_places = output_places(grad_out, images, rows, args)
            grad_kernels += (matrices @ grad_places.swapaxes(-1, -2)).sum(axis=0)
            grad_bias += grad_places.sum(axis=-1).sum(axis=0)
            # The columns are no longer needed; their gradient overwrites them.
            np.matmul(kernels.swapaxes(-1, -2), grad_places, out=matrices)
            fold_block(cols, grad_padded.windows[:count, ..., rows, :])
        grad_x[images] = grad_padded.inside[:count]
    gradients = grad_x, grad_kernels.swapaxes(-1, -2).reshape(np.shape(weight))
    return gradients if bias is None else (*gradients, grad_bias.reshape(args.filters))
