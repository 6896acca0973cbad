"""Every test of torch code runs on the CPU, and on a CUDA device where there is one."""

import pytest
import torch

__all__ = ["on_every_device"]

# A GPU would round the inputs of a convolution to 10 bits; these tests look at float32 itself.
torch.backends.cudnn.conv.fp32_precision = "ieee"

on_every_device = pytest.mark.parametrize(
    "device",
    [
        "cpu",
        pytest.param(
            "cuda",
            marks=pytest.mark.skipif(
                not torch.cuda.is_available(), reason="no CUDA device on this machine"
            ),
        ),
    ],
)
