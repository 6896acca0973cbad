"""`conv2d_matrix`: the same numbers as `conv2d`, few connections, shared weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.conv import conv2d
from cnnlib.matrix_view import conv2d_matrix
from tests.helpers.geometry import Geometry, geometries, unhurried


@unhurried
@given(geometries(), st.integers(1, 2), st.integers(1, 2))
def test_multiplying_by_it_is_convolving(geometry: Geometry, groups, filters_per_group):
    batch, channels, h, w = geometry.shape
    x = geometry.array(batch, groups * channels, h, w)
    weight = geometry.array(groups * filters_per_group, channels, *geometry.kernel_size)
    matrix = conv2d_matrix(weight, (h, w), **geometry.options, groups=groups)
    out = conv2d(x, weight, **geometry.options, groups=groups)
    assert matrix.dtype == weight.dtype
    assert matrix.shape == (out[0].size, x[0].size)
    product = x.reshape(batch, -1) @ matrix.T
    np.testing.assert_allclose(product.reshape(out.shape), out, rtol=1e-4, atol=1e-5)


def test_dumoulin_and_visins_matrix():
    """Their section 4.1: a 3x3 kernel on 4x4 pixels, four rows of sixteen numbers."""
    w = np.arange(1.0, 10)
    matrix = conv2d_matrix(w.reshape(1, 1, 3, 3), 4)
    first = [1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0, 0]
    rows = [np.roll(first, places) for places in (0, 1, 4, 5)]
    np.testing.assert_array_equal(matrix, rows)


def test_its_connections_are_sparse_and_its_weights_shared():
    """26 · 26 units with nine connections each, and nine different weights."""
    kernel = np.arange(1.0, 10).reshape(1, 1, 3, 3)
    matrix = conv2d_matrix(kernel, 28)
    assert matrix.shape == (26 * 26, 28 * 28)
    assert matrix.size == 529_984
    assert np.count_nonzero(matrix) == 26 * 26 * 9 == 6084
    np.testing.assert_array_equal(np.unique(matrix), np.arange(10))


def test_it_refuses():
    with pytest.raises(ValueError, match=r"weight must have 4 axes .*\(3, 3\)"):
        conv2d_matrix(np.ones((3, 3)), 4)
    with pytest.raises(ValueError, match=r"input_size must be .*not 0\."):
        conv2d_matrix(np.ones((1, 1, 3, 3)), 0)
    with pytest.raises(ValueError, match=r"covers 3 pixels, more than the 2"):
        conv2d_matrix(np.ones((1, 1, 3, 3)), (4, 2))
    with pytest.raises(ValueError, match=r"groups=2"):
        conv2d_matrix(np.ones((3, 1, 3, 3)), 4, groups=2)
    with pytest.raises(ValueError, match=r"groups=0"):
        conv2d_matrix(np.ones((3, 1, 3, 3)), 4, groups=0)
