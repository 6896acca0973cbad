"""The blocks that the fast convolution works on, against `im2col` and `col2im`."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.conv_arguments import read_conv2d_arguments
from cnnlib.fast import column_blocks
from cnnlib.fast.column_blocks import PaddedImages, block_slices, fold_block, unfold_block
from cnnlib.im2col import col2im, im2col
from tests.helpers.geometry import Geometry, geometries, unhurried


def read(geometry: Geometry):
    x = geometry.array(*geometry.shape)
    weight = geometry.array(1, geometry.shape[1], *geometry.kernel_size)
    return x, read_conv2d_arguments(x, weight, **geometry.options)


@unhurried
@given(geometries())
def test_all_windows_in_one_block_are_im2col(geometry: Geometry):
    x, args = read(geometry)
    padded = PaddedImages(args, args.batch)
    padded.inside[...] = x
    cols = unfold_block(padded.windows, np.empty(padded.windows.size, dtype=args.dtype))
    want = im2col(x, geometry.kernel_size, **geometry.options)
    np.testing.assert_array_equal(cols.reshape(want.shape), want)


@unhurried
@given(geometries())
def test_folding_is_col2im(geometry: Geometry):
    _, args = read(geometry)
    padded = PaddedImages(args, args.batch)
    cols = geometry.array(*padded.windows.shape)
    fold_block(cols, padded.windows)
    matrices = cols.reshape(args.batch, -1, cols.shape[4] * cols.shape[5])
    want = col2im(matrices, args.input_size, geometry.kernel_size, **geometry.options)
    np.testing.assert_allclose(padded.inside, want, rtol=1e-5, atol=1e-5)


@unhurried
@given(geometries(), st.integers(1, 5000))
def test_blocks_cover_everything_once_within_their_size(geometry: Geometry, size):
    _, args = read(geometry)
    saved, column_blocks.BLOCK_BYTES = column_blocks.BLOCK_BYTES, size
    try:
        images, rows = block_slices(args)
    finally:
        column_blocks.BLOCK_BYTES = saved
    for blocks, length in ((images, args.batch), (rows, args.output_size[0])):
        assert [i for block in blocks for i in range(length)[block]] == list(range(length))
    most_images, most_rows = (max(b.stop - b.start for b in blocks) for blocks in (images, rows))
    row = args.channels * np.prod(args.kernel_size) * args.output_size[1] * args.dtype.itemsize
    assert most_images * most_rows * row <= size or most_images == most_rows == 1
