"""A folded convolution puts out what convolution and batch norm of PyTorch do."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.folding import fold_batch_norm


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("affine", [False, True])
@pytest.mark.parametrize("groups", [1, 4])
def test_equal_outputs(dtype, bias, affine, groups):
    torch.manual_seed(1)
    kind = getattr(torch, dtype)
    conv = nn.Conv2d(4, 8, (3, 2), 2, 1, groups=groups, bias=bias, dtype=kind)
    norm = nn.BatchNorm2d(8, eps=0.01, affine=affine, dtype=kind).eval()
    with torch.no_grad():
        for name, tensor in norm.state_dict().items():
            if tensor.is_floating_point():
                tensor.uniform_(0.2 if "var" in name else -1, 2)
        x = torch.randn(3, 4, 7, 6, dtype=kind)
        want = norm(conv(x))
        b, gamma, beta = (
            t.numpy() if t is not None else None
            for t in (
                conv.bias,
                norm.weight,
                norm.bias,
            )
        )
        weight, shift = fold_batch_norm(
            conv.weight.numpy(),
            b,
            norm.running_mean.numpy(),
            norm.running_var.numpy(),
            gamma,
            beta,
            eps=0.01,
        )
        assert weight.dtype == shift.dtype == np.dtype(dtype)
        got = F.conv2d(x, torch.from_numpy(weight), torch.from_numpy(shift), 2, 1, groups=groups)
    torch.testing.assert_close(got, want, rtol=1e-5, atol=1e-5)


def test_the_example_of_the_page():
    one = np.ones(1)
    weight, bias = fold_batch_norm(
        3 * np.ones((1, 1, 1, 1)), one, 5 * one, 4 * one, 2 * one, 7 * one, 0
    )
    assert (weight.item(), bias.item()) == (3, 3)


@pytest.mark.parametrize("name", ["bias", "running_mean", "running_var", "gamma", "beta"])
def test_a_vector_of_another_length_is_refused(name):
    vectors = dict.fromkeys(("bias", "running_mean", "running_var", "gamma", "beta"), np.ones(3))
    vectors[name] = np.ones(2)
    with pytest.raises(ValueError, match=rf"{name} must have shape \(3,\), not \(2,\)"):
        fold_batch_norm(np.ones((3, 2, 1, 1)), **vectors)
