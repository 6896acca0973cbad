"""`conv_transpose2d` against PyTorch, as a transpose, and in Dumoulin & Visin's figures."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.conv import conv2d, conv_output_size
from cnnlib.conv_transpose import conv_transpose2d
from cnnlib.matrix_view import conv2d_matrix
from tests.helpers.geometry import Geometry, geometries, unhurried

small = st.integers(1, 3)


def tolerance(x: np.ndarray) -> float:
    return 1e-12 if x.dtype == np.float64 else 1e-4


@unhurried
@given(geometries(), small, small, st.tuples(st.integers(0, 2), st.integers(0, 2)), st.booleans())
def test_it_is_that_of_torch(
    geometry: Geometry, groups, filters_per_group, output_padding, with_bias
):
    batch, channels_per_group, h, w = geometry.shape
    steps = [max(pair) for pair in zip(geometry.stride, geometry.dilation, strict=True)]
    output_padding = tuple(o % step for o, step in zip(output_padding, steps, strict=True))
    filters = groups * filters_per_group
    x = geometry.array(batch, groups * channels_per_group, h, w)
    weight = geometry.array(groups * channels_per_group, filters_per_group, *geometry.kernel_size)
    bias = geometry.array(filters) if with_bias else None
    options = {**geometry.options, "output_padding": output_padding, "groups": groups}
    without_padding = {**options, "padding": 0}
    uncut = conv_transpose2d(x, weight, **without_padding).shape[2:]
    if any(size <= 2 * p for size, p in zip(uncut, geometry.padding, strict=True)):
        with pytest.raises(ValueError, match="removes them all"):
            conv_transpose2d(x, weight, bias, **options)
        return
    want = torch.nn.functional.conv_transpose2d(
        torch.tensor(x),
        torch.tensor(weight),
        None if bias is None else torch.tensor(bias),
        **options,
    ).numpy()
    got = conv_transpose2d(x, weight, bias, **options)
    assert got.dtype == want.dtype == x.dtype
    assert got.shape == want.shape
    np.testing.assert_allclose(got, want, rtol=tolerance(x), atol=tolerance(x))


def there_and_back(geometry: Geometry, groups: int, filters_per_group: int):
    """Return x, weight, conv2d's output, and the options that lead back to the size of x."""
    batch, channels, h, w = geometry.shape
    x = geometry.array(batch, groups * channels, h, w).astype("float64")
    weight = geometry.array(groups * filters_per_group, channels, *geometry.kernel_size)
    options = {**geometry.options, "groups": groups}
    out = conv2d(x, weight, **options)
    lost = []
    for axis, n in enumerate((h, w)):
        covered = geometry.dilation[axis] * (geometry.kernel_size[axis] - 1) + 1
        lost.append((n + 2 * geometry.padding[axis] - covered) % geometry.stride[axis])
    return x, weight, out, {**options, "output_padding": tuple(lost)}


@unhurried
@given(geometries(), small, small)
def test_it_is_the_adjoint_of_conv2d(geometry: Geometry, groups, filters_per_group):
    x, weight, out, options = there_and_back(geometry, groups, filters_per_group)
    y = np.random.default_rng(geometry.seed).normal(size=out.shape)
    back = conv_transpose2d(y, weight, **options)
    assert back.shape == x.shape
    np.testing.assert_allclose((out * y).sum(), (x * back).sum(), rtol=1e-9, atol=1e-9)


@unhurried
@given(geometries(), small, small)
def test_it_is_the_transpose_of_conv2ds_matrix(geometry: Geometry, groups, filters_per_group):
    x, weight, out, options = there_and_back(geometry, groups, filters_per_group)
    matrix = conv2d_matrix(weight, x.shape[2:], **geometry.options, groups=groups)
    y = np.random.default_rng(geometry.seed).normal(size=out.shape)
    rows = y.reshape(len(y), -1) @ matrix
    back = conv_transpose2d(y, weight, **options)
    np.testing.assert_allclose(back, rows.reshape(x.shape), rtol=1e-5, atol=1e-5)


@unhurried
@given(geometries(), st.floats(-3, 3))
def test_it_is_linear(geometry: Geometry, factor):
    first = geometry.array(*geometry.shape).astype("float64")
    second = np.cos(first)
    weight = geometry.array(geometry.shape[1], 2, *geometry.kernel_size)

    def painted(x):
        return conv_transpose2d(x, weight, **{**geometry.options, "padding": 0})

    together = painted(factor * first + second)
    apart = factor * painted(first) + painted(second)
    np.testing.assert_allclose(together, apart, rtol=1e-10, atol=1e-10)


