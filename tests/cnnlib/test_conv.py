"""`conv_output_size`: places counted, and sizes by hand."""

import numpy as np
import pytest
from hypothesis import given

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from tests.helpers.geometry import Geometry, geometries, unhurried


@unhurried
@given(geometries())
def test_output_size_counts_the_places(geometry: Geometry):
    for axis in (0, 1):
        n, k = geometry.shape[2 + axis], geometry.kernel_size[axis]
        s, p, d = (geometry.options[name][axis] for name in ("stride", "padding", "dilation"))
        last = n + 2 * p - (d * (k - 1) + 1)
        assert conv_output_size(n, k, s, p, d) == len(range(0, last + 1, s))


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        ((28, 3), 26),
        ((3, 2), 2),
        ((2, 2, 1, 1), 3),
        ((2, 2, 2, 1), 2),
        ((56, 3, 3), 18),
        ((7, 3, 1, 2, 2), 7),
    ],
)
def test_output_sizes_by_hand(arguments, size):
    assert conv_output_size(*arguments) == size


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 0), r"kernel_size must be at least 1, not 0\."),
        ((5, 2, 0), r"stride must be at least 1, not 0\."),
        ((5, 2, 1, -1), r"padding must be at least 0, not -1\."),
        ((5, 2, 1, 0, 0), r"dilation must be at least 1, not 0\."),
        ((4, 3, 1, 0, 2), r"dilation 2 covers 5 pixels, more than the 4 of an input of 4 padded"),
        ((2, 5, 1, 1), r"covers 5 pixels, more than the 4 of an input of 2 padded by 1 on both"),
    ],
)
def test_output_size_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        conv_output_size(*arguments)


def test_pair_reads_one_number_or_two():
    assert pair(3, "stride") == (3, 3)
    assert pair((2, 3), "stride") == (2, 3)
    assert pair(np.array([2, 3]), "stride") == (2, 3)
    assert pair(0, "padding", minimum=0) == (0, 0)


@pytest.mark.parametrize("value", [0, -1, 1.5, (1, 2, 3), (1, 0), "2", None, ()])
def test_pair_refuses_anything_else(value):
    with pytest.raises(ValueError, match=r"^stride must be a whole number of at least 1, or two"):
        pair(value, "stride")
