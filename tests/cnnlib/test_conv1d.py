"""`conv1d` against PyTorch, and the picture in Patel (2017)."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.conv import conv2d
from cnnlib.conv1d import conv1d
from cnnlib.correlation import cross_correlate
from tests.helpers.geometry import Geometry, geometries, unhurried


@unhurried
@given(geometries(), st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_it_is_that_of_torch(geometry: Geometry, groups, filters_per_group, with_bias):
    batch, channels, length, _ = geometry.shape
    filters = groups * filters_per_group
    x = geometry.array(batch, groups * channels, length)
    weight = geometry.array(filters, channels, geometry.kernel_size[0])
    bias = geometry.array(filters) if with_bias else None
    options = {name: value[0] for name, value in geometry.options.items()}
    got = conv1d(x, weight, bias, **options, groups=groups)
    want = torch.nn.functional.conv1d(
        torch.tensor(x),
        torch.tensor(weight),
        None if bias is None else torch.tensor(bias),
        **options,
        groups=groups,
    ).numpy()
    assert got.dtype == want.dtype == x.dtype
    assert got.shape == want.shape
    tolerance = 1e-12 if x.dtype == np.float64 else 1e-4
    np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)


def test_it_is_conv2d_on_images_one_pixel_high():
    rng = np.random.default_rng(0)
    x, weight, bias = rng.normal(size=(2, 3, 9)), rng.normal(size=(4, 3, 3)), rng.normal(size=4)
    got = conv1d(x, weight, bias, stride=2, padding=1)
    flat = conv2d(x[:, :, None], weight[:, :, None], bias, stride=(1, 2), padding=(0, 1))
    np.testing.assert_allclose(got, flat[:, :, 0], rtol=1e-12)


def test_one_channel_and_one_kernel_are_a_cross_correlation():
    x, kernel = np.array([1.0, 2, 4, 8, 16]), np.array([1.0, 0, -1])
    np.testing.assert_array_equal(conv1d(x[None, None], kernel[None, None])[0, 0], [-3, -6, -12])
    np.testing.assert_array_equal(cross_correlate(x, kernel), [-3, -6, -12])


def test_patels_picture_has_15_connections_and_not_35():
    """Seven inputs, five outputs, each of which hangs on three neighbours."""
    weight = np.ones((1, 1, 3))
    connected = conv1d(np.eye(7)[:, None], weight)[:, 0]
    assert connected.shape == (7, 5)
    assert connected.sum() == 15
    assert connected.size == 35


@pytest.mark.parametrize(
    ("x_shape", "weight_shape", "options", "message"),
    [
        ((4, 5), (2, 4, 3), {}, r"x must have 3 axes \(N, C, L\).*is \(4, 5\)"),
        ((1, 4, 5), (2, 4), {}, r"weight must have 3 axes .*is \(2, 4\)"),
        ((1, 4, 5), (2, 3, 3), {}, r"x \(1, 4, 5\) has 4 .*weight \(2, 3, 3\) takes 3"),
        ((1, 4, 5), (3, 2, 3), {"groups": 2}, r"weight \(3, 2, 3\).* groups=2"),
        ((1, 4, 5), (2, 4, 3), {"groups": 0}, r"groups=0"),
        ((1, 4, 5), (2, 4, 3), {"bias": np.ones(3)}, r"bias must have shape \(2,\), not \(3,\)"),
        ((1, 4, 5), (2, 4, 6), {}, r"covers 6 pixels, more than the 5"),
        ((1, 4, 5), (2, 4, 3), {"stride": 0}, r"stride must be .*not 0\."),
        ((1, 4, 5), (2, 4, 3), {"padding": -1}, r"padding must be .*not -1\."),
        ((1, 4, 5), (2, 4, 3), {"dilation": 0}, r"dilation must be .*not 0\."),
    ],
)
def test_it_refuses(x_shape, weight_shape, options, message):
    with pytest.raises(ValueError, match=message):
        conv1d(np.ones(x_shape), np.ones(weight_shape), **options)
