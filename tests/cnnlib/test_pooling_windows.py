"""Where the windows of a pooling lie, seen by looking at every one of them."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.pooling_windows import pool_output_size, pooling_windows
from tests.helpers.geometry import unhurried

small = st.integers(1, 3)


@unhurried
@given(st.integers(1, 12), small, small, st.integers(0, 1), small, st.booleans(), st.booleans())
def test_one_axis_window_by_window(n, k, s, p, d, ceil_mode, count_padding):
    p = min(p, k // 2)
    extent = d * (k - 1) + 1
    n = max(n, extent - 2 * p)
    starts = [start for start in range(-p, n + p, s) if start + extent <= n + p]
    if ceil_mode and starts[-1] + extent < n + p and starts[-1] + s < n:
        starts.append(starts[-1] + s)
    places = [range(start, start + extent, d) for start in starts]

    windows = pooling_windows(np.zeros((1, 1, 1, n)), (1, k), (1, s), (0, p), (1, d), ceil_mode)
    assert windows.output_size == (1, len(starts))
    assert pool_output_size(n, k, s, p, d, ceil_mode) == len(starts)

    low, high = (-p, n + p) if count_padding else (0, n)
    counts = [sum(low <= place < high for place in window) for window in places]
    np.testing.assert_array_equal(windows.pixels(count_padding), [counts])

    columns = windows.pad(np.arange(n)[None, None, None], -1)[0, 0, 0]
    seen = np.array([columns[columns_at] for _, columns_at in windows.offsets()]).T
    expected = [[place if 0 <= place < n else -1 for place in window] for window in places]
    np.testing.assert_array_equal(seen, expected)


def test_the_offsets_run_through_rows_and_columns():
    windows = pooling_windows(np.zeros((1, 1, 3, 5)), (2, 3), 1)
    starts = [(rows.start, columns.start) for rows, columns in windows.offsets()]
    assert starts == list(product(range(2), range(3)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 0), r"kernel_size must be at least 1, not 0\."),
        ((5, 2, 0), r"stride must be at least 1, not 0\."),
        ((5, 2, 1, -1), r"padding must be at least 0, not -1\."),
        ((5, 2, 1, 0, 0), r"dilation must be at least 1, not 0\."),
        ((5, 3, 1, 2), r"padding must be at most half of the kernel of 3, not 2\."),
        ((4, 3, None, 0, 2), r"covers 5 pixels, more than the 4"),
    ],
)
def test_the_output_size_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        pool_output_size(*arguments)


def test_the_windows_refuse():
    with pytest.raises(ValueError, match=r"x must have 4 axes .*\(4, 5\)"):
        pooling_windows(np.ones((4, 5)), 2)
    with pytest.raises(ValueError, match=r"kernel_size must be .*\(1, 2, 3\)\."):
        pooling_windows(np.ones((1, 1, 4, 5)), (1, 2, 3))
