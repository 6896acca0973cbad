"""Initial weights: their distribution, against PyTorch's and the closed form."""

import math

import numpy as np
import pytest
import torch

from cnnlib.initialisation import he_normal


@pytest.mark.parametrize("shape", [(64, 32, 5, 3), (200, 300), (32, 64, 3, 3)])
@pytest.mark.parametrize("slope", [0.0, 0.5])
def test_the_spread_is_that_of_torch(shape, slope):
    weights = he_normal(shape, np.random.default_rng(1), slope)
    assert (weights.shape, weights.dtype) == (shape, np.float32)
    torch.manual_seed(0)
    theirs = torch.nn.init.kaiming_normal_(torch.empty(shape), a=slope)
    assert weights.std() == pytest.approx(theirs.std().item(), rel=0.03)
    sigma = math.sqrt(2 / (1 + slope**2) / math.prod(shape[1:]))
    assert abs(weights.mean()) < 5 * sigma / math.sqrt(weights.size)
    for z, share in ((1, 0.3173), (2, 0.0455)):  # of a normal distribution
        assert (abs(weights) > z * sigma).mean() == pytest.approx(share, abs=0.01)


def test_a_relu_keeps_the_size_of_its_signals():
    rng = np.random.default_rng(2)
    x = rng.standard_normal((200, 256))
    for _ in range(30):
        x = np.maximum(x @ he_normal((256, 256), rng).T, 0)
    assert 0.3 < np.sqrt((x**2).mean() * 2) < 3


def test_each_call_draws_anew_and_a_seed_repeats_it():
    rng = np.random.default_rng(3)
    first, second = he_normal((4, 5), rng), he_normal((4, 5), rng)
    assert not np.array_equal(first, second)
    assert np.array_equal(first, he_normal((4, 5), np.random.default_rng(3)))


@pytest.mark.parametrize("shape", [(3,), (), (2, 0, 3, 3)])
def test_it_refuses_shapes_without_a_fan_in(shape):
    with pytest.raises(ValueError, match=r"shape must be \(outputs, inputs, ...\)"):
        he_normal(shape, np.random.default_rng(0))
