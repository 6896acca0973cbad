"""`conv1d_backward` against PyTorch's gradients and central differences."""

import numpy as np
import pytest
import torch

from cnnlib.conv1d import conv1d
from cnnlib.conv1d_backward import conv1d_backward
from cnnlib.gradient_check import check_gradients

CASES = [
    # batch, channels, length, filters, kernel, options
    (2, 3, 9, 4, 3, {}),
    (1, 2, 5, 3, 5, {}),  # as large as the input
    (3, 4, 11, 6, 3, {"stride": 2, "padding": 3, "dilation": 2, "groups": 2}),
    (1, 1, 1, 1, 1, {"stride": 3}),
    (2, 3, 4, 6, 4, {"padding": 2, "groups": 3, "stride": 3}),
]


def arrays_of(n, channels, length, filters, k, groups=1, dtype="float64", **_):
    rng = np.random.default_rng([n, channels, length])
    shapes = (n, channels, length), (filters, channels // groups, k), (filters,)
    return [rng.normal(size=shape).astype(dtype) for shape in shapes]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("arrays", [2, 3], ids=["without bias", "with bias"])
@pytest.mark.parametrize("case", CASES)
def test_gradients_are_torchs(case, arrays, dtype):
    *sizes, options = case
    values = arrays_of(*sizes, **options, dtype=dtype)[:arrays]
    leaves = [torch.tensor(a, requires_grad=True) for a in values]
    out = torch.nn.functional.conv1d(*leaves, **options)
    grad_out = np.random.default_rng(1).normal(size=out.shape).astype(dtype)
    out.backward(torch.tensor(grad_out))
    tolerance = 1e-4 if dtype == "float32" else 1e-10
    for mine, leaf in zip(conv1d_backward(grad_out, *values, **options), leaves, strict=True):
        assert mine.dtype == dtype
        np.testing.assert_allclose(mine, leaf.grad.numpy(), rtol=tolerance, atol=tolerance)


def test_central_differences():
    *sizes, options = CASES[2]
    x, weight, bias = arrays_of(*sizes, **options)
    check_gradients(conv1d, conv1d_backward, {"x": x, "weight": weight, "bias": bias, **options})


@pytest.mark.parametrize(
    ("grad_shape", "x_shape", "options", "message"),
    [
        ((2, 4, 6), (2, 3, 9), {}, r"\(2, 4, 7\), not \(2, 4, 6\)"),
        ((2, 4, 1, 7), (2, 3, 9), {}, r"\(2, 4, 7\), not \(2, 4, 1, 7\)"),
        ((2, 4, 7), (3, 9), {}, r"x must have 3 axes \(N, C, L\)"),
        ((2, 4, 7), (2, 3, 2), {}, "covers 3 pixels, more than the 2"),
        ((2, 4, 7), (2, 3, 9), {"groups": 2}, "groups=2; they do not fit"),
        ((2, 4, 7), (2, 3, 9), {"stride": 0}, "stride must be"),
    ],
)
def test_bad_input(grad_shape, x_shape, options, message):
    with pytest.raises(ValueError, match=message):
        conv1d_backward(np.ones(grad_shape), np.ones(x_shape), np.ones((4, 3, 3)), **options)
