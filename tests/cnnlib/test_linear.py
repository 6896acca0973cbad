"""`linear` and its gradients against PyTorch."""

import numpy as np
import pytest
import torch

from cnnlib.gradient_check import check_gradients
from cnnlib.linear import linear, linear_backward


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("sizes", [(3, 5, 4), (1, 1, 7), (6, 2, 1)])
@pytest.mark.parametrize("with_bias", [True, False])
def test_torchs_values_and_gradients(sizes, dtype, with_bias):
    n, d, k = sizes
    rng = np.random.default_rng(sizes)
    arrays = [rng.normal(size=s).astype(dtype) for s in ((n, d), (k, d), (k,))[: 2 + with_bias]]
    tensors = [torch.tensor(a, requires_grad=True) for a in arrays]
    out = torch.nn.functional.linear(*tensors)
    grad_out = rng.normal(size=(n, k)).astype(dtype)
    out.backward(torch.tensor(grad_out))

    rtol = 1e-5 if dtype == "float32" else 1e-12
    got = linear(*arrays), *linear_backward(grad_out, *arrays)
    want = out.detach(), *(t.grad for t in tensors)
    for mine, theirs in zip(got, want, strict=True):
        assert mine.dtype == dtype
        np.testing.assert_allclose(mine, theirs.numpy(), rtol=rtol, atol=rtol)


def test_central_differences():
    rng = np.random.default_rng(8)
    shapes = {"x": (3, 5), "weight": (4, 5), "bias": (4,)}
    check_gradients(
        linear, linear_backward, {name: rng.normal(size=s) for name, s in shapes.items()}
    )


@pytest.mark.parametrize(
    ("x", "weight", "bias", "message"),
    [
        ((3, 5, 1), (4, 5), (4,), r"x must have 2 axes \(N, D\).*\(3, 5, 1\)"),
        ((3, 5), (5,), None, r"weight must .*\(5,\)"),
        ((3, 5), (5, 4), None, r"x \(3, 5\) and weight \(5, 4\)"),
        ((3, 5), (4, 5), (5,), r"\(4,\), not \(5,\)"),
    ],
)
def test_bad_input(x, weight, bias, message):
    arrays = np.ones(x), np.ones(weight), None if bias is None else np.ones(bias)
    with pytest.raises(ValueError, match=message):
        linear(*arrays)
    with pytest.raises(ValueError, match=message):
        linear_backward(np.ones((3, 4)), *arrays)


def test_grad_out_of_another_shape():
    with pytest.raises(ValueError, match=r"\(3, 4\), not \(4, 3\)"):
        linear_backward(np.ones((4, 3)), np.ones((3, 5)), np.ones((4, 5)))
