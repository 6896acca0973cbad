"""Networks as lists of layers, run by torch with any rectifier."""

import torch
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

__all__ = ["RectifiedBackwards", "forward", "to_dtype"]


class RectifiedBackwards(torch.autograd.Function):
    """A ReLU whose backward pass is a ReLU of the gradient: Zeiler & Fergus's rule."""

    @staticmethod
    def forward(ctx, x):  # noqa: ARG004
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, grad):  # noqa: ARG004
        return grad.clamp(min=0)


def forward(x: torch.Tensor, layers, relu=F.relu) -> torch.Tensor:
    """Return the network's output, by torch's functions alone."""
    functions = {
        "conv2d": F.conv2d,
        "relu": relu,
        "max_pool2d": F.max_pool2d,
        "flatten": lambda x: x.flatten(1),
        "linear": F.linear,
    }
    for name, given in layers:
        tensors = {k: torch.tensor(v) if hasattr(v, "dtype") else v for k, v in given.items()}
        x = functions[name](x, **tensors)
    return x


def to_dtype(layers, dtype: str):
    """Return the layers with their arrays in another dtype."""
    return [
        (name, {k: v.astype(dtype) if hasattr(v, "dtype") else v for k, v in given.items()})
        for name, given in layers
    ]
