"""Softmax and cross-entropy against PyTorch, and the loss of a network that knows nothing."""

import math

import numpy as np
import pytest
import torch

from cnnlib.gradient_check import check_gradients
from cnnlib.losses import cross_entropy, cross_entropy_backward, log_softmax, softmax

ROWS = [(1, 2), (5, 3), (4, 10), (3, 1)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("scale", [1, 300, 1e4])
@pytest.mark.parametrize("shape", ROWS)
def test_torchs_values_and_gradients(shape, scale, dtype):
    rng = np.random.default_rng(shape)
    x = rng.normal(scale=scale, size=shape).astype(dtype)
    target = rng.integers(0, shape[1], shape[0])
    grad_out = np.float64(rng.normal())

    scores = torch.tensor(x, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(scores, torch.tensor(target))
    (grad_out * loss).backward()
    rtol = 1e-5 if dtype == "float32" else 1e-12
    for mine, theirs in (
        (softmax(x), torch.softmax(scores, 1)),
        (log_softmax(x), torch.log_softmax(scores, 1)),
        (cross_entropy(x, target), loss),
        (cross_entropy_backward(grad_out, x, target), scores.grad),
    ):
        assert mine.dtype == dtype
        np.testing.assert_allclose(mine, theirs.detach().numpy(), rtol=rtol, atol=rtol)


def test_central_differences():
    rng = np.random.default_rng(6)
    arguments = {"x": rng.normal(size=(4, 5)), "target": rng.integers(0, 5, 4)}
    check_gradients(cross_entropy, cross_entropy_backward, arguments)


@pytest.mark.parametrize("classes", [2, 10, 47, 100])
def test_knowing_nothing_costs_the_logarithm_of_the_classes(classes):
    target = np.arange(classes)
    assert cross_entropy(np.zeros((classes, classes)), target) == pytest.approx(math.log(classes))


def test_a_constant_added_to_a_row_changes_nothing():
    x = np.random.default_rng(7).normal(size=(3, 4))
    np.testing.assert_allclose(
        softmax(x + np.array([[1000], [-1000], [0]])), softmax(x), rtol=1e-12
    )
    np.testing.assert_allclose(softmax(x).sum(axis=1), 1)
    gradient = cross_entropy_backward(1, x, np.array([0, 3, 2]))
    np.testing.assert_allclose(gradient.sum(axis=1), 0, atol=1e-15)


@pytest.mark.parametrize(
    ("x", "target", "message"),
    [
        (np.ones(3), [0], r"x must have 2 axes \(N, K\), but its shape is \(3,\)"),
        (np.ones((2, 3)), [0], r"2 whole numbers, shape \(2,\), not int\d+ of shape \(1,\)"),
        (np.ones((2, 3)), [[0, 1, 0], [1, 0, 0]], r"of shape \(2, 3\)"),
        (np.ones((2, 3)), [0.0, 1.0], "not float64"),
        (np.ones((2, 3)), [0, 3], "classes from 0 to 2"),
        (np.ones((2, 3)), [-1, 0], "classes from 0 to 2"),
    ],
)
def test_bad_input(x, target, message):
    with pytest.raises(ValueError, match=message):
        cross_entropy(x, np.array(target))
    with pytest.raises(ValueError, match=message):
        cross_entropy_backward(1, x, np.array(target))


def test_bad_rank_and_grad_out():
    for function in (softmax, log_softmax):
        with pytest.raises(ValueError, match=r"2 axes .* \(2, 3, 4\)"):
            function(np.ones((2, 3, 4)))
    with pytest.raises(ValueError, match=r"one number, but its shape is \(2,\)"):
        cross_entropy_backward(np.ones(2), np.ones((2, 3)), np.array([0, 1]))
