"""The fast `conv2d` and its backward against PyTorch, whatever blocks the work is cut into."""

import tracemalloc

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.fast import column_blocks
from cnnlib.fast.conv import conv2d
from cnnlib.fast.conv_backward import conv2d_backward
from tests.helpers.geometry import Geometry, geometries, unhurried

TOLERANCE = {"float32": 1e-4, "float64": 1e-11}
block_bytes = st.sampled_from([1, 700, 9000, column_blocks.BLOCK_BYTES])


def torch_results(x, weight, bias, options, seed=0):
    """Return the output, a random gradient by it, and torch's gradients by the arguments."""
    arrays = [array for array in (x, weight, bias) if array is not None]
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    out = torch.nn.functional.conv2d(*tensors, **options)
    grad_out = np.random.default_rng(seed).normal(size=out.shape).astype(x.dtype)
    gradients = torch.autograd.grad(out, tensors, torch.tensor(grad_out))
    return out.detach().numpy(), grad_out, [gradient.numpy() for gradient in gradients]


def assert_close(got, want):
    assert got.dtype == want.dtype
    assert got.shape == want.shape
    tolerance = TOLERANCE[str(want.dtype)]
    scale = max(1.0, float(np.abs(want).max(initial=0)))
    np.testing.assert_allclose(got, want, rtol=0, atol=tolerance * scale)


@unhurried
@given(geometries(), st.integers(1, 3), st.integers(1, 3), st.booleans(), block_bytes)
def test_forward_and_backward_are_those_of_torch(
    geometry: Geometry, groups, filters_per_group, with_bias, size
):
    batch, channels, h, w = geometry.shape
    filters = groups * filters_per_group
    x = geometry.array(batch, groups * channels, h, w)
    weight = geometry.array(filters, channels, *geometry.kernel_size)
    bias = geometry.array(filters) if with_bias else None
    options = {**geometry.options, "groups": groups}
    out, grad_out, gradients = torch_results(x, weight, bias, options, geometry.seed)
    for array in (x, weight, bias, grad_out):
        if array is not None:
            array.flags.writeable = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(column_blocks, "BLOCK_BYTES", size)
        assert_close(conv2d(x, weight, bias, **options), out)
        got = conv2d_backward(grad_out, x, weight, bias, **options)
    assert len(got) == len(gradients)
    for ours, theirs in zip(got, gradients, strict=True):
        assert_close(ours, theirs)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("x_shape", "weight_shape", "options"),
    [
        ((29, 6, 19, 23), (7, 6, 3, 3), {"padding": 1}),  # several blocks of several images
        ((2, 48, 61, 53), (16, 48, 3, 3), {"padding": 1}),  # several blocks of rows an image
        ((3, 32, 40, 44), (32, 1, 3, 3), {"padding": 1, "groups": 32}),  # depth-wise
        ((1, 12, 20, 30), (7, 12, 20, 30), {}),  # a kernel as large as the input
        ((2, 8, 30, 41), (6, 4, 5, 3), {"stride": (2, 3), "dilation": (3, 2), "groups": 2}),
        ((3, 20, 17, 19), (30, 20, 1, 1), {"stride": 2}),
    ],
)
def test_layers_of_real_size(dtype, x_shape, weight_shape, options):
    rng = np.random.default_rng(7)
    x, weight, bias = (
        rng.normal(size=shape).astype(dtype) for shape in (x_shape, weight_shape, weight_shape[:1])
    )
    out, grad_out, gradients = torch_results(x, weight, bias, options)
    assert_close(conv2d(x, weight, bias, **options), out)
    for ours, theirs in zip(
        conv2d_backward(grad_out, x, weight, bias, **options), gradients, strict=True
    ):
        assert_close(ours, theirs)


@pytest.mark.parametrize(
    ("x_shape", "filters", "size", "padding"),
    [((64, 32, 32, 32), 32, 3, 1), ((16, 64, 56, 56), 64, 3, 1), ((100, 1, 28, 28), 32, 5, 2)],
)
def test_extra_memory_is_at_most_a_quarter_of_the_im2col_matrix(x_shape, filters, size, padding):
    x = np.ones(x_shape, dtype="float32")
    weight = np.ones((filters, x_shape[1], size, size), dtype="float32")
    grad_out = np.ones((x_shape[0], filters, *x_shape[2:]), dtype="float32")
    for function, arguments in ((conv2d, (x, weight)), (conv2d_backward, (grad_out, x, weight))):
        tracemalloc.start()
        result = function(*arguments, padding=padding)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        results = result if isinstance(result, tuple) else (result,)
        assert peak - sum(array.nbytes for array in results) <= x.nbytes * size**2 / 4
