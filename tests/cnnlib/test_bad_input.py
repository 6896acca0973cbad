"""Every function on arrays refuses what does not fit, with the shapes or the numbers in a sentence.

A good call of each function is spoilt in one place after the other. A function that is missing
here fails the last test.
"""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from cnnlib import (
    activations,
    batch_norm,
    conv,
    conv1d,
    conv1d_backward,
    conv_backward,
    conv_transpose,
    conv_transpose_backward,
    correlation,
    dense_as_conv,
    dropout,
    im2col,
    linear,
    losses,
    matrix_view,
    pointwise,
    pooling,
    pooling_backward,
    preparation,
    three_loops,
    unpooling,
    unpooling_backward,
)
from cnnlib.fast import column_order, fft, winograd
from cnnlib.fast import conv as fast_conv
from cnnlib.fast import conv_backward as fast_conv_backward

MODULES = [
    value
    for value in list(globals().values())
    if inspect.ismodule(value) and value.__name__.startswith("cnnlib.")
]


def array(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(size=shape)


X, WEIGHT, BIAS = array(2, 4, 7, 9), array(6, 2, 3, 2), array(6)
DENSE = array(6, 4, 3, 2)  # for functions without groups
CONV = {"x": X, "weight": WEIGHT, "bias": BIAS, "stride": 2, "padding": 1, "groups": 2}
PLAIN_CONV = {"x": X, "weight": DENSE, "bias": BIAS, "stride": 2, "padding": 1}
POOL = {"x": X, "kernel_size": 3, "stride": 2, "padding": 1}
LP_POOL = {"x": X, "norm_type": 2, "kernel_size": 3, "stride": 2}
CONV1D = {"x": array(2, 4, 9), "weight": array(6, 2, 3), "bias": BIAS, "stride": 2, "groups": 2}
TRANSPOSE = {"x": X, "weight": array(4, 3, 3, 2), "bias": BIAS, "stride": 2, "groups": 2}
LINEAR = {"x": array(3, 5), "weight": array(4, 5), "bias": array(4)}
NORM = {
    "x": X,
    "running_mean": array(4),
    "running_var": array(4) ** 2,
    "weight": array(4),
    "bias": array(4),
    "training": True,
}
TARGET = np.array([0, 2, 1])
POOLED, WINNERS = pooling.max_pool2d(X, 2, return_indices=True)
UNPOOL = {"x": POOLED, "indices": WINNERS, "kernel_size": 2, "output_size": (7, 9)}
CORRELATE = {"x": array(7, 9), "kernel": array(3, 2)}
IMAGE = {"image": array(7, 9), "kernel": array(3, 2), "stride": 2, "padding": 1}
STATISTICS = preparation.channel_statistics(X)
ZCA = preparation.zca_whitening(X)


def backward(function: Callable, given: dict[str, Any]) -> dict[str, Any]:
    return {"grad_out": np.ones_like(function(**given)), **given}


GOOD: dict[Callable, dict[str, Any]] = {
    conv.conv2d: CONV,
    fast_conv.conv2d: CONV,
    fft.conv2d_fft: CONV,
    three_loops.conv2d_correlate: CONV,
    winograd.conv2d_winograd: {"x": X, "weight": array(6, 4, 3, 3), "bias": BIAS, "padding": 1},
    im2col.conv2d_im2col: PLAIN_CONV,
    im2col.im2col: POOL,
    im2col.col2im: {
        "cols": array(2, 36, 20),
        "output_size": (7, 9),
        "kernel_size": 3,
        "stride": 2,
        "padding": 1,
    },
    column_order.im2col_column_order: POOL,
    three_loops.correlate2d: IMAGE,
    conv1d.conv1d: CONV1D,
    conv_transpose.conv_transpose2d: TRANSPOSE,
    matrix_view.conv2d_matrix: {"weight": WEIGHT, "input_size": (7, 9), "stride": 2, "groups": 2},
    dense_as_conv.linear_as_conv2d: {
        "x": X,
        "weight": array(5, 24),
        "bias": array(5),
        "input_size": (3, 2),
    },
    correlation.cross_correlate: CORRELATE,
    correlation.convolve: CORRELATE,
    correlation.pad_for_mode: {**CORRELATE, "mode": "same"},
    pointwise.conv1x1: {"x": X, "weight": array(6, 4, 1, 1), "bias": BIAS},
    pooling.max_pool2d: POOL,
    pooling.avg_pool2d: POOL,
    pooling.lp_pool2d: LP_POOL,
    pooling.global_avg_pool2d: {"x": X},
    unpooling.max_unpool2d: UNPOOL,
    conv_backward.conv2d_backward: backward(conv.conv2d, CONV),
    fast_conv_backward.conv2d_backward: backward(conv.conv2d, CONV),
    conv1d_backward.conv1d_backward: backward(conv1d.conv1d, CONV1D),
    conv_transpose_backward.conv_transpose2d_backward: backward(
        conv_transpose.conv_transpose2d, TRANSPOSE
    ),
    pooling_backward.max_pool2d_backward: backward(pooling.max_pool2d, POOL),
    pooling_backward.avg_pool2d_backward: backward(pooling.avg_pool2d, POOL),
    pooling_backward.lp_pool2d_backward: backward(pooling.lp_pool2d, LP_POOL),
    pooling_backward.global_avg_pool2d_backward: backward(pooling.global_avg_pool2d, {"x": X}),
    unpooling_backward.max_unpool2d_backward: backward(unpooling.max_unpool2d, UNPOOL),
    linear.linear: LINEAR,
    linear.linear_backward: backward(linear.linear, LINEAR),
    losses.softmax: {"x": array(3, 5)},
    losses.log_softmax: {"x": array(3, 5)},
    losses.cross_entropy: {"x": array(3, 5), "target": TARGET},
    losses.cross_entropy_backward: {"grad_out": 1.0, "x": array(3, 5), "target": TARGET},
    batch_norm.batch_norm2d: NORM,
    batch_norm.batch_norm2d_backward: backward(batch_norm.batch_norm2d, NORM),
    dropout.dropout: {"x": X, "mask": np.ones_like(X), "p": 0.5},
    dropout.dropout_backward: {"grad_out": X, "x": X, "mask": np.ones_like(X), "p": 0.5},
    activations.relu_backward: {"grad_out": X, "x": X},
    activations.leaky_relu_backward: {"grad_out": X, "x": X},
    activations.sigmoid_backward: {"grad_out": X, "x": X},
    preparation.channel_statistics: {"x_train": X},
    preparation.zca_whitening: {"x_train": X},
    preparation.standardise: {"x": X, "mean": STATISTICS[0], "std": STATISTICS[1]},
    preparation.zca_whiten: {"x": X, "mean": ZCA[0], "whitening": ZCA[1]},
}
# They take arrays of any shape, or none.
ANY_SHAPE = {
    *(activations.relu, activations.leaky_relu, activations.sigmoid),
    *(conv.conv_output_size, dropout.dropout_mask),
}


# Two of them one after the other are as good as one.
ANY_LENGTH = {"x", "x_train", "image", "cols", "kernel"}


def spoilt(function: Callable) -> Iterator[tuple[str, Any]]:
    """Yield an argument and a value that does not fit with the others."""
    given = GOOD[function]
    for name, value in given.items():
        if isinstance(value, np.ndarray):
            yield name, value[..., None]
            if value.ndim > 1:
                yield name, value[0]
            if name not in ANY_LENGTH and function is not matrix_view.conv2d_matrix:
                yield name, np.concatenate([value, value])
    if "kernel_size" in given:
        yield from (("kernel_size", 40), ("kernel_size", (3, 40)), ("kernel_size", 0))
    if "x" in given and np.ndim(given.get("weight")) > 2:
        yield "x", given["x"][:, :1]
    for name, bad in (("stride", (0, -1)), ("padding", (-1,)), ("groups", (0, -2, 5))):
        if name in given:
            yield from ((name, value) for value in bad)
    if "tuple" in str(inspect.signature(function).parameters.get("stride")) and "stride" in given:
        yield "stride", (1, 0)


CASES = [
    pytest.param(function, name, value, id=f"{function.__module__}.{function.__name__}-{name}-{i}")
    for function in GOOD
    for i, (name, value) in enumerate(spoilt(function))
]


@pytest.mark.parametrize("function", GOOD, ids=lambda f: f"{f.__module__}.{f.__name__}")
def test_the_call_that_will_be_spoilt_is_a_good_one(function):
    function(**GOOD[function])


@pytest.mark.parametrize(("function", "name", "value"), CASES)
def test_what_does_not_fit_is_a_value_error_with_the_shapes_or_numbers_in_it(function, name, value):
    with pytest.raises(ValueError, match=r"\.$") as caught:
        function(**{**GOOD[function], name: value})
    sentence = str(caught.value)
    shown = str(np.shape(value)) if isinstance(value, np.ndarray) else str(value)
    numbers = shown.strip("()").rstrip(",").split(", ")
    assert any(number in sentence for number in numbers if number), sentence


def test_no_function_on_arrays_is_missing_here():
    public = {
        value
        for module in MODULES
        for value in (getattr(module, name) for name in module.__all__)
        if inspect.isfunction(value)
    }
    assert public - set(GOOD) == ANY_SHAPE
