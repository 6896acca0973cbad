"""Kernels, columns and outputs of a convolution as the matrices of a product (chapter 3)."""

import numpy as np

from cnnlib.conv_arguments import Conv2dArguments
from cnnlib.fast.column_blocks import PaddedImages

__all__ = ["column_matrices", "kernel_matrices", "longest", "output_places", "scratch_memory"]


def kernel_matrices(weight: np.ndarray, args: Conv2dArguments) -> np.ndarray:
    """Return each group's kernels, one per row: ``(groups, F / groups, C / groups * kH * kW)``."""
    matrices = np.reshape(weight, (args.groups, args.filters // args.groups, -1))
    return matrices.astype(args.dtype, copy=False)


def column_matrices(cols: np.ndarray, args: Conv2dArguments) -> np.ndarray:
    """Return `cols` as ``(images, groups, C / groups * kH * kW, rows * W_out)``."""
    images, channels, kh, kw, rows, w_out = cols.shape
    return cols.reshape(images, args.groups, channels // args.groups * kh * kw, rows * w_out)


def output_places(out: np.ndarray, images: slice, rows: slice, args: Conv2dArguments) -> np.ndarray:
    """Return a block of the output as ``(images, groups, F / groups, rows * W_out)``."""
    h_out, w_out = args.output_size
    places = out.reshape(args.batch, args.groups, args.filters // args.groups, h_out * w_out)
    return places[images, ..., rows.start * w_out : rows.stop * w_out]


def scratch_memory(padded: PaddedImages, row_blocks: list[slice]) -> np.ndarray:
    """Return memory for the columns of the largest block."""
    largest = padded.windows[..., : longest(row_blocks), :]
    return np.empty(largest.size, dtype=padded.array.dtype)


def longest(blocks: list[slice]) -> int:
    return max(block.stop - block.start for block in blocks)
