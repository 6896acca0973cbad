"""Sizes: against what convolutions really make of images, and the figures of the sources."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlib.conv import conv_output_size
from cnnlib.conv1d import conv1d
from cnnlib.geometry import conv_transpose_output_size, receptive_field, same_padding
from tests.helpers.geometry import unhurried

small = st.integers(1, 4)


@unhurried
@given(st.integers(1, 9), small, st.integers(1, 40))
def test_same_padding_keeps_every_size(kernel_size, dilation, size):
    if dilation * (kernel_size - 1) % 2:
        with pytest.raises(ValueError, match="an odd number"):
            same_padding(kernel_size, dilation)
        return
    padding = same_padding(kernel_size, dilation)
    assert conv_output_size(size, kernel_size, 1, padding, dilation) == size


@pytest.mark.parametrize(("arguments", "padding"), [((3,), 1), ((5,), 2), ((3, 2), 2), ((2, 2), 1)])
def test_same_paddings_by_hand(arguments, padding):
    assert same_padding(*arguments) == padding


def test_pooling_two_by_two_halves_every_even_size():
    assert [conv_output_size(size, 2, 2) for size in (32, 16, 8)] == [16, 8, 4]


@unhurried
@given(st.lists(st.tuples(small, small, small), min_size=1, max_size=3))
def test_the_receptive_field_is_what_one_unit_hangs_on(layers):
    kernel_sizes, strides, dilations = zip(*layers, strict=True)
    field = receptive_field(kernel_sizes, strides, dilations)
    seen = np.eye(field + 3)[:, None]
    for kernel_size, stride, dilation in layers:
        seen = conv1d(seen, np.ones((1, 1, kernel_size)), stride=stride, dilation=dilation)
    pixels = np.flatnonzero(seen[:, 0, 0])
    assert pixels[0] == 0
    assert pixels[-1] == field - 1


def test_stacked_dilated_layers_see_exponentially_more():
    """Yu & Koltun: 3x3, 7x7, 15x15 for dilations 1, 2, 4; the report's equation 1 gives others."""
    dilations = [1, 2, 4, 8, 16]
    fields = [receptive_field([3] * (i + 1), dilations=dilations[: i + 1]) for i in range(5)]
    assert fields[:3] == [3, 7, 15]
    for i, (field, dilation) in enumerate(zip(fields, dilations, strict=True)):
        assert field == 2 ** (i + 2) - 1 == 4 * dilation - 1
    assert [2 ** (rate / 2 + 2) - 1 for rate in dilations[:3]] != fields[:3]


def test_receptive_fields_by_hand():
    assert receptive_field([3]) == 3
    assert receptive_field([3, 3]) == 5
    assert receptive_field([3, 3, 3]) == receptive_field([7])
    assert receptive_field([3, 3], strides=[2, 1]) == 7
    assert receptive_field([]) == 1
    # conv1, pool1, conv2, pool2, conv3, pool3 of the practical
    assert receptive_field([5, 2, 5, 2, 5, 2], strides=[1, 2, 1, 2, 1, 2]) == 36


def test_dilation_sees_as_far_as_pooling_and_keeps_the_resolution():
    """Four 3x3 layers: each but the last is pooled, or else the next one is dilated twice as much.

    A pooling widens the field by itself, too, for one step of its input.
    """
    pooled = receptive_field([3, 2, 3, 2, 3, 2, 3], strides=[1, 2, 1, 2, 1, 2, 1])
    dilated = receptive_field([3, 3, 3, 3], dilations=[1, 2, 4, 8])
    assert dilated == 31
    assert pooled == dilated + 1 + 2 + 4
    assert receptive_field([3, 3, 3, 3]) == 9


@unhurried
@given(small, small, st.integers(1, 9))
def test_the_second_layer_sees_what_the_practical_says_where_the_kernels_are_equal(k, s, other):
    """k s + k - s; for two kernels it is the second one that is stretched."""
    assert receptive_field([k, k], strides=[s, 1]) == k * s + k - s
    assert receptive_field([k, other], strides=[s, 1]) == k + (other - 1) * s


@unhurried
@given(st.integers(1, 7), small, small, st.integers(0, 3), st.integers(0, 3), small)
def test_conv_transpose_output_size_is_that_of_torch(n, k, s, p, output_padding, d):
    arguments = (n, k, s, p, output_padding, d)
    x, weight = torch.zeros(1, 1, 1, n), torch.zeros(1, 1, 1, k)
    size = s * (n - 1) + d * (k - 1) + 1 - 2 * p + output_padding
    if size < 1 or output_padding >= max(s, d):
        with pytest.raises(ValueError, match=r"output_padding must be|removes them all"):
            conv_transpose_output_size(*arguments)
        return
    want = torch.nn.functional.conv_transpose2d(
        x, weight, None, (1, s), (0, p), (0, output_padding), 1, (1, d)
    )
    assert conv_transpose_output_size(*arguments) == want.shape[3]


@unhurried
@given(st.integers(1, 20), small, small, st.integers(0, 2))
def test_output_padding_says_which_size_to_go_back_to(n, k, s, p):
    assume(k <= n + 2 * p)
    made = conv_output_size(n, k, s, p)
    lost = (n + 2 * p - k) % s
    assert conv_transpose_output_size(made, k, s, p, lost) == n


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (same_padding, (0,), r"kernel_size must be at least 1, not 0\."),
        (same_padding, (3, 0), r"dilation must be at least 1, not 0\."),
        (
            same_padding,
            (4,),
            r"kernel of 4 with dilation 1 makes the output 3 pixels smaller, an odd number",
        ),
        (receptive_field, ([3, 0],), r"kernel_size must be at least 1, not 0\."),
        (receptive_field, ([3], [0]), r"stride must be at least 1, not 0\."),
        (receptive_field, ([3], [1], [-1]), r"dilation must be at least 1, not -1\."),
        (receptive_field, ([3, 3], [1]), r"each of 2 kernels, but there are 1 and 2\."),
        (receptive_field, ([3], None, [1, 2]), r"each of 1 kernels, but there are 1 and 2\."),
        (conv_transpose_output_size, (0, 3), r"input_size must be at least 1, not 0\."),
        (conv_transpose_output_size, (3, 0), r"kernel_size must be at least 1, not 0\."),
        (conv_transpose_output_size, (3, 3, 0), r"stride must be at least 1, not 0\."),
        (conv_transpose_output_size, (3, 3, 1, -1), r"padding must be at least 0, not -1\."),
        (conv_transpose_output_size, (3, 3, 1, 0, -1), r"output_padding must be at least 0"),
        (conv_transpose_output_size, (3, 3, 2, 0, 2), r"smaller than the stride 2 or .*, not 2\."),
        (conv_transpose_output_size, (3, 3, 1, 0, 0, 0), r"dilation must be at least 1, not 0\."),
        (conv_transpose_output_size, (2, 3, 1, 2), r"input of 2 becomes 4 .* padding of 2 on"),
    ],
)
def test_they_refuse(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)
