"""Occlusion, where the answer is known: a score that is a weighted sum of pixels."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.occlusion import occlusion_map


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("stride", [1, (2, 3)])
@pytest.mark.parametrize("value", [0.0, 0.25])
def test_what_a_patch_takes_from_a_weighted_sum_is_a_convolution_of_the_products(
    dtype, stride, value
):
    rng = np.random.default_rng(0)
    x, weights = rng.normal(size=(2, 3, 7, 9)).astype(dtype)
    got = occlusion_map(
        lambda images: np.stack([0 * images.sum((1, 2, 3)), (weights * images).sum((1, 2, 3))], 1),
        x,
        1,
        (2, 4),
        stride,
        value,
    )
    lost = torch.tensor(weights * (x - x.dtype.type(value)))[None]
    want = F.conv2d(lost, torch.ones(1, 3, 2, 4, dtype=lost.dtype), stride=stride)[0, 0]
    assert got.dtype == dtype
    np.testing.assert_allclose(got, want, rtol=1e-3 if dtype == "float32" else 1e-9, atol=1e-5)


def test_it_refuses():
    with pytest.raises(ValueError, match=r"x must have 3 axes \(C, H, W\)"):
        occlusion_map(lambda x: x, np.zeros((5, 5)), 0, 2)
    with pytest.raises(ValueError, match=r"A kernel of 6 .* more than the 5"):
        occlusion_map(lambda x: x, np.zeros((1, 5, 5)), 0, 6)
