"""`im2col` and `col2im` against PyTorch, and the figures of Patel (2017)."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.conv import conv_output_size
from cnnlib.im2col import col2im, im2col
from tests.helpers.geometry import Geometry, geometries, unhurried

A = np.array([[[[1.0, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]]]])
A_PRIME = [[1, 4, 2, 5, 3, 6], [4, 7, 5, 8, 6, 9], [2, 5, 3, 6, 1, 1], [5, 8, 6, 9, 1, 1]]


def columns_shape(geometry: Geometry) -> tuple[int, int, int]:
    n, c, h, w = geometry.shape
    (kh, kw), options = geometry.kernel_size, geometry.options
    (sh, sw), (ph, pw), (dh, dw) = options.values()
    places = conv_output_size(h, kh, sh, ph, dh) * conv_output_size(w, kw, sw, pw, dw)
    return n, c * kh * kw, places


@unhurried
@given(geometries())
def test_im2col_is_unfold(geometry: Geometry):
    x = geometry.array(*geometry.shape)
    got = im2col(x, geometry.kernel_size, **geometry.options)
    want = torch.nn.functional.unfold(torch.tensor(x), geometry.kernel_size, **geometry.options)
    assert got.dtype == x.dtype
    assert got.shape == columns_shape(geometry)
    np.testing.assert_array_equal(got, want.numpy())


@unhurried
@given(geometries())
def test_col2im_is_fold(geometry: Geometry):
    size, kernel = geometry.shape[2:], geometry.kernel_size
    cols = geometry.array(*columns_shape(geometry))
    got = col2im(cols, size, kernel, **geometry.options)
    want = torch.nn.functional.fold(torch.tensor(cols), size, kernel, **geometry.options)
    assert got.dtype == cols.dtype
    assert got.shape == geometry.shape
    np.testing.assert_allclose(got, want.numpy(), rtol=1e-5, atol=1e-5)


@unhurried
@given(geometries())
def test_col2im_is_the_adjoint_of_im2col(geometry: Geometry):
    x = geometry.array(*geometry.shape).astype("float64")
    y = geometry.array(*columns_shape(geometry)).astype("float64")
    forth = im2col(x, geometry.kernel_size, **geometry.options)
    back = col2im(y, geometry.shape[2:], geometry.kernel_size, **geometry.options)
    np.testing.assert_allclose((forth * y).sum(), (x * back).sum(), rtol=1e-10, atol=1e-10)


@unhurried
@given(geometries(), st.floats(-3, 3))
def test_both_are_linear(geometry: Geometry, factor):
    def forth(x):
        return im2col(x, geometry.kernel_size, **geometry.options)

    def back(cols):
        return col2im(cols, geometry.shape[2:], geometry.kernel_size, **geometry.options)

    for function, shape in ((forth, geometry.shape), (back, columns_shape(geometry))):
        first = geometry.array(*shape).astype("float64")
        second = np.cos(first)
        together = function(factor * first + second)
        apart = factor * function(first) + function(second)
        np.testing.assert_allclose(together, apart, rtol=1e-10, atol=1e-10)


@unhurried
@given(geometries())
def test_nothing_is_written_into_the_input(geometry: Geometry):
    x, cols = geometry.array(*geometry.shape), geometry.array(*columns_shape(geometry))
    for array in (x, cols):
        array.flags.writeable = False
    im2col(x, geometry.kernel_size, **geometry.options)
    col2im(cols, geometry.shape[2:], geometry.kernel_size, **geometry.options)


def test_patels_matrix_in_row_order():
    expected = [[1, 2, 3, 4, 5, 6], [2, 3, 1, 5, 6, 1], [4, 5, 6, 7, 8, 9], [5, 6, 1, 8, 9, 1]]
    np.testing.assert_array_equal(im2col(A, 2), [expected])


def test_patels_matrix_in_column_order():
    # His order is that of the transposed image: down before across, inside a window as well.
    (a_prime,) = im2col(A.swapaxes(2, 3), 2)
    np.testing.assert_array_equal(a_prime, A_PRIME)
    np.testing.assert_array_equal(a_prime.T @ np.full(4, 2), [24, 48, 32, 56, 22, 34])


def test_col2im_of_ones_counts_the_windows_over_each_pixel():
    expected = [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]]
    np.testing.assert_array_equal(col2im(np.ones((1, 4, 6)), (3, 4), 2), [[expected]])


def test_col2im_undoes_im2col_where_windows_tile_the_image():
    x = np.arange(2 * 3 * 4 * 6.0).reshape(2, 3, 4, 6)
    np.testing.assert_array_equal(col2im(im2col(x, (2, 3), (2, 3)), (4, 6), (2, 3), (2, 3)), x)


@pytest.mark.parametrize(
    ("shape", "options", "message"),
    [
        ((3, 4, 5), {"kernel_size": 2}, r"x must have 4 axes \(N, C, H, W\).*\(3, 4, 5\)"),
        ((1, 2, 3, 5), {"kernel_size": 4}, r"covers 4 pixels, more than the 3"),
        ((1, 2, 5, 3), {"kernel_size": 4}, r"covers 4 pixels, more than the 3"),
        ((1, 2, 5, 4), {"kernel_size": 3, "dilation": 2}, r"covers 5 pixels, more than the 4"),
        ((1, 2, 5, 4), {"kernel_size": 0}, r"kernel_size must be .*not 0\."),
        ((1, 2, 5, 4), {"kernel_size": 2, "padding": -1}, r"padding must be .*not -1\."),
        ((1, 2, 5, 4), {"kernel_size": 2, "stride": (1, 2, 3)}, r"stride must be .*\(1, 2, 3\)\."),
    ],
)
def test_im2col_refuses(shape, options, message):
    with pytest.raises(ValueError, match=message):
        im2col(np.ones(shape), **options)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((4, 6), r"cols must have 3 axes \(N, C \* kH \* kW, H_out \* W_out\).*\(4, 6\)"),
        ((1, 5, 6), r"cols \(1, 5, 6\) .*images of 3x4: a 2x2 kernel needs a multiple of 4 rows"),
        ((1, 4, 7), r"cols \(1, 4, 7\) .* and 2x3 = 6 columns\."),
    ],
)
def test_col2im_refuses(shape, message):
    with pytest.raises(ValueError, match=message):
        col2im(np.ones(shape), (3, 4), 2)
