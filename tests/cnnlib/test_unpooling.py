"""`max_unpool2d` against PyTorch, and as the way back from `max_pool2d`."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from cnnlib.pooling import max_pool2d
from cnnlib.unpooling import max_unpool2d
from tests.helpers.geometry import unhurried

pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


@unhurried
@given(
    kernel=pairs,
    extra=pairs,
    padded=st.tuples(st.booleans(), st.booleans()),
    dtype=st.sampled_from(["float32", "float64"]),
    seed=st.integers(0, 2**16),
)
def test_it_is_that_of_torch_for_every_size_that_pools_to_the_same(
    kernel, extra, padded, dtype, seed
):
    padding = tuple(k // 2 if pad else 0 for k, pad in zip(kernel, padded, strict=True))
    size = tuple(2 * k + e for k, e in zip(kernel, extra, strict=True))
    x = np.random.default_rng(seed).normal(size=(2, 3, *size)).astype(dtype)
    pooled, indices = max_pool2d(x, kernel, padding=padding, return_indices=True)
    got = max_unpool2d(pooled, indices, kernel, padding=padding, output_size=size)
    want = functional.max_unpool2d(
        torch.tensor(pooled), torch.tensor(indices), kernel, padding=padding, output_size=size
    ).numpy()
    assert got.dtype == want.dtype == x.dtype
    np.testing.assert_array_equal(got, want)


def test_without_a_size_it_is_what_the_windows_cover():
    x = np.random.default_rng(0).normal(size=(2, 3, 5, 7))
    pooled, indices = max_pool2d(x[:, :, :4, :6], 2, return_indices=True)
    got = max_unpool2d(pooled, indices, 2)
    want = functional.max_unpool2d(torch.tensor(pooled), torch.tensor(indices), 2).numpy()
    assert got.shape == (2, 3, 4, 6)
    np.testing.assert_array_equal(got, want)


def test_overlapping_windows_share_a_maximum():
    x = np.random.default_rng(1).normal(size=(1, 2, 7, 9))
    pooled, indices = max_pool2d(x, 3, 2, return_indices=True)
    got = max_unpool2d(pooled, indices, 3, 2)
    kept = np.zeros(x.shape, dtype=bool)
    for channel in range(2):
        kept[0, channel].flat[indices[0, channel]] = True
    np.testing.assert_array_equal(got, np.where(kept, x, 0))


def test_pooling_again_gives_the_maxima_back():
    x = np.random.default_rng(2).uniform(1, 2, size=(2, 3, 6, 8))
    pooled, indices = max_pool2d(x, (3, 2), return_indices=True)
    again = max_pool2d(max_unpool2d(pooled, indices, (3, 2)), (3, 2))
    np.testing.assert_array_equal(again, pooled)


def test_by_hand():
    x = np.array([[[[5.0, 7]]]])
    indices = np.array([[[[4, 3]]]])
    np.testing.assert_array_equal(max_unpool2d(x, indices, 2), [[[[0, 0, 0, 7], [5, 0, 0, 0]]]])


@pytest.mark.parametrize(
    ("shape", "options", "message"),
    [
        ((2, 3, 4), {}, r"x must have 4 axes .*\(2, 3, 4\)"),
        ((1, 2, 3, 4), {"kernel_size": 0}, r"kernel_size must be .*not 0\."),
        ((1, 2, 3, 4), {"stride": 0}, r"stride must be .*not 0\."),
        ((1, 2, 3, 4), {"padding": -1}, r"padding must be .*not -1\."),
        ((1, 2, 1, 4), {"padding": 1}, r"on \(1, 4\) numbers give an empty image of \(0, 6\)"),
        ((1, 2, 3, 4), {"output_size": (6, 10)}, r"\(6, 10\) must be .*\(2, 2\) .*\(6, 8\)"),
        ((1, 2, 3, 4), {"output_size": (4, 8)}, r"\(4, 8\) must be .*\(2, 2\) .*\(6, 8\)"),
    ],
)
def test_it_refuses(shape, options, message):
    indices = np.zeros(shape, dtype=int)
    with pytest.raises(ValueError, match=message):
        max_unpool2d(np.ones(shape), indices, **{"kernel_size": 2, **options})


def test_it_refuses_indices_that_do_not_fit():
    x, indices = np.ones((1, 2, 3, 4)), np.zeros((1, 2, 3, 4), dtype=int)
    with pytest.raises(ValueError, match=r"x \(1, 2, 3, 4\) and indices \(1, 2, 3, 3\) must"):
        max_unpool2d(x, indices[..., :3], 2)
    with pytest.raises(ValueError, match=r"indices \(1, 2, 3, 4\) must be whole .* not float64"):
        max_unpool2d(x, x, 2)
    for wrong in (-1, 48):
        indices[0, 1, 2, 3] = wrong
        with pytest.raises(ValueError, match=rf"between 0 and 47, .* of 6x8.* {wrong}"):
            max_unpool2d(x, indices, 2)
