"""The right answers of chapter 7 by PyTorch, without the library that students complete."""

from typing import Any

import numpy as np

from autograder.chapters.backprop.oracles import gradients

__all__ = [
    "depthwise_conv2d",
    "depthwise_conv2d_backward",
    "fold_batch_norm",
    "separable_conv2d",
    "separable_conv2d_backward",
]


def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1) -> np.ndarray:
    """Return ``torch.nn.functional.conv2d`` with a group for each channel."""
    x, weight, bias = _tensors(x, weight, bias)
    return _depthwise(x, weight, bias, stride, padding, dilation).numpy()


def depthwise_conv2d_backward(
    grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1
) -> tuple[np.ndarray, ...]:
    """Differentiate ``torch.nn.functional.conv2d`` with a group for each channel."""

    def forward(x, weight, bias=None):
        return _depthwise(x, weight, bias, stride, padding, dilation)

    return gradients(forward, grad_out, *_given(x, weight, bias))


def separable_conv2d(x, depthwise, pointwise, bias=None, stride=1, padding=0) -> np.ndarray:
    """Return two of torch's convolutions, one after the other."""
    x, depthwise, pointwise, bias = _tensors(x, depthwise, pointwise, bias)
    return _separable(x, depthwise, pointwise, bias, stride, padding).numpy()


def separable_conv2d_backward(
    grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0
) -> tuple[np.ndarray, ...]:
    """Differentiate two of torch's convolutions, one after the other."""

    def forward(x, depthwise, pointwise, bias=None):
        return _separable(x, depthwise, pointwise, bias, stride, padding)

    return gradients(forward, grad_out, *_given(x, depthwise, pointwise, bias))


def fold_batch_norm(
    weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5
) -> tuple[np.ndarray, ...]:
    """Return what ``torch.nn.utils.fuse_conv_bn_weights`` does."""
    from torch.nn.utils import fuse_conv_bn_weights

    w, b, mean, var, scale, shift = _tensors(weight, bias, running_mean, running_var, gamma, beta)
    folded = fuse_conv_bn_weights(w, b, mean, var, eps, scale, shift)
    return tuple(tensor.detach().numpy() for tensor in folded)


def _depthwise(x, weight, bias, stride, padding, dilation=1):
    from torch.nn import functional

    return functional.conv2d(x, weight, bias, stride, padding, dilation, groups=len(weight))


def _separable(x, depthwise, pointwise, bias, stride, padding):
    from torch.nn import functional

    return functional.conv2d(_depthwise(x, depthwise, None, stride, padding), pointwise, bias)


def _tensors(*arrays: np.ndarray | None) -> list[Any]:
    import torch

    return [None if array is None else torch.tensor(array) for array in arrays]


def _given(*arrays: np.ndarray | None) -> list[np.ndarray]:
    return [array for array in arrays if array is not None]
