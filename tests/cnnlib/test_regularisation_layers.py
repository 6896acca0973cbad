"""`Dropout` and `BatchNorm2d`: how training and evaluating differ."""

import numpy as np
import pytest
import torch

from cnnlib.layers.regularisation import BatchNorm2d, Dropout


def test_dropout_draws_anew_while_training_and_rests_while_evaluating():
    layer = Dropout(0.25, rng=np.random.default_rng(0))
    x = np.ones((40, 50), dtype="float32")
    first, second = layer.forward(x), layer.forward(x)
    assert first.dtype == np.float32
    assert set(np.unique(first)) == {np.float32(0), np.float32(1 / 0.75)}
    assert (first != second).any()
    np.testing.assert_array_equal(layer.eval().forward(x), x)
    np.testing.assert_array_equal(layer.backward(x), x)


def test_dropout_blocks_the_gradient_of_what_it_dropped():
    layer = Dropout(0.5, rng=np.random.default_rng(1))
    x = np.random.default_rng(2).normal(size=(6, 7))
    np.testing.assert_array_equal(layer.forward(x), x * layer.backward(np.ones_like(x)))


def test_a_seed_repeats_the_masks():
    first, second = (Dropout(0.5, rng=np.random.default_rng(3)) for _ in range(2))
    x = np.ones((3, 20))
    for _ in range(3):
        np.testing.assert_array_equal(first.forward(x), second.forward(x))


def test_batch_norm_keeps_torchs_running_statistics():
    mine, theirs = BatchNorm2d(3, momentum=0.2), torch.nn.BatchNorm2d(3, momentum=0.2)
    rng = np.random.default_rng(4)
    for _ in range(4):
        x = rng.normal(5, 2, size=(4, 3, 2, 5)).astype("float32")
        mine.forward(x)
        theirs(torch.tensor(x))
    np.testing.assert_allclose(mine.running_mean, theirs.running_mean.numpy(), rtol=1e-5)
    np.testing.assert_allclose(mine.running_var, theirs.running_var.numpy(), rtol=1e-4)

    before = mine.running_mean.copy()
    got, want = mine.eval().forward(x[:1]), theirs.eval()(torch.tensor(x[:1]))
    np.testing.assert_allclose(got, want.detach().numpy(), rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(mine.running_mean, before)


def test_backward_moves_no_statistics():
    layer = BatchNorm2d(2)
    x = np.random.default_rng(5).normal(size=(3, 2, 4, 4))
    layer.forward(x)
    mean, var = layer.running_mean.copy(), layer.running_var.copy()
    layer.backward(np.ones_like(x))
    np.testing.assert_array_equal(layer.running_mean, mean)
    np.testing.assert_array_equal(layer.running_var, var)


def test_bad_input():
    with pytest.raises(ValueError, match=r"running_mean must have shape \(3,\).*not \(2,\)"):
        BatchNorm2d(2).forward(np.ones((2, 3, 4, 4)))
    with pytest.raises(ValueError, match="p must be a probability"):
        Dropout(1, rng=np.random.default_rng(0)).forward(np.ones(3))
