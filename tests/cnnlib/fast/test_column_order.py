"""`im2col_column_order` against the figures of Patel (2017), and against the row order."""

import numpy as np
import pytest
from hypothesis import given

from cnnlib.conv import conv2d
from cnnlib.fast.column_order import im2col_column_order
from cnnlib.im2col import im2col
from tests.helpers.geometry import Geometry, geometries, unhurried

A = np.array([[[[1.0, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]]]])
A_PRIME = [[1, 4, 2, 5, 3, 6], [4, 7, 5, 8, 6, 9], [2, 5, 3, 6, 1, 1], [5, 8, 6, 9, 1, 1]]


def test_patels_matrix_and_result():
    (a_prime,) = im2col_column_order(A, 2)
    np.testing.assert_array_equal(a_prime, A_PRIME)
    np.testing.assert_array_equal(a_prime.T @ np.full(4, 2), [24, 48, 32, 56, 22, 34])


@unhurried
@given(geometries())
def test_the_numbers_are_those_of_the_row_order(geometry: Geometry):
    x, (kh, kw) = geometry.array(*geometry.shape), geometry.kernel_size
    got = im2col_column_order(x, (kh, kw), **geometry.options)
    rows = im2col(x, (kh, kw), **geometry.options)
    h_out, w_out = conv2d(x[:1, :1], np.ones((1, 1, kh, kw)), **geometry.options).shape[2:]
    n, c = geometry.shape[:2]
    want = rows.reshape(n, c, kh, kw, h_out, w_out).transpose(0, 1, 3, 2, 5, 4)
    assert got.dtype == x.dtype
    np.testing.assert_array_equal(got, want.reshape(got.shape))


@unhurried
@given(geometries())
def test_one_matrix_product_is_the_convolution(geometry: Geometry):
    x = geometry.array(*geometry.shape).astype("float64")
    weight = geometry.array(2, geometry.shape[1], *geometry.kernel_size).astype("float64")
    want = conv2d(x, weight, **geometry.options)
    cols = im2col_column_order(x, geometry.kernel_size, **geometry.options)
    got = weight.swapaxes(2, 3).reshape(2, -1) @ cols
    n, f, h_out, w_out = want.shape
    np.testing.assert_allclose(
        got.reshape(n, f, w_out, h_out).swapaxes(2, 3), want, rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize(
    ("shape", "arguments", "message"),
    [
        ((3, 4, 5), (2,), r"x must have 4 axes \(N, C, H, W\).*is \(3, 4, 5\)"),
        ((1, 2, 3, 4), ((4, 2),), r"covers 4 pixels, more than the 3"),
        ((1, 2, 3, 4), (2, 0), r"stride must be .*not 0\."),
    ],
)
def test_refuses(shape, arguments, message):
    with pytest.raises(ValueError, match=message):
        im2col_column_order(np.ones(shape), *arguments)
