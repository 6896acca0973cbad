"""Dropout: its expectation, its two modes, its gradient."""

import numpy as np
import pytest

from cnnlib.dropout import dropout, dropout_backward, dropout_mask
from cnnlib.gradient_check import check_gradients


@pytest.mark.parametrize("p", [0, 0.1, 0.5, 0.9])
def test_the_share_of_dropped_units_is_p(p):
    mask = dropout_mask((400, 500), p, np.random.default_rng(0))
    assert mask.dtype == bool
    assert mask.mean() == pytest.approx(1 - p, abs=0.005)
    np.testing.assert_allclose(mask.mean(axis=0), 1 - p, atol=0.15)


def test_the_same_seed_drops_the_same_units():
    first, second = (dropout_mask((30, 40), 0.5, np.random.default_rng(1)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("p", [0.2, 0.5, 0.8])
def test_the_expectation_is_the_input_so_testing_needs_no_scaling(p):
    """Cohen and Pot's question 33 describes plain dropout: the factor 1 - p at test time."""
    x = np.array([[1.0, -2.0], [0.5, 4.0]])
    rng = np.random.default_rng(2)
    outputs = [dropout(x, dropout_mask(x.shape, p, rng), p) for _ in range(20_000)]
    np.testing.assert_allclose(np.mean(outputs, axis=0), x, rtol=0.06)
    evaluated = dropout(x, dropout_mask(x.shape, p, rng), p, training=False)
    np.testing.assert_array_equal(evaluated, x)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_stays_is_scaled_and_the_dtype_kept(dtype):
    x = np.array([[1, 2, 3]], dtype=dtype)
    mask = np.array([[True, False, True]])
    for function, arguments in ((dropout, (x,)), (dropout_backward, (x, np.zeros_like(x)))):
        got = function(*arguments, mask, 0.75)
        assert got.dtype == dtype
        np.testing.assert_array_equal(got, [[4, 0, 12]])


@pytest.mark.parametrize("training", [True, False])
def test_central_differences(training):
    rng = np.random.default_rng(3)
    mask = dropout_mask((3, 4), 0.4, rng)
    arguments = {"x": rng.normal(size=(3, 4)), "mask": mask, "p": 0.4, "training": training}
    check_gradients(dropout, dropout_backward, arguments)


@pytest.mark.parametrize("p", [-0.1, 1, 1.5])
def test_bad_probability(p):
    with pytest.raises(ValueError, match=f"p must be a probability .*, not {p}"):
        dropout_mask((2, 3), p, np.random.default_rng(0))
    with pytest.raises(ValueError, match="p must be a probability"):
        dropout(np.ones((2, 3)), np.ones((2, 3), bool), p)


def test_bad_shapes():
    with pytest.raises(ValueError, match=r"mask \(3, 2\) must have the shape of x, \(2, 3\)"):
        dropout(np.ones((2, 3)), np.ones((3, 2), bool))
    with pytest.raises(ValueError, match=r"\(2, 3\), not \(3, 2\)"):
        dropout_backward(np.ones((3, 2)), np.ones((2, 3)), np.ones((2, 3), bool))
