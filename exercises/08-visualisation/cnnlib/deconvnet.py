"""Which pattern of an image activated a unit: the deconvolution network (chapter 8)."""

import numpy as np

from cnnlib.activations import relu
from cnnlib.arguments import pair
from cnnlib.conv_transpose import conv_transpose2d
from cnnlib.exercise import exercise
from cnnlib.layer_list import LayerList
from cnnlib.switches import forward_with_switches

__all__ = ["deconvnet"]


@exercise("08-visualisation.deconvnet", points=15)
def deconvnet(x: np.ndarray, layers: LayerList, unit: tuple[int, int, int]) -> np.ndarray:
    r"""Project the activation of one unit back to the pixels that caused it.

    Run the layers forward, keep the activation of the unit, and set all other numbers of the last
    output to zero. Then undo the layers from the last to the first:

    - ``"max_pool2d"``: unpool. Every number goes to the position given by its switch; where
      overlapping windows give the same position, their numbers add up; all others are zero.
    - ``"relu"``: a ReLU again, of the signal on its way down. (The gradient would depend on the
      sign of the forward input instead.)
    - ``"conv2d"``: the transposed convolution with the same weights, stride, padding, dilation and
      groups, without the bias. Rows and columns that the stride never reached are zero.

    Each step restores the input size of its layer.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    layers : list of (str, dict)
        As :func:`~cnnlib.layer_list.run_layer` describes it, with ``"conv2d"``, ``"relu"`` and
        ``"max_pool2d"`` only.
    unit : (int, int, int)
        Channel, row and column in the output of the last layer, the same for all N images.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        Of the dtype of the output of the layers.

    Raises
    ------
    ValueError
        If `x` does not have four axes, a layer is of another kind, or there is no such unit.

    References
    ----------
    Zeiler & Fergus (2014), "Visualizing and understanding convolutional networks", section 2.1;
    *Convolutional Neural Networks*, slides (De Silva), "Visualization".
    """
    raise NotImplementedError("08-visualisation.deconvnet: replace this line with your code")
