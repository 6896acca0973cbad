"""The right gradients of pooling by PyTorch's autograd."""

import math
from typing import Any

import numpy as np

from autograder.chapters.backprop.oracles import gradients

__all__ = [
    "avg_pool2d_backward",
    "lp_pool2d_backward",
    "max_pool2d_backward",
    "output_shape",
]


def output_shape(shape: tuple[int, ...], given: dict[str, Any]) -> tuple[int, ...]:
    """Return the shape that ``torch.nn.functional.max_pool2d`` makes of `shape`."""
    import torch
    from torch.nn import functional

    names = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
    options = {name: given[name] for name in names if name in given}
    return tuple(functional.max_pool2d(torch.zeros(shape), **options).shape)


def max_pool2d_backward(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
) -> np.ndarray:
    """Differentiate ``torch.nn.functional.max_pool2d``."""
    from torch.nn import functional

    def forward(t):
        return functional.max_pool2d(t, kernel_size, stride, padding, dilation, ceil_mode)

    return gradients(forward, grad_out, x)[0]


def avg_pool2d_backward(
    grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
) -> np.ndarray:
    """Differentiate ``torch.nn.functional.avg_pool2d``."""
    from torch.nn import functional

    def forward(t):
        return functional.avg_pool2d(t, kernel_size, stride, padding, ceil_mode, count_include_pad)

    return gradients(forward, grad_out, x)[0]


def lp_pool2d_backward(
    grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False
) -> np.ndarray:
    """Differentiate the definition, as PyTorch's gives NaN at 0 and takes no absolute values."""
    import torch
    from torch.nn import functional

    numbers = math.prod(np.broadcast_to(kernel_size, 2).tolist())

    def forward(t):
        powers = t.abs() ** norm_type
        total = numbers * functional.avg_pool2d(powers, kernel_size, stride, ceil_mode=ceil_mode)
        some = total > 0
        return torch.where(some, torch.where(some, total, 1) ** (1 / norm_type), 0)

    return gradients(forward, grad_out, x)[0]
