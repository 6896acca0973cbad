"""The right answers of chapter 2 by PyTorch, without the library that students complete."""

import numpy as np
import torch
from torch.nn import functional

__all__ = [
    "avg_pool2d",
    "conv1x1",
    "global_avg_pool2d",
    "lp_pool2d",
    "max_pool2d",
    "max_unpool2d",
    "pool_output_size",
    "window_pixels",
]


def pool_output_size(
    input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
) -> int:
    """Return the output length of ``torch.nn.functional.max_pool2d`` on one column."""
    stride = kernel_size if stride is None else stride
    column = torch.empty(1, 1, input_size, 1, device="meta")
    options = (stride, 1), (padding, 0), (dilation, 1), ceil_mode
    return functional.max_pool2d(column, (kernel_size, 1), *options).shape[2]


def window_pixels(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
) -> np.ndarray:
    """Count position by position, because PyTorch does not return these numbers."""
    windows = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    stride = kernel_size if stride is None else stride
    border = padding if count_include_pad else 0
    counting = range(-border, input_size + border)
    starts = [stride * number - padding for number in range(windows)]
    return np.array(
        [
            sum(start + dilation * place in counting for place in range(kernel_size))
            for start in starts
        ]
    )


def max_pool2d(
    x,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    return_indices=False,
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """Return ``torch.nn.functional.max_pool2d``."""
    out, indices = functional.max_pool2d(
        torch.tensor(x), kernel_size, stride, padding, dilation, ceil_mode, return_indices=True
    )
    return (out.numpy(), indices.numpy()) if return_indices else out.numpy()


def max_unpool2d(x, indices, kernel_size, stride=None, padding=0, output_size=None) -> np.ndarray:
    """Return ``torch.nn.functional.max_unpool2d``."""
    return functional.max_unpool2d(
        torch.tensor(x), torch.tensor(indices), kernel_size, stride, padding, output_size
    ).numpy()


def avg_pool2d(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
) -> np.ndarray:
    """Return ``torch.nn.functional.avg_pool2d``."""
    return functional.avg_pool2d(
        _floating(x), kernel_size, stride, padding, ceil_mode, count_include_pad
    ).numpy()


def lp_pool2d(x, norm_type, kernel_size, stride=None, ceil_mode=False) -> np.ndarray:
    """Return ``torch.nn.functional.lp_pool2d`` of the absolute values."""
    return functional.lp_pool2d(
        _floating(x).abs(), float(norm_type), kernel_size, stride, ceil_mode
    ).numpy()


def global_avg_pool2d(x) -> np.ndarray:
    """Return ``torch.nn.functional.adaptive_avg_pool2d`` to one pixel."""
    return functional.adaptive_avg_pool2d(_floating(x), 1).numpy()


def conv1x1(x, weight, bias=None) -> np.ndarray:
    """Return ``torch.nn.functional.conv2d``."""
    bias = None if bias is None else torch.tensor(bias)
    return functional.conv2d(torch.tensor(x), torch.tensor(weight), bias).numpy()


def _floating(x: np.ndarray) -> torch.Tensor:
    """Return a float tensor, because PyTorch does not average integers."""
    return torch.tensor(x if x.dtype.kind == "f" else x.astype(np.float64))
