"""`conv2d_winograd` against PyTorch, its rounding error, and the identity it rests on."""

import numpy as np
import pytest
import torch

from cnnlib.fast.winograd import (
    INPUT_TRANSFORM,
    KERNEL_TRANSFORM,
    OUTPUT_TRANSFORM,
    conv2d_winograd,
)


def torch_conv2d(x, weight, bias=None, **options):
    tensors = [torch.tensor(array) for array in (x, weight, bias) if array is not None]
    return torch.nn.functional.conv2d(*tensors, **options).numpy()


def test_rounding_stays_small_over_many_channels():
    rng = np.random.default_rng(17)
    x, weight = rng.normal(size=(2, 64, 20, 22)), rng.normal(size=(16, 64, 3, 3))
    want = torch_conv2d(x, weight, padding=1)
    got = conv2d_winograd(x.astype("float32"), weight.astype("float32"), padding=1)
    assert np.abs(got - want).max() <= 1e-5 * np.abs(want).max()


def test_one_dimension_by_hand():
    # F(2, 3): two sums of three products out of four multiplications.
    d, g = np.array([1.0, 2, 3, 4]), np.array([5.0, 6, 7])
    products = (INPUT_TRANSFORM @ d) * (KERNEL_TRANSFORM @ g)
    assert products.shape == (4,)
    np.testing.assert_allclose(OUTPUT_TRANSFORM @ products, [38, 56])


def test_it_takes_kernels_of_3_by_3_alone():
    with pytest.raises(ValueError, match=r"kernels of 3x3, .* \(2, 4, 3, 2\)"):
        conv2d_winograd(np.ones((1, 4, 5, 6)), np.ones((2, 4, 3, 2)))
