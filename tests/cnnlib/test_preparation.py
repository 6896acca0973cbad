"""Standardising against torch, ZCA against what defines it."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.preparation import channel_statistics, standardise, zca_whiten, zca_whitening
from tests.helpers.geometry import unhurried

SHAPE = (50, 2, 3, 4)


def images(dtype: str, seed: int = 0, shape: tuple[int, ...] = SHAPE) -> np.ndarray:
    """Correlated images whose channels have different means and scales."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=shape).cumsum(axis=-1) * [[[[9.0]], [[3.0]]]] + [[[[120.0]], [[60.0]]]]
    return x.clip(0, 255).astype(dtype)


@pytest.mark.parametrize("dtype", ["uint8", "float32", "float64"])
def test_standardising_is_torchs_batch_norm_of_the_training_set(dtype: str):
    x = images(dtype)
    got = standardise(x, *channel_statistics(x))
    want = torch.nn.functional.batch_norm(
        torch.tensor(x.astype("float64")), None, None, training=True, eps=1e-12
    )
    assert got.dtype == ("float64" if dtype == "float64" else "float32")
    np.testing.assert_allclose(got, want.numpy(), rtol=1e-4, atol=1e-5)


def test_statistics_divide_by_the_number_of_pixels():
    x = np.array([[[[1, 2, 6]]], [[[3, 4, 8]]]], dtype=np.uint8)
    mean, std = channel_statistics(x)
    np.testing.assert_allclose(mean, [4])
    np.testing.assert_allclose(std, [np.sqrt(34 / 6)])


def test_other_images_are_standardised_with_the_figures_of_the_training_set():
    mean, std = np.array([10.0, 20]), np.array([2.0, 5])
    got = standardise(np.full((1, 2, 1, 3), 30.0), mean, std)
    np.testing.assert_array_equal(got, [[[[10.0] * 3], [[2.0] * 3]]])


def test_float32_statistics_are_summed_in_float64():
    x = np.full((40, 1, 64, 64), 0.1, dtype=np.float32)
    x[20:] = 0.3
    low, high = float(x[0, 0, 0, 0]), float(x[-1, 0, 0, 0])
    mean, std = channel_statistics(x)
    want = [(high + low) / 2, (high - low) / 2]
    np.testing.assert_allclose([mean[0], std[0]], want, rtol=1e-12)


@unhurried
@given(st.floats(1e-3, 10), st.integers(0, 2**16))
def test_the_zca_matrix_is_the_positive_root_of_the_inverse(epsilon: float, seed: int):
    # W is the only symmetric positive matrix with W (covariance + epsilon I) W = I.
    x = images("float64", seed)
    mean, whitening = zca_whitening(x, epsilon)
    rows = torch.tensor(x.reshape(len(x), -1))
    covariance = torch.cov(rows.T, correction=0).numpy() + epsilon * np.eye(len(mean))
    np.testing.assert_allclose(mean, rows.mean(dim=0).numpy())
    np.testing.assert_allclose(whitening, whitening.T, atol=1e-12)
    assert np.linalg.eigvalsh(whitening).min() > 0
    np.testing.assert_allclose(whitening @ covariance @ whitening, np.eye(len(mean)), atol=1e-7)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_whitened_pixels_are_not_correlated(dtype: str):
    x = images(dtype, shape=(3000, 2, 2, 3))
    x += np.random.default_rng(1).normal(size=x.shape).astype(dtype)
    white = zca_whiten(x, *zca_whitening(x, epsilon=1e-6))
    assert white.dtype == dtype
    assert white.shape == x.shape
    covariance = np.cov(white.reshape(len(x), -1).T, bias=True)
    np.testing.assert_allclose(covariance, np.eye(12), atol=1e-3)


def test_whitening_takes_no_figures_from_the_images_it_is_given():
    train, test = images("float64"), images("float64", seed=1)
    mean, whitening = zca_whitening(train)
    together = zca_whiten(test, mean, whitening)
    one = zca_whiten(test[3:4], mean, whitening)
    np.testing.assert_allclose(together[3:4], one, rtol=1e-9, atol=1e-9)
    want = whitening @ (test[3].ravel() - train.reshape(len(train), -1).mean(axis=0))
    np.testing.assert_allclose(one.ravel(), want, rtol=1e-9, atol=1e-9)


def test_zca_measures_more_images_than_it_takes_at_a_time():
    x = images("float32", shape=(2500, 2, 1, 3))
    rows = x.reshape(len(x), -1).astype("float64")
    _, whitening = zca_whitening(x, epsilon=1)
    got = np.linalg.inv(whitening @ whitening)
    np.testing.assert_allclose(got, np.cov(rows.T, bias=True) + np.eye(6), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: channel_statistics(np.ones((3, 4, 5))), r"x_train must have 4 axes.*\(3, 4, 5\)"),
        (lambda: channel_statistics(np.ones((0, 1, 2, 3))), r"at least one image.*\(0, 1, 2, 3\)"),
        (lambda: standardise(np.ones((2, 3)), np.ones(1), np.ones(1)), r"4 axes.*\(2, 3\)"),
        (lambda: standardise(np.ones(SHAPE), np.ones(3), np.ones(2)), r"mean \(3,\) and std \(2,"),
        (lambda: standardise(np.ones(SHAPE), np.ones(2), np.ones(())), r"std \(\) must have one"),
        (lambda: standardise(np.ones(SHAPE), np.ones(2), np.array([1.0, 0])), r"std.*\[1.0, 0.0\]"),
        (lambda: zca_whitening(np.ones(4)), r"x_train must have 4 axes.*\(4,\)"),
        (lambda: zca_whitening(np.ones((0, 1, 2, 3))), r"at least one image.*\(0, 1, 2, 3\)"),
        (lambda: zca_whitening(np.ones(SHAPE), epsilon=0), "epsilon must be positive, not 0"),
        (lambda: zca_whiten(np.ones(4), np.ones(4), np.eye(4)), r"x must have 4 axes.*\(4,\)"),
        (lambda: zca_whiten(np.ones(SHAPE), np.ones(24), np.eye(23)), r"\(23, 23\).*\(50, 2, 3, 4"),
        (lambda: zca_whiten(np.ones(SHAPE), np.ones(2), np.eye(24)), r"mean \(2,\).*\(24,\)"),
    ],
)
def test_bad_input_is_named(call, message: str):
    with pytest.raises(ValueError, match=message):
        call()
