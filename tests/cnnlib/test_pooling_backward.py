"""The gradients of the poolings against PyTorch's, and worked by hand."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch.nn import functional

from cnnlib import pooling, pooling_backward
from cnnlib.gradient_check import check_gradients
from cnnlib.pooling_backward import (
    avg_pool2d_backward,
    global_avg_pool2d_backward,
    lp_pool2d_backward,
    max_pool2d_backward,
)
from tests.cnnlib.test_pooling import DE_SILVA, poolings
from tests.helpers.geometry import Geometry, unhurried

NAMES = ("max_pool2d", "avg_pool2d", "lp_pool2d", "global_avg_pool2d")


def assert_gradient(x: np.ndarray, out: torch.Tensor, leaf: torch.Tensor, backward) -> None:
    """Draw an upstream gradient for `out`, and compare `backward(g)` with what reaches `leaf`."""
    grad_out = np.random.default_rng(out.numel()).normal(size=out.shape).astype(x.dtype)
    out.backward(torch.tensor(grad_out))
    got = backward(grad_out)
    assert got.dtype == x.dtype
    tolerance = 1e-4 if x.dtype == "float32" else 1e-9
    np.testing.assert_allclose(got, leaf.grad.numpy(), rtol=tolerance, atol=tolerance)


@unhurried
@given(poolings, st.booleans(), st.booleans())
def test_max_pool2d(geometry: Geometry, ceil_mode, ties):
    x = geometry.array(*geometry.shape)
    x = np.round(x) if ties else x
    kernel, options = geometry.kernel_size, {**geometry.options, "ceil_mode": ceil_mode}
    leaf = torch.tensor(x, requires_grad=True)
    out = functional.max_pool2d(leaf, kernel, **options)
    assume(not torch.isneginf(out).any())  # a window of padding alone is refused
    assert_gradient(x, out, leaf, lambda g: max_pool2d_backward(g, x, kernel, **options))


@unhurried
@given(poolings, st.booleans(), st.booleans())
def test_avg_pool2d(geometry: Geometry, ceil_mode, count_include_pad):
    x, kernel = geometry.array(*geometry.shape), geometry.kernel_size
    options = {
        "stride": geometry.stride,
        "padding": geometry.padding,
        "ceil_mode": ceil_mode,
        "count_include_pad": count_include_pad,
    }
    leaf = torch.tensor(x, requires_grad=True)
    out = functional.avg_pool2d(leaf, kernel, **options)
    assert_gradient(x, out, leaf, lambda g: avg_pool2d_backward(g, x, kernel, **options))


@unhurried
@given(poolings, st.booleans(), st.sampled_from([1, 2, 3, 4, 1.5]))
def test_lp_pool2d(geometry: Geometry, ceil_mode, norm_type):
    x = geometry.array(*(max(size, 4) for size in geometry.shape))
    kernel, stride = geometry.kernel_size, geometry.stride
    leaf = torch.tensor(x, requires_grad=True)
    # PyTorch takes no absolute values, so that it needs them here.
    out = functional.lp_pool2d(leaf.abs(), float(norm_type), kernel, stride, ceil_mode)
    assert_gradient(
        x, out, leaf, lambda g: lp_pool2d_backward(g, x, norm_type, kernel, stride, ceil_mode)
    )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(3, 4, 5, 7), (1, 2, 1, 3)])
def test_global_avg_pool2d(shape, dtype):
    x = np.random.default_rng(0).normal(size=shape).astype(dtype)
    leaf = torch.tensor(x, requires_grad=True)
    out = functional.adaptive_avg_pool2d(leaf, 1)
    assert_gradient(x, out, leaf, lambda g: global_avg_pool2d_backward(g, x))


OPTIONS = [
    {"kernel_size": (3, 2), "stride": (2, 1), "padding": (1, 0), "ceil_mode": True},
    {"kernel_size": (2, 3), "stride": (2, 2), "padding": (1, 1), "count_include_pad": False},
    {"norm_type": 2, "kernel_size": (2, 3), "stride": (2, 2), "ceil_mode": True},
    {},
]


@pytest.mark.parametrize(("name", "options"), list(zip(NAMES, OPTIONS, strict=True)))
def test_central_differences(name, options):
    x = np.random.default_rng(2).normal(size=(2, 3, 5, 6))
    function, backward = getattr(pooling, name), getattr(pooling_backward, f"{name}_backward")
    check_gradients(function, backward, {"x": x, **options})


def test_overlapping_windows_of_the_slides_add_up():
    """De Silva's 5x5 example, 3x3 windows with stride 1, a gradient of one from each."""
    want = np.zeros((5, 5))
    want[0, 0], want[0, 1], want[1, 3] = 1, 1, 3  # the first of two threes wins
    want[2, 0], want[2, 2], want[2, 4] = 2, 1, 1
    got = max_pool2d_backward(np.ones((1, 1, 3, 3)), DE_SILVA, 3, 1)
    np.testing.assert_array_equal(got[0, 0], want)


