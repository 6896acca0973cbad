"""`conv2d_fft` against PyTorch and by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.fast.fft import conv2d_fft
from tests.helpers.geometry import Geometry, geometries, unhurried


def torch_conv2d(x, weight, bias=None, **options):
    tensors = [torch.tensor(array) for array in (x, weight, bias) if array is not None]
    return torch.nn.functional.conv2d(*tensors, **options).numpy()


def assert_close(got, want):
    assert got.shape == want.shape
    assert got.dtype == want.dtype
    # A transform mixes all pixels, so that errors are relative to the largest number.
    tolerance = {"float32": 1e-5, "float64": 1e-13}[str(want.dtype)] * max(1, np.abs(want).max())
    np.testing.assert_allclose(got, want, rtol=0, atol=tolerance)


@unhurried
@given(geometries(), st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_conv2d_fft_is_conv2d_of_torch(geometry: Geometry, groups, filters_per_group, with_bias):
    batch, channels, h, w = geometry.shape
    filters = groups * filters_per_group
    x = geometry.array(batch, groups * channels, h, w)
    weight = geometry.array(filters, channels, *geometry.kernel_size)
    bias = geometry.array(filters) if with_bias else None
    options = {**geometry.options, "groups": groups}
    assert_close(conv2d_fft(x, weight, bias, **options), torch_conv2d(x, weight, bias, **options))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("x_shape", "weight_shape", "padding"),
    [((2, 3, 31, 37), (4, 3, 15, 11), 5), ((3, 2, 16, 12), (5, 2, 16, 12), 0)],
)
def test_large_kernels(dtype, x_shape, weight_shape, padding):
    rng = np.random.default_rng(11)
    x, weight = (rng.normal(size=shape).astype(dtype) for shape in (x_shape, weight_shape))
    assert_close(conv2d_fft(x, weight, padding=padding), torch_conv2d(x, weight, padding=padding))


def test_patels_example_in_whole_numbers():
    x = np.array([[[[1, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]]]])
    out = conv2d_fft(x, np.full((1, 1, 2, 2), 2))
    assert out.dtype == np.float64
    np.testing.assert_allclose(out, [[[[24, 32, 22], [48, 56, 34]]]], rtol=1e-14)


@pytest.mark.parametrize(
    ("x", "weight", "options", "message"),
    [
        ((3, 4, 5), (2, 4, 3, 3), {}, r"x must have 4 axes \(N, C, H, W\).*is \(3, 4, 5\)"),
        ((1, 4, 5, 6), (2, 3, 3, 3), {}, r"x \(1, 4, 5, 6\) has 4 .*weight \(2, 3, 3, 3\) takes 3"),
        ((1, 4, 5, 6), (3, 2, 3, 3), {"groups": 2}, r"weight \(3, 2, 3, 3\).* groups=2"),
        ((1, 4, 5, 6), (2, 4, 3, 3), {"bias": np.ones(3)}, r"bias must .*\(2,\), not \(3,\)\."),
        ((1, 4, 5, 6), (2, 4, 6, 3), {}, r"covers 6 pixels, more than the 5"),
        ((1, 4, 5, 6), (2, 4, 3, 3), {"stride": -1}, r"stride must be .*not -1\."),
    ],
)
def test_refuses(x, weight, options, message):
    with pytest.raises(ValueError, match=message):
        conv2d_fft(np.ones(x), np.ones(weight), **options)
