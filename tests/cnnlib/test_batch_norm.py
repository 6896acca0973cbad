"""Batch normalisation against PyTorch: both modes, running statistics, gradients."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.batch_norm import batch_norm2d, batch_norm2d_backward
from cnnlib.gradient_check import check_gradients
from tests.helpers.geometry import unhurried

SHAPES = st.tuples(*(st.integers(1, 4) for _ in range(4))).filter(lambda s: s[0] * s[2] * s[3] > 1)
DTYPES = st.sampled_from(["float32", "float64"])


def case(shape, dtype, seed=0):
    rng = np.random.default_rng([seed, *shape])
    x = rng.normal(3, 2, size=shape).astype(dtype)
    mean, weight, bias = (rng.normal(size=shape[1]).astype(dtype) for _ in range(3))
    var = rng.uniform(0.5, 2, size=shape[1]).astype(dtype)
    return x, mean, var, weight, bias


@unhurried
@given(SHAPES, DTYPES, st.booleans(), st.booleans(), st.booleans())
def test_torchs_values_statistics_and_gradients(shape, dtype, training, with_weight, with_bias):
    x, mean, var, weight, bias = case(shape, dtype)
    weight, bias = weight if with_weight else None, bias if with_bias else None
    leaves = [None if a is None else torch.tensor(a, requires_grad=True) for a in (x, weight, bias)]
    torch_mean, torch_var = torch.tensor(mean), torch.tensor(var)
    options = {"training": training, "momentum": 0.3, "eps": 1e-3}
    want = torch.nn.functional.batch_norm(
        leaves[0], torch_mean, torch_var, leaves[1], leaves[2], **options
    )
    grad_out = np.random.default_rng(1).normal(size=shape).astype(dtype)
    want.backward(torch.tensor(grad_out))

    got = batch_norm2d(x, mean, var, weight, bias, **options)
    gradients = batch_norm2d_backward(grad_out, x, mean, var, weight, bias, **options)
    mine = (got, mean, var, *gradients)
    grads = (leaf.grad for leaf in leaves if leaf is not None)
    theirs = (want.detach(), torch_mean, torch_var, *grads)
    tolerance = 1e-3 if dtype == "float32" else 1e-9
    for ours, of_torch in zip(mine, theirs, strict=True):
        assert ours.dtype == dtype
        np.testing.assert_allclose(ours, of_torch.numpy(), rtol=tolerance, atol=tolerance)


def test_running_statistics_follow_torchs_module_over_many_batches():
    module = torch.nn.BatchNorm2d(3).double()
    mean, var = np.zeros(3), np.ones(3)
    rng = np.random.default_rng(4)
    for size in (5, 2, 7, 1):
        x = rng.normal(2, 3, size=(size, 3, 4, 5))
        module.train()(torch.tensor(x))
        batch_norm2d(x, mean, var, training=True)
    np.testing.assert_allclose(mean, module.running_mean.numpy(), rtol=1e-12)
    np.testing.assert_allclose(var, module.running_var.numpy(), rtol=1e-12)
    want = module.eval()(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(batch_norm2d(x, mean, var), want, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("training", [True, False])
def test_central_differences(training):
    x, mean, var, weight, bias = case((3, 2, 2, 4), "float64")
    arguments = {
        "x": x,
        "running_mean": mean,
        "running_var": var,
        "weight": weight,
        "bias": bias,
        "training": training,
    }
    names = ["x", "weight", "bias"]
    check_gradients(batch_norm2d, batch_norm2d_backward, arguments, names, rtol=1e-5)


def test_forgetting_that_mean_and_variance_move_is_caught():
    def as_in_eval(grad_out, x, weight):
        return batch_norm2d_backward(grad_out, x, x.mean((0, 2, 3)), x.var((0, 2, 3)), weight)

    def forward(x, weight):
        return batch_norm2d(x, None, None, weight, training=True)

    x, _, _, weight, _ = case((2, 3, 3, 2), "float64")
    with pytest.raises(AssertionError, match="gradient of x: all 36 values differ"):
        check_gradients(forward, as_in_eval, {"x": x, "weight": weight})


def test_training_normalises_and_evaluating_depends_on_no_other_image():
    x, mean, var, _, _ = case((6, 3, 4, 5), "float64")
    out = batch_norm2d(x, None, None, training=True)
    np.testing.assert_allclose(out.mean((0, 2, 3)), 0, atol=1e-12)
    np.testing.assert_allclose(out.var((0, 2, 3)), 1, rtol=1e-4)
    together = batch_norm2d(x, mean, var)
    np.testing.assert_allclose(batch_norm2d(x[2:3], mean, var), together[2:3], rtol=1e-12)


X = np.ones((2, 3, 4, 5))


@pytest.mark.parametrize(
    ("x", "statistics", "options", "message"),
    [
        (X[0], (np.zeros(3), np.ones(3)), {}, r"\(N, C, H, W\), but its shape is \(3, 4, 5\)"),
        (X, (np.zeros(4), np.ones(3)), {}, r"running_mean must have shape \(3,\).*not \(4,\)"),
        (X, (np.zeros(3), np.ones(2)), {}, r"running_var must have shape \(3,\).*not \(2,\)"),
        (X, (np.zeros(3), np.ones(3)), {"weight": np.ones(5)}, r"weight must .*not \(5,\)"),
        (X, (np.zeros(3), np.ones(3)), {"bias": np.ones((1, 3))}, r"bias must .*not \(1, 3\)"),
        (X, (None, None), {}, "only training can do without them"),
        (X, (np.zeros(3), None), {"training": True}, "Give both running_mean and running_var"),
        (X[:1, :, :1, :1], (None, None), {"training": True}, r"\(1, 3, 1, 1\) has one number"),
    ],
)
def test_bad_input(x, statistics, options, message):
    with pytest.raises(ValueError, match=message):
        batch_norm2d(x, *statistics, **options)
    with pytest.raises(ValueError, match=message):
        batch_norm2d_backward(np.ones_like(x), x, *statistics, **options)


def test_grad_out_of_another_shape():
    with pytest.raises(ValueError, match=r"\(2, 3, 4, 5\), not \(2, 3, 5, 4\)"):
        batch_norm2d_backward(np.ones((2, 3, 5, 4)), X, None, None, training=True)
