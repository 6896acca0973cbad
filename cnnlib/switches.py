"""Run a network forward, and record what the backward projection needs (chapter 8)."""

from typing import TypedDict

import numpy as np

from cnnlib.arguments import check_rank
from cnnlib.exercise import exercise
from cnnlib.layer_list import LayerList, run_layer
from cnnlib.pooling import max_pool2d

__all__ = ["Record", "forward_with_switches"]


class Record(TypedDict):
    """The data of one layer that the backward projection needs."""

    size: tuple[int, int]
    switches: np.ndarray | None


@exercise("08-visualisation.forward_with_switches", points=9)
def forward_with_switches(x: np.ndarray, layers: LayerList) -> tuple[np.ndarray, list[Record]]:
    """Run convolutions, ReLUs and max poolings, and record sizes and switches.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    layers : list of (str, dict)
        As :func:`~cnnlib.layer_list.run_layer` describes it, with ``"conv2d"``, ``"relu"`` and
        ``"max_pool2d"`` only.

    Returns
    -------
    out : ndarray, shape (N, F, H', W')
        Of the dtype of `x` and the weights.
    records : list of dict
        One for each layer, in order. ``"size"`` is (height, width) of the input of the layer.
        ``"switches"`` is None, except for a max pooling: the indices of its maxima, an array of
        integers of the shape of its output, as ``max_pool2d(..., return_indices=True)`` returns
        them with all options of the layer.

    Raises
    ------
    ValueError
        If `x` does not have four axes, or a layer is of another kind.

    References
    ----------
    Zeiler & Fergus (2014), "Visualizing and understanding convolutional networks", section 2.1;
    *Convolutional Neural Networks*, slides (De Silva), "Visualization".
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    records: list[Record] = []
    for name, arguments in layers:
        if name not in ("conv2d", "relu", "max_pool2d"):
            raise ValueError(
                f"A deconvolution network reverses conv2d, relu and max_pool2d, not {name!r}."
            )
        size, switches = x.shape[2:], None
        if name == "max_pool2d":
            x, switches = max_pool2d(x, **arguments, return_indices=True)
        else:
            x = run_layer(x, name, arguments)
        records.append({"size": size, "switches": switches})
    return x, records