# Dumoulin & Visin (2016), figures 4.1 to 4.6: the convolution i, k, s, p; the sizes i' and, with
# zeros between the numbers, i~'; and the padding p' of the convolution that does the same.
FIGURES = [
    ("4.1", 4, 3, 1, 0, 2, 2, 2),
    ("4.2", 5, 4, 1, 2, 6, 6, 1),
    ("4.3", 5, 3, 1, 1, 5, 5, 1),
    ("4.4", 5, 3, 1, 2, 7, 7, 0),
    ("4.5", 5, 3, 2, 0, 2, 3, 2),
    ("4.6", 5, 3, 2, 1, 3, 5, 1),
]


@pytest.mark.parametrize(("figure", "i", "k", "s", "p", "made", "spread", "equivalent"), FIGURES)
def test_the_figures_of_dumoulin_and_visin(figure, i, k, s, p, made, spread, equivalent):
    rng = np.random.default_rng(int(figure[-1]))
    assert conv_output_size(i, k, s, p) == made
    x, weight = rng.normal(size=(1, 1, made, made)), rng.normal(size=(1, 1, k, k))
    out = conv_transpose2d(x, weight, stride=s, padding=p)
    assert out.shape == (1, 1, i, i)
    assert i == s * (made - 1) + k - 2 * p

    with_zeros = np.zeros((1, 1, spread, spread))
    with_zeros[:, :, ::s, ::s] = x
    same = conv2d(with_zeros, weight[:, :, ::-1, ::-1], padding=equivalent)
    np.testing.assert_allclose(out, same, atol=1e-12)


def test_by_hand():
    x = np.array([[[[1.0, 10]]]])
    weight = np.array([[[[1.0, 2, 3], [4, 5, 6]]]])
    np.testing.assert_array_equal(
        conv_transpose2d(x, weight, stride=2), [[[[1, 2, 13, 20, 30], [4, 5, 46, 50, 60]]]]
    )
    np.testing.assert_array_equal(
        conv_transpose2d(x, weight, np.array([0.5]), stride=2, padding=(0, 1), output_padding=1),
        [[[[2.5, 13.5, 20.5, 30.5], [5.5, 46.5, 50.5, 60.5], [0.5] * 4]]],
    )


def test_it_is_not_the_inverse():
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    weight = np.ones((1, 1, 3, 3))
    assert (conv_transpose2d(conv2d(x, weight), weight) != x).any()


def test_whole_numbers_may_have_a_bias_with_a_fraction():
    x, weight = np.array([[[[1, 2]]]]), np.array([[[[3]]]])
    np.testing.assert_array_equal(conv_transpose2d(x, weight), [[[[3, 6]]]])
    np.testing.assert_array_equal(conv_transpose2d(x, weight, np.array([0.5])), [[[[3.5, 6.5]]]])


@pytest.mark.parametrize(
    ("x_shape", "weight_shape", "options", "message"),
    [
        ((4, 5, 6), (4, 2, 3, 3), {}, r"x must have 4 axes \(N, C, H, W\).*is \(4, 5, 6\)"),
        ((1, 4, 5, 6), (4, 3, 3), {}, r"weight must have 4 axes .*is \(4, 3, 3\)"),
        ((1, 4, 5, 6), (3, 4, 3, 3), {}, r"x \(1, 4, 5, 6\) has 4 .*\(3, 4, 3, 3\) takes 3"),
        ((1, 4, 5, 6), (4, 2, 3, 3), {"groups": 3}, r"weight \(4, 2, 3, 3\).* groups=3"),
        ((1, 4, 5, 6), (4, 2, 3, 3), {"groups": 0}, r"groups=0"),
        ((1, 4, 5, 6), (4, 2, 3, 3), {"bias": np.ones(4)}, r"bias must .*\(2,\), not \(4,\)\."),
        ((1, 4, 5, 6), (4, 2, 3, 3), {"stride": 0}, r"stride must be .*not 0\."),
        ((1, 4, 5, 6), (4, 2, 3, 3), {"padding": -1}, r"padding must be .*not -1\."),
        ((1, 4, 5, 6), (4, 2, 3, 3), {"dilation": 0}, r"dilation must be .*not 0\."),
        ((1, 4, 5, 6), (4, 2, 3, 3), {"output_padding": 1}, r"output_padding must be smaller"),
        ((1, 4, 5, 6), (4, 2, 3, 3), {"padding": 4}, r"becomes 7 pixels, and a padding of 4"),
    ],
)
def test_it_refuses(x_shape, weight_shape, options, message):
    with pytest.raises(ValueError, match=message):
        conv_transpose2d(np.ones(x_shape), np.ones(weight_shape), **options)
