"""A network as plain data: the names of its functions, with their arguments (chapter 8)."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from cnnlib.activations import relu
from cnnlib.fast.conv import conv2d
from cnnlib.linear import linear
from cnnlib.pooling import max_pool2d

__all__ = ["LayerList", "run_layer"]

LayerList = Sequence[tuple[str, dict[str, Any]]]


def run_layer(x: np.ndarray, name: str, arguments: dict[str, Any]) -> np.ndarray:
    """Return the output of one layer.

    A network is a list of such layers, each with a name and the arguments of the function of that
    name besides `x`, for example::

        [
            ("conv2d", {"weight": weight, "bias": bias, "padding": 2}),
            ("relu", {}),
            ("max_pool2d", {"kernel_size": 2}),
            ("flatten", {}),
            ("linear", {"weight": dense_weight, "bias": dense_bias}),
        ]

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W), or (N, D) from ``"flatten"`` on
    name : str
        ``"conv2d"``, ``"relu"``, ``"max_pool2d"``, ``"flatten"`` or ``"linear"``.
    arguments : dict
        Of :func:`~cnnlib.conv.conv2d`, :func:`~cnnlib.pooling.max_pool2d` or
        :func:`~cnnlib.linear.linear`; empty for the other two.

    Raises
    ------
    ValueError
        If there is no layer of that name, or its function refuses the arguments.
    """
    match name:
        case "conv2d":
            return conv2d(x, **arguments)
        case "relu":
            return relu(x)
        case "max_pool2d":
            return cast(np.ndarray, max_pool2d(x, **arguments))
        case "flatten":
            return x.reshape(len(x), -1)
        case "linear":
            return linear(x, **arguments)
    raise ValueError(f"There is no layer {name!r}: see the docstring of run_layer.")
