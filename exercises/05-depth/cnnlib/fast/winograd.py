"""Convolution by 3x3 kernels with fewer multiplications: Winograd's algorithm (chapter 3)."""

import numpy as np

from cnnlib.conv_arguments import read_conv2d_arguments

__all__ = ["conv2d_winograd"]

# F(2x2, 3x3): four numbers of the result from a 4x4 tile, by 16 multiplications instead of 36.
INPUT_TRANSFORM = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
KERNEL_TRANSFORM = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
OUTPUT_TRANSFORM = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])


def conv2d_winograd(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    r"""Cross-correlate with 3x3 kernels and stride 1, by :math:`F(2 \times 2,\, 3 \times 3)`.

    The result is made in tiles of 2x2, each out of a tile :math:`d` of 4x4 input pixels that
    overlaps the next one by 2:

    .. math:: Y = A^\top \Bigl[ \sum_c (G\,w_c\,G^\top) \odot (B^\top d_c\,B) \Bigr] A + b

    The products and the sum over channels are one matrix product for each of the 16 places of a
    tile, 4/9 of the multiplications of im2col.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (F, C, 3, 3)
    bias : ndarray, shape (F,), optional
    padding : int or (int, int)
        In pixels; a pair is (vertical, horizontal).

    Returns
    -------
    ndarray, shape (N, F, H_out, W_out)
        Of the dtype of the arguments; whole numbers come back as floats.

    Raises
    ------
    ValueError
        If the kernels are not 3x3, ranks or channels do not fit, or the padded input is smaller
        than a kernel.

    References
    ----------
    Lavin & Gray (2016), "Fast algorithms for convolutional neural networks", section 4.1.
    """
    args = read_conv2d_arguments(x, weight, bias, padding=padding)
    if args.kernel_size != (3, 3):
        raise ValueError(f"weight must have kernels of 3x3, but its shape is {np.shape(weight)}.")
    dtype = np.result_type(args.dtype, np.float16)
    (h_out, w_out), (ph, pw) = args.output_size, args.padding
    # Zeros below and to the right complete the last tiles.
    borders = ((0, 0), (0, 0), (ph, ph + h_out % 2), (pw, pw + w_out % 2))
    padded = np.pad(x, borders).astype(dtype, copy=False)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (4, 4), axis=(2, 3))
    tiles = windows[:, :, ::2, ::2].transpose(4, 5, 1, 0, 2, 3)
    n_tiles = tiles.shape[3:]

    d = _transform(INPUT_TRANSFORM, tiles.reshape(4, 4, -1)).reshape(16, args.channels, -1)
    w = _transform(KERNEL_TRANSFORM, np.transpose(weight, (2, 3, 0, 1)).astype(dtype))
    products = w.reshape(16, args.filters, args.channels) @ d
    y = _transform(OUTPUT_TRANSFORM, products.reshape(4, 4, -1))

    y = y.reshape(2, 2, args.filters, *n_tiles).transpose(3, 2, 4, 0, 5, 1)
    out = y.reshape(args.batch, args.filters, 2 * n_tiles[1], 2 * n_tiles[2])[:, :, :h_out, :w_out]
    return out + (0 if bias is None else np.reshape(bias, (-1, 1, 1)))


def _transform(matrix: np.ndarray, tiles: np.ndarray) -> np.ndarray:
    """Multiply the first two axes of `tiles` by `matrix`, from the left and from the right."""
    matrix = matrix.astype(tiles.dtype)
    rows, columns = tiles.shape[:2]
    half = (matrix @ tiles.reshape(rows, -1)).reshape(len(matrix), columns, -1)
    return (matrix @ half).reshape(len(matrix), len(matrix), *tiles.shape[2:])
