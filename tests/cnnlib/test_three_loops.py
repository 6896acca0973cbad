"""`correlate2d` and the three loops around it, against PyTorch and by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given

from cnnlib.three_loops import correlate2d
from tests.helpers.geometry import Geometry, geometries, unhurried

TOLERANCE = {"float32": 1e-4, "float64": 1e-12}


@unhurried
@given(geometries())
def test_correlate2d_is_one_channel_of_torch(geometry: Geometry):
    image, kernel = geometry.array(*geometry.shape[2:]), geometry.array(*geometry.kernel_size)
    got = correlate2d(image, kernel, **geometry.options)
    want = torch.nn.functional.conv2d(
        torch.tensor(image)[None, None], torch.tensor(kernel)[None, None], **geometry.options
    )[0, 0].numpy()
    assert got.shape == want.shape
    assert got.dtype == want.dtype
    tolerance = TOLERANCE[geometry.dtype]
    np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)


def test_de_silvas_sliding_window():
    image = np.array(
        [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
    )
    kernel = np.array([[0, 1, 2], [2, 2, 0], [0, 1, 2]])
    np.testing.assert_array_equal(
        correlate2d(image, kernel), [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
    )


def test_patels_examples():
    twos = np.full((2, 2), 2)
    image = np.array([[1, 2], [4, 5]])
    larger = np.array([[1, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]])
    np.testing.assert_array_equal(correlate2d(larger, twos), [[24, 32, 22], [48, 56, 34]])
    np.testing.assert_array_equal(
        correlate2d(image, twos, padding=1), [[2, 6, 4], [10, 24, 14], [8, 18, 10]]
    )
    np.testing.assert_array_equal(correlate2d(image, twos, 2, 1), [[2, 4], [8, 10]])


@pytest.mark.parametrize(
    ("image", "kernel", "options", "message"),
    [
        ((1, 5, 6), (3, 3), {}, r"image must have 2 axes \(H, W\).*is \(1, 5, 6\)"),
        ((5, 6), (3,), {}, r"kernel must have 2 axes \(kH, kW\).*is \(3,\)"),
        ((5, 6), (6, 3), {}, r"covers 6 pixels, more than the 5"),
        ((5, 6), (3, 3), {"dilation": (1, 3)}, r"covers 7 pixels, more than the 6"),
        ((5, 6), (3, 3), {"stride": 0}, r"stride must be .*not 0\."),
        ((5, 6), (3, 3), {"padding": -1}, r"padding must be .*not -1\."),
    ],
)
def test_correlate2d_refuses(image, kernel, options, message):
    with pytest.raises(ValueError, match=message):
        correlate2d(np.ones(image), np.ones(kernel), **options)
