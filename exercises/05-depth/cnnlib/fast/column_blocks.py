"""The im2col matrix one block at a time: a few images, or a few rows of one (chapter 3)."""

from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlib.conv_arguments import Conv2dArguments

__all__ = ["PaddedImages", "block_slices", "fold_block", "unfold_block"]

# Half of the 2 MB of L2 cache that a core has today; from 0.5 to 2 MB little changes.
BLOCK_BYTES = 1 << 20


class PaddedImages:
    """Memory for a few images with zeros around them, and three views of it.

    Parameters
    ----------
    args : Conv2dArguments
    images : int
        How many there is room for.

    Attributes
    ----------
    array : ndarray, shape (images, C, H + 2 * pH, W + 2 * pW)
        The memory itself, all zeros at first.
    inside : ndarray, shape (images, C, H, W)
        The part of it that is not padding.
    windows : ndarray, shape (images, C, kH, kW, H_out, W_out)
        The pixel at each place of each window. Windows overlap, but two of them never have the
        same pixel at the same place of the kernel.
    """

    def __init__(self, args: Conv2dArguments, images: int):
        (h, w), (ph, pw) = args.input_size, args.padding
        self.array = np.zeros((images, args.channels, *args.padded_size), dtype=args.dtype)
        self.inside = self.array[:, :, ph : ph + h, pw : pw + w]
        (sh, sw), (dh, dw) = args.stride, args.dilation
        covered = tuple(
            d * (k - 1) + 1 for d, k in zip(args.dilation, args.kernel_size, strict=True)
        )
        windows = sliding_window_view(self.array, covered, axis=(2, 3), writeable=True)
        self.windows = windows[:, :, ::sh, ::sw, ::dh, ::dw].transpose(0, 1, 4, 5, 2, 3)


def block_slices(args: Conv2dArguments) -> tuple[list[slice], list[slice]]:
    """Cut a batch into blocks of images and their output into blocks of rows.

    The columns of a block of images and rows fill at most `BLOCK_BYTES`, unless one row is more.
    """
    h_out, w_out = args.output_size
    kh, kw = args.kernel_size
    rows = max(1, BLOCK_BYTES // (args.channels * kh * kw * w_out * args.dtype.itemsize))
    return _cut(args.batch, max(1, rows // h_out)), _cut(h_out, rows)


def unfold_block(windows: np.ndarray, scratch: np.ndarray) -> np.ndarray:
    """Copy `windows` as columns to the front of `scratch`, and return that part."""
    cols = scratch[: windows.size].reshape(windows.shape)
    cols[...] = windows
    return cols


def fold_block(cols: np.ndarray, windows: np.ndarray) -> None:
    """Add every column to the pixels that `windows` shows: the adjoint of `unfold_block`."""
    kh, kw = cols.shape[2:4]
    for u in range(kh):
        for v in range(kw):
            windows[:, :, u, v] += cols[:, :, u, v]


def _cut(length: int, longest: int) -> list[slice]:
    pieces = max(1, -(-length // longest))
    edges = [length * piece // pieces for piece in range(pieces + 1)]
    return [slice(start, stop) for start, stop in pairwise(edges)]
