"""Costs: against counting by doing, PyTorch's parameters, and the figures of the sources."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.conv import conv2d, conv_output_size
from cnnlib.costs import (
    conv2d_cost,
    depthwise_conv2d_cost,
    linear_cost,
    pointwise_conv2d_cost,
)
from tests.helpers.geometry import Geometry, geometries, unhurried

DE_SILVA = conv2d_cost(28, 128, 32, 3)


@unhurried
@given(geometries(), st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_it_is_what_a_convolution_does(geometry: Geometry, groups, filters_per_group, bias):
    _, channels, h, w = geometry.shape
    filters = groups * filters_per_group
    cost = conv2d_cost(
        (h, w),
        groups * channels,
        filters,
        geometry.kernel_size,
        **geometry.options,
        groups=groups,
        bias=bias,
    )
    layer = torch.nn.Conv2d(
        groups * channels,
        filters,
        geometry.kernel_size,
        **geometry.options,
        groups=groups,
        bias=bias,
    )
    assert cost.parameters == sum(parameter.numel() for parameter in layer.parameters())
    # Ones on ones: every product is a 1. Padding is part of the count, so that it is ones as well.
    (ph, pw), options = geometry.padding, {**geometry.options, "padding": 0}
    ones = np.ones((1, groups * channels, h + 2 * ph, w + 2 * pw))
    products = conv2d(ones, np.ones(layer.weight.shape), **options, groups=groups)
    assert cost.multiplications == cost.multiply_adds == products.sum()
    assert cost.accumulations == (products - 1).sum()
    assert cost.bias_sums == products.size * bias
    assert cost.operations == cost.multiplications + cost.accumulations + cost.bias_sums
    # Counted within the channels, the sums over them are missing.
    assert cost.accumulations - cost.accumulations_within_channels == products.size * (channels - 1)


def test_de_silvas_example():
    assert DE_SILVA.parameters == 36_896
    assert DE_SILVA.multiplications == 24_920_064
    assert DE_SILVA.accumulations_within_channels == 22_151_168
    assert DE_SILVA.bias_sums == 21_632


def test_the_accumulations_that_the_example_leaves_out():
    assert DE_SILVA.accumulations == 24_898_432
    assert DE_SILVA.accumulations - DE_SILVA.accumulations_within_channels == 26 * 26 * 127 * 32
    assert DE_SILVA.operations == 49_840_128
    # It would make the sum over 128 channels free.
    assert pointwise_conv2d_cost(28, 128, 32).accumulations_within_channels == 0
    assert pointwise_conv2d_cost(28, 128, 32).accumulations == 28 * 28 * 127 * 32


def test_sparse_interactions_and_parameter_sharing():
    """A 3x3 kernel on 28x28 pixels against 100 dense units."""
    convolution, dense = conv2d_cost(28, 1, 1, 3), linear_cost(28 * 28, 100)
    assert convolution.parameters == 3 * 3 + 1 == 10
    assert convolution.bias_sums == 26 * 26 == 676
    assert convolution.multiplications == 26 * 26 * 9 == 6084
    assert linear_cost(28 * 28, 100, bias=False).parameters == 78_400
    assert dense.multiplications == 78_400
    assert dense.parameters == 78_500


def test_a_dense_layer_on_200_by_200_pixels():
    assert linear_cost(200 * 200, 1000, bias=False).parameters == 40_000_000


def test_patels_picture_has_15_connections_and_not_35():
    assert conv2d_cost((1, 7), 1, 1, (1, 3)).multiplications == 15
    assert linear_cost(7, 5).multiplications == 35


def test_connections_of_one_unit():
    """De Silva: a 5x5 filter on 32x32x3 has 75 weights and a bias."""
    assert conv2d_cost(32, 3, 1, 5, bias=False).parameters == 75
    assert conv2d_cost(32, 3, 1, 5).parameters == 76


def test_a_filter_against_a_dense_layer_of_the_same_output():
    """The practical's question 1: k · k · z weights against x · y · z · x' · y'."""
    x, y, z, k = 32, 28, 3, 5
    out = conv_output_size(x, k, 2, 1) * conv_output_size(y, k, 2, 1)
    convolution = conv2d_cost((x, y), z, 1, k, stride=2, padding=1)
    assert convolution.parameters - 1 == k * k * z
    assert convolution.bias_sums == out == 15 * 13
    assert linear_cost(x * y * z, out, bias=False).parameters == x * y * z * 15 * 13


def test_the_practicals_layers():
    """Questions 10 and 11, with as many input channels as the layers really have."""
    layers = [
        conv2d_cost(32, 3, 32, 5, padding=2, bias=False),
        conv2d_cost(16, 32, 64, 5, padding=2, bias=False),
        conv2d_cost(8, 64, 64, 5, padding=2, bias=False),
        linear_cost(4 * 4 * 64, 1000, bias=False),
        linear_cost(1000, 10, bias=False),
    ]
    weights = [layer.parameters for layer in layers]
    assert weights == [2_400, 51_200, 102_400, 1_024_000, 10_000]
    assert sum(weights) == 1_190_000


def test_a_bottleneck():
    """De Silva's exercise 1: the same example, by way of eight channels."""
    narrow, wide = pointwise_conv2d_cost(28, 128, 8), conv2d_cost(28, 8, 32, 3)
    assert narrow.parameters + wide.parameters == 1_032 + 2_336
    assert narrow.multiplications + wide.multiplications == 802_816 + 1_557_504


def test_a_depthwise_separable_convolution():
    """De Silva's exercise 2, and the ratio of MobileNet's equation."""
    depthwise, pointwise = depthwise_conv2d_cost(28, 128, 3), pointwise_conv2d_cost(26, 128, 32)
    assert depthwise.parameters + pointwise.parameters == 1_280 + 4_128
    assert depthwise.multiplications == 26 * 26 * 9 * 128 == 778_752
    assert pointwise.multiplications == 26 * 26 * 128 * 32 == 2_768_896
    assert depthwise.accumulations == depthwise.accumulations_within_channels
    both = depthwise.multiplications + pointwise.multiplications
    assert both / DE_SILVA.multiplications == pytest.approx(1 / 32 + 1 / 9)


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (conv2d_cost, (28, 4, 6, 3, 1, 0, 1, 3), r"groups=3 .*in_channels=4 .*out_channels=6"),
        (conv2d_cost, (28, 6, 4, 3, 1, 0, 1, 3), r"groups=3 .*in_channels=6 .*out_channels=4"),
        (conv2d_cost, (28, 4, 4, 3, 1, 0, 1, 0), r"groups=0 .*at least 1"),
        (conv2d_cost, (28, 0, 4, 3), r"in_channels=0"),
        (conv2d_cost, ((28, 2), 4, 4, 3), r"covers 3 pixels, more than the 2"),
        (conv2d_cost, (28, 4, 4, 0), r"kernel_size must be .*not 0\."),
        (conv2d_cost, (28, 4, 4, 3, 0), r"stride must be .*not 0\."),
        (conv2d_cost, (0, 4, 4, 3), r"input_size must be .*not 0\."),
        (depthwise_conv2d_cost, (28, 0, 3), r"in_channels=0 .*out_channels=0"),
        (depthwise_conv2d_cost, (2, 4, 3), r"covers 3 pixels, more than the 2"),
        (pointwise_conv2d_cost, (28, 4, 0), r"out_channels=0"),
        (linear_cost, (0, 5), r"in_features=0 and out_features=5 must be at least 1\."),
    ],
)
def test_they_refuse(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)
