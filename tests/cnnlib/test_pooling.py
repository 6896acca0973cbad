"""The poolings against PyTorch, the figures of the sources, and what pooling is for."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from cnnlib.conv import conv2d
from cnnlib.pooling import avg_pool2d, global_avg_pool2d, lp_pool2d, max_pool2d
from cnnlib.pooling_windows import pool_output_size
from tests.helpers.geometry import Geometry, geometries, unhurried

DE_SILVA = np.array(
    [[3.0, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
).reshape(1, 1, 5, 5)


def as_pooling(geometry: Geometry) -> Geometry:
    """Pad by half the kernel at most, and make up for it in the size of the image."""
    padding = np.minimum(geometry.padding, np.floor_divide(geometry.kernel_size, 2))
    size = np.add(geometry.shape[2:], 2 * (geometry.padding - padding))
    shape = (*geometry.shape[:2], *size.tolist())
    return replace(geometry, shape=shape, padding=tuple(padding.tolist()))


poolings = geometries().map(as_pooling)


@unhurried
@given(poolings, st.booleans(), st.booleans())
def test_max_pool2d_is_that_of_torch(geometry: Geometry, ceil_mode, ties):
    x = geometry.array(*geometry.shape)
    x = np.round(x) if ties else x
    options = {**geometry.options, "ceil_mode": ceil_mode, "return_indices": True}
    want, where = functional.max_pool2d(torch.tensor(x), geometry.kernel_size, **options)
    if torch.isneginf(want).any():
        with pytest.raises(ValueError, match="only padding"):
            max_pool2d(x, geometry.kernel_size, **options)
        return
    got, indices = max_pool2d(x, geometry.kernel_size, **options)
    assert got.dtype == x.dtype
    assert indices.dtype == np.int64
    np.testing.assert_array_equal(got, want.numpy())
    np.testing.assert_array_equal(indices, where.numpy())
    options["return_indices"] = False
    np.testing.assert_array_equal(max_pool2d(x, geometry.kernel_size, **options), got)


@unhurried
@given(poolings, st.booleans(), st.booleans())
def test_avg_pool2d_is_that_of_torch(geometry: Geometry, ceil_mode, count_include_pad):
    x = geometry.array(*geometry.shape)
    options = {
        "stride": geometry.stride,
        "padding": geometry.padding,
        "ceil_mode": ceil_mode,
        "count_include_pad": count_include_pad,
    }
    got = avg_pool2d(x, geometry.kernel_size, **options)
    want = functional.avg_pool2d(torch.tensor(x), geometry.kernel_size, **options).numpy()
    assert got.dtype == want.dtype == x.dtype
    assert got.shape == want.shape
    np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-6)


@unhurried
@given(poolings, st.booleans(), st.sampled_from([1, 2, 3, 4, 1.5]))
def test_lp_pool2d_is_that_of_torch(geometry: Geometry, ceil_mode, norm_type):
    x = geometry.array(*(max(size, 4) for size in geometry.shape))
    got = lp_pool2d(x, norm_type, geometry.kernel_size, geometry.stride, ceil_mode)
    # PyTorch takes no absolute values, so that it needs them here.
    absolute = torch.tensor(x).abs()
    want = functional.lp_pool2d(
        absolute, float(norm_type), geometry.kernel_size, geometry.stride, ceil_mode
    ).numpy()
    assert got.dtype == want.dtype == x.dtype
    assert got.shape == want.shape
    np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_global_avg_pool2d_is_adaptive_pooling_to_one_pixel(dtype):
    x = np.random.default_rng(0).normal(size=(3, 4, 5, 7)).astype(dtype)
    got = global_avg_pool2d(x)
    want = functional.adaptive_avg_pool2d(torch.tensor(x), 1).numpy()
    assert got.dtype == want.dtype
    assert got.shape == (3, 4, 1, 1)
    np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(got, avg_pool2d(x, (5, 7)), rtol=1e-5, atol=1e-6)


def test_the_stride_is_the_kernel_where_it_is_not_given():
    x = np.random.default_rng(1).normal(size=(2, 3, 7, 9))
    np.testing.assert_array_equal(max_pool2d(x, (2, 3)), max_pool2d(x, (2, 3), (2, 3)))
    np.testing.assert_array_equal(avg_pool2d(x, (2, 3)), avg_pool2d(x, (2, 3), (2, 3)))
    np.testing.assert_array_equal(lp_pool2d(x, 2, (2, 3)), lp_pool2d(x, 2, (2, 3), (2, 3)))


def test_de_silvas_maxima():
    np.testing.assert_array_equal(
        max_pool2d(DE_SILVA, 3, stride=1), [[[[3, 3, 3], [3, 3, 3], [3, 2, 3]]]]
    )


def test_two_by_two_halves_each_side_and_keeps_a_quarter_of_the_numbers():
    x = np.random.default_rng(2).normal(size=(1, 2, 28, 28))
    assert max_pool2d(x, 2).shape == (1, 2, 14, 14)
    assert 4 * max_pool2d(x, 2).size == x.size


def test_squeezenets_overlapping_windows():
    sizes = [pool_output_size(size, 3, 2) for size in (111, 55, 27)]
    assert sizes == [55, 27, 13]
    assert pool_output_size(112, 3, 2, ceil_mode=True) == 56
    assert pool_output_size(112, 3, 2) == 55


def test_the_poolings_of_one_window_by_hand():
    x = np.array([[[[3.0, -4], [0, 12]]]])
    assert max_pool2d(x, 2).item() == 12
    assert avg_pool2d(x, 2).item() == 11 / 4
    assert lp_pool2d(x, 2, 2).item() == 13
    assert lp_pool2d(x, 1, 2).item() == 19


def test_the_first_of_equal_numbers_counts():
    x = np.array([[[[1.0, 5, 5], [5, 5, 2]]]])
    _, indices = max_pool2d(x, 2, stride=1, return_indices=True)
    np.testing.assert_array_equal(indices, [[[[1, 1]]]])


def test_padding_never_wins():
    x = np.full((1, 1, 3, 4), -7.0)
    out, indices = max_pool2d(x, 3, stride=2, padding=1, return_indices=True)
    np.testing.assert_array_equal(out, np.full((1, 1, 2, 2), -7.0))
    np.testing.assert_array_equal(indices, [[[[0, 1], [4, 5]]]])
    out, indices = max_pool2d(x - np.inf, 3, stride=2, padding=1, return_indices=True)
    np.testing.assert_array_equal(indices, [[[[0, 1], [4, 5]]]])


def test_not_a_number_is_passed_on():
    x = np.ones((1, 1, 3, 4))
    x[0, 0, 0, 1] = np.nan
    out, indices = max_pool2d(x, (1, 2), return_indices=True)
    want, where = functional.max_pool2d(torch.tensor(x), (1, 2), return_indices=True)
    np.testing.assert_array_equal(out, want.numpy())
    np.testing.assert_array_equal(indices, where.numpy())


def test_whole_numbers():
    x = DE_SILVA.astype(int)
    assert max_pool2d(x, 3, 1, 1).dtype == x.dtype
    np.testing.assert_array_equal(max_pool2d(x - 9, 3, 1, 1), max_pool2d(DE_SILVA - 9, 3, 1, 1))
    np.testing.assert_array_equal(avg_pool2d(x, 2), avg_pool2d(DE_SILVA, 2))
    np.testing.assert_array_equal(lp_pool2d(x, 2, 2), lp_pool2d(DE_SILVA, 2, 2))
    bright = np.full((1, 1, 2, 2), 255, dtype="uint8")
    assert max_pool2d(bright, 2) == avg_pool2d(bright, 2) == global_avg_pool2d(bright) == 255
    assert lp_pool2d(bright, 2, 2) == 510


@unhurried
@given(poolings)
def test_average_pooling_is_a_convolution_of_each_channel(geometry: Geometry):
    x = geometry.array(*geometry.shape).astype("float64")
    channels, (kh, kw) = x.shape[1], geometry.kernel_size
    weight = np.full((channels, 1, kh, kw), 1 / (kh * kw))
    options = {"stride": geometry.stride, "padding": geometry.padding}
    got = avg_pool2d(x, (kh, kw), **options)
    np.testing.assert_allclose(got, conv2d(x, weight, groups=channels, **options), atol=1e-12)


def test_a_shift_inside_the_windows_changes_nothing():
    """Pooling is invariant to a shift that leaves each maximum in its window."""
    x = np.zeros((1, 1, 8, 12))
    x[0, 0, 0::4, 1::4] = np.arange(1.0, 7).reshape(2, 3)
    for down in range(4):
        for right in range(3):
            moved = np.roll(x, (down, right), axis=(2, 3))
            np.testing.assert_array_equal(max_pool2d(moved, 4), max_pool2d(x, 4))
            np.testing.assert_array_equal(avg_pool2d(moved, 4), avg_pool2d(x, 4))
    assert (max_pool2d(np.roll(x, 3, axis=3), 4) != max_pool2d(x, 4)).any()


def test_invariance_is_approximate_for_any_image_and_equivariance_exact_for_whole_strides():
    x = np.random.default_rng(3).normal(size=(1, 3, 24, 30))
    pooled, moved = (max_pool2d(image, 3) for image in (x, np.roll(x, 1, axis=3)))
    shifted = np.abs(np.roll(x, 1, axis=3) - x).mean()
    assert 0 < np.abs(moved - pooled).mean() < shifted / 2
    by_a_stride = max_pool2d(np.roll(x, (3, 6), axis=(2, 3)), 3)
    np.testing.assert_array_equal(by_a_stride, np.roll(pooled, (1, 2), axis=(2, 3)))


def test_nothing_is_written_into_the_input():
    x = np.random.default_rng(4).normal(size=(2, 3, 5, 6))
    x.flags.writeable = False
    max_pool2d(x, 2, padding=1)
    avg_pool2d(x, 2, padding=1)
    lp_pool2d(x, 2, 2)
    global_avg_pool2d(x)


@pytest.mark.parametrize(
    ("shape", "options", "message"),
    [
        ((3, 4, 5), {"kernel_size": 2}, r"x must have 4 axes \(N, C, H, W\).*\(3, 4, 5\)"),
        ((1, 2, 3, 5), {"kernel_size": 4}, r"covers 4 pixels, more than the 3"),
        ((1, 2, 5, 3), {"kernel_size": 4}, r"covers 4 pixels, more than the 3"),
        ((1, 2, 5, 4), {"kernel_size": 0}, r"kernel_size must be .*not 0\."),
        ((1, 2, 5, 4), {"kernel_size": 2, "stride": 0}, r"stride must be .*not 0\."),
        ((1, 2, 5, 4), {"kernel_size": 2, "stride": (1, -1)}, r"stride must be .*\(1, -1\)\."),
    ],
)
@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d, lambda x, **o: lp_pool2d(x, 2, **o)])
def test_every_pooling_refuses(pool, shape, options, message):
    with pytest.raises(ValueError, match=message):
        pool(np.ones(shape), **options)


@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d])
@pytest.mark.parametrize(
    ("padding", "message"),
    [
        (-1, r"padding must be .*not -1\."),
        (2, r"padding must be at most half of the kernel of 3, not 2\."),
        ((0, 2), r"padding must be at most half of the kernel of 3, not 2\."),
    ],
)
def test_paddings_that_are_refused(pool, padding, message):
    with pytest.raises(ValueError, match=message):
        pool(np.ones((1, 2, 5, 4)), 3, padding=padding)


def test_what_else_is_refused():
    with pytest.raises(ValueError, match=r"dilation must be .*not 0\."):
        max_pool2d(np.ones((1, 2, 5, 4)), 2, dilation=0)
    with pytest.raises(ValueError, match=r"skips all of x \(1, 2, 5, 1\) padded by \(0, 1\)"):
        max_pool2d(np.ones((1, 2, 5, 1)), 2, padding=(0, 1), dilation=2)
    for norm_type in (0, -1, np.inf, np.nan):
        with pytest.raises(ValueError, match=r"norm_type must be .*greater than 0, not"):
            lp_pool2d(np.ones((1, 2, 5, 4)), norm_type, 2)
    with pytest.raises(ValueError, match=r"x must have 4 axes .*\(2, 5, 4\)"):
        global_avg_pool2d(np.ones((2, 5, 4)))
    with pytest.raises(ValueError, match=r"x \(1, 2, 0, 4\) has no pixels"):
        global_avg_pool2d(np.ones((1, 2, 0, 4)))
