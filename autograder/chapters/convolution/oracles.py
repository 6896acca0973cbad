"""The right answers of chapter 1, by PyTorch or by counting, without the library itself."""

import numpy as np
import torch
from torch.nn import functional

__all__ = [
    "conv2d",
    "conv2d_cost",
    "conv_output_size",
    "conv_transpose2d",
    "convolve",
    "cross_correlate",
    "linear_as_conv2d",
    "receptive_field",
    "same_padding",
]


def cross_correlate(x, kernel, mode="valid") -> np.ndarray:
    """Return the cross-correlation of the padded `x`, by ``torch.nn.functional``."""
    zeros = {
        "valid": [(0, 0) for _ in kernel.shape],
        "same": [(k // 2, (k - 1) // 2) for k in kernel.shape],
        "full": [(k - 1, k - 1) for k in kernel.shape],
    }
    edges = [edge for edges in reversed(zeros[mode]) for edge in edges]  # torch's last axis first
    signal = functional.pad(torch.tensor(x), edges)[None, None]
    correlate = functional.conv1d if kernel.ndim == 1 else functional.conv2d
    return correlate(signal, torch.tensor(kernel)[None, None])[0, 0].numpy()


def convolve(x, kernel, mode="valid") -> np.ndarray:
    """Return the sum of the kernel times every number of `x`, cropped to `mode`.

    That is the definition, without a flip: the result for a single 1 is the kernel.
    """
    sizes = list(zip(x.shape, kernel.shape, strict=True))
    full = np.zeros([n + k - 1 for n, k in sizes], dtype=np.result_type(x, kernel))
    for place in np.ndindex(*x.shape):
        painted = tuple(slice(i, i + k) for i, k in zip(place, kernel.shape, strict=True))
        full[painted] += x[place] * kernel
    kept = {
        "full": [slice(None) for _ in sizes],
        "same": [slice((k - 1) // 2, (k - 1) // 2 + n) for n, k in sizes],
        "valid": [slice(k - 1, n) for n, k in sizes],
    }
    return full[tuple(kept[mode])]


def conv_output_size(input_size, kernel_size, stride=1, padding=0, dilation=1) -> int:
    """Move the window until it no longer fits, and count the steps."""
    padded, reach = input_size + 2 * padding, dilation * (kernel_size - 1)
    return sum(place + reach < padded for place in range(0, padded, stride))


def same_padding(kernel_size, dilation=1) -> int:
    """Try one padding after another until the size is kept."""
    size = 100  # any will do
    return next(
        p for p in range(size) if conv_output_size(size, kernel_size, 1, p, dilation) == size
    )


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1) -> np.ndarray:
    """Return ``torch.nn.functional.conv2d``."""
    bias = None if bias is None else torch.tensor(bias)
    return functional.conv2d(
        torch.tensor(x), torch.tensor(weight), bias, stride, padding, dilation, groups
    ).numpy()


def receptive_field(kernel_sizes, strides=None, dilations=None) -> int:
    """Trace one unit back, layer by layer, to the set of pixels that it depends on."""
    depth = len(kernel_sizes)
    layers = zip(kernel_sizes, strides or [1] * depth, dilations or [1] * depth, strict=True)
    seen = {0}
    for kernel_size, stride, dilation in reversed(list(layers)):
        seen = {stride * i + dilation * u for i in seen for u in range(kernel_size)}
    return max(seen) - min(seen) + 1


def conv2d_cost(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
) -> tuple[int, int, int, int, int]:
    """Build the layer, run it on PyTorch's meta device, and count weights and units."""
    layer = torch.nn.Conv2d(
        *(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias),
        device="meta",
    )
    height, width = (input_size, input_size) if isinstance(input_size, int) else input_size
    units = layer(torch.empty(1, in_channels, height, width, device="meta")).numel()
    kernel_channels, *window = layer.weight.shape[1:]
    products = layer.weight[0].numel()
    return (
        sum(parameter.numel() for parameter in layer.parameters()),
        units * products,
        units * (products - 1),
        units * (window[0] * window[1] - 1) * kernel_channels,
        units if bias else 0,
    )


def linear_as_conv2d(x, weight, bias=None, *, input_size) -> np.ndarray:
    """Cut the windows out one by one, and apply ``torch.nn.functional.linear`` to each."""
    n, _, height, width = x.shape
    kh, kw = (input_size, input_size) if isinstance(input_size, int) else input_size
    bias = None if bias is None else torch.tensor(bias)
    rows = [
        [
            functional.linear(
                torch.tensor(x[:, :, i : i + kh, j : j + kw]).reshape(n, -1),
                torch.tensor(weight),
                bias,
            )
            for j in range(width - kw + 1)
        ]
        for i in range(height - kh + 1)
    ]
    return torch.stack([torch.stack(row, dim=2) for row in rows], dim=2).numpy()


def conv_transpose2d(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
) -> np.ndarray:
    """Return ``torch.nn.functional.conv_transpose2d``."""
    bias = None if bias is None else torch.tensor(bias)
    return functional.conv_transpose2d(
        *(torch.tensor(x), torch.tensor(weight), bias),
        *(stride, padding, output_padding, groups, dilation),
    ).numpy()
