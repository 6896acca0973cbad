"""`relu`, `leaky_relu`, `sigmoid` and their gradients against PyTorch."""

import numpy as np
import pytest
import torch

from cnnlib import activations
from cnnlib.gradient_check import check_gradients

PAIRS = [
    ("relu", torch.relu, {}),
    ("leaky_relu", torch.nn.functional.leaky_relu, {}),
    ("leaky_relu", torch.nn.functional.leaky_relu, {"negative_slope": 0.2}),
    ("sigmoid", torch.sigmoid, {}),
]
EDGES = np.array([0.0, -0.0, 1e-30, -1e-30, 40.0, -40.0, 800.0, -800.0])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(7,), (2, 3), (2, 3, 5, 4), ()])
@pytest.mark.parametrize(("name", "of_torch", "options"), PAIRS)
def test_torchs_values_and_gradients(name, of_torch, options, shape, dtype):
    rng = np.random.default_rng(1)
    x = np.array(rng.normal(scale=3, size=shape), dtype=dtype)
    compare_with_torch(name, of_torch, options, x, rng)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "of_torch", "options"), PAIRS)
def test_torchs_values_and_gradients_at_the_edges(name, of_torch, options, dtype):
    compare_with_torch(name, of_torch, options, EDGES.astype(dtype), np.random.default_rng(2))


def compare_with_torch(name, of_torch, options, x, rng):
    tensor = torch.tensor(x, requires_grad=True)
    want = of_torch(tensor, **options)
    grad_out = np.array(rng.normal(size=x.shape), dtype=x.dtype)
    want.backward(torch.tensor(grad_out))
    got = getattr(activations, name)(x, **options)
    gradient = getattr(activations, f"{name}_backward")(grad_out, x, **options)
    rtol = 1e-5 if x.dtype == "float32" else 1e-12
    for mine, theirs in ((got, want.detach()), (gradient, tensor.grad)):
        assert mine.dtype == x.dtype
        np.testing.assert_allclose(mine, theirs.numpy(), rtol=rtol, atol=rtol)


@pytest.mark.parametrize(("name", "_of_torch", "options"), PAIRS)
def test_central_differences(name, _of_torch, options):
    function, backward = getattr(activations, name), getattr(activations, f"{name}_backward")
    x = np.random.default_rng(4).normal(size=(3, 2, 4))
    check_gradients(function, backward, {"x": x, **options})


def test_sigmoid_vanishes():
    """The derivative is at most 1/4, at 0; ten of them leave less than a millionth."""
    x = np.linspace(-20, 20, 4001)
    slope = activations.sigmoid_backward(np.ones_like(x), x)
    assert slope.max() == slope[2000] == 0.25
    assert slope.max() ** 10 < 1e-6


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "sigmoid"])
def test_bad_input(name):
    backward = getattr(activations, f"{name}_backward")
    with pytest.raises(ValueError, match=r"\(2, 3\), not \(3, 2\)"):
        backward(np.ones((3, 2)), np.ones((2, 3)))