def test_without_overlap_each_maximum_receives_its_own_gradient():
    x = np.array([[[[1.0, 5, 2, 0], [3, 4, 7, 6]]]])
    got = max_pool2d_backward(np.array([[[[10.0, 20.0]]]]), x, 2)
    np.testing.assert_array_equal(got, [[[[0, 10, 0, 0], [0, 0, 20, 0]]]])
    got = avg_pool2d_backward(np.array([[[[10.0, 20.0]]]]), x, 2)
    np.testing.assert_array_equal(got, [[[[2.5, 2.5, 5, 5], [2.5, 2.5, 5, 5]]]])
    got = lp_pool2d_backward(np.ones((1, 1, 1, 1)), np.array([[[[3.0, -4.0]]]]), 2, (1, 2))
    np.testing.assert_allclose(got, [[[[0.6, -0.8]]]])


@pytest.mark.parametrize("norm_type", [0.5, 1, 2, 3])
def test_a_window_of_zeros_has_no_gradient(norm_type):
    x = np.zeros((1, 1, 2, 4))
    x[..., 3] = 2
    got = lp_pool2d_backward(np.ones((1, 1, 1, 2)), x, norm_type, 2)
    assert np.isfinite(got).all()
    assert not got[x == 0].any()
    assert got[x != 0].all()


def backward_of(name: str, grad_shape: tuple, x_shape: tuple, **options):
    required = {"max_pool2d": {}, "avg_pool2d": {}, "lp_pool2d": {"norm_type": 2}}
    options = {**required[name], "kernel_size": (2, 3), **options}
    backward = getattr(pooling_backward, f"{name}_backward")
    return backward(np.ones(grad_shape), np.ones(x_shape), **options)


@pytest.mark.parametrize("name", NAMES[:3])
def test_bad_input(name):
    with pytest.raises(ValueError, match=r"\(2, 3, 2, 2\), not \(2, 3, 2, 3\)"):
        backward_of(name, (2, 3, 2, 3), (2, 3, 5, 6))
    with pytest.raises(ValueError, match=r"\(N, C, H, W\), but its shape is \(5, 6\)"):
        backward_of(name, (2, 2), (5, 6))
    with pytest.raises(ValueError, match="covers 3 pixels, more than the 2"):
        backward_of(name, (1, 1, 1, 1), (1, 1, 2, 2))
    with pytest.raises(ValueError, match="stride must be"):
        backward_of(name, (1, 1, 2, 2), (1, 1, 5, 6), stride=0)


def test_bad_input_of_the_global_average():
    with pytest.raises(ValueError, match=r"\(2, 3, 1, 1\), not \(2, 3\)"):
        global_avg_pool2d_backward(np.ones((2, 3)), np.ones((2, 3, 4, 5)))
    with pytest.raises(ValueError, match=r"\(N, C, H, W\), but its shape is \(4, 5\)"):
        global_avg_pool2d_backward(np.ones((2, 3)), np.ones((4, 5)))
    with pytest.raises(ValueError, match=r"\(2, 3, 0, 5\) has no pixels"):
        global_avg_pool2d_backward(np.ones((2, 3, 1, 1)), np.ones((2, 3, 0, 5)))


def test_a_bad_norm():
    with pytest.raises(ValueError, match="norm_type must be"):
        backward_of("lp_pool2d", (1, 1, 2, 2), (1, 1, 5, 6), norm_type=0)
