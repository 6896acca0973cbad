"""LeNet, the first convolutional network in practical use, from NumPy layers (chapter 4)."""

import numpy as np

from cnnlib.layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential

__all__ = ["lenet"]


def lenet(classes: int = 10, *, rng: np.random.Generator) -> Sequential:
    r"""Build LeNet-5 for grey images of 28x28.

    ==================  ==============  ===========
    layer               output          parameters
    ==================  ==============  ===========
    conv 5x5, pad 2     6 x 28 x 28             156
    max pool 2x2        6 x 14 x 14               0
    conv 5x5            16 x 10 x 10          2 416
    max pool 2x2        16 x 5 x 5                0
    dense               120                  48 120
    dense               84                   10 164
    dense               `classes`        85 classes
    ==================  ==============  ===========

    A ReLU follows each of the first four layers with weights.

    Parameters
    ----------
    classes : int
    rng : numpy.random.Generator
        Draws the initial weights.

    Returns
    -------
    Sequential
        From images (N, 1, 28, 28) to scores (N, classes).

    Raises
    ------
    ValueError
        If there is no class.

    References
    ----------
    LeCun, Bottou, Bengio & Haffner (1998), "Gradient-based learning applied to document
    recognition", with ReLU, max pooling and softmax instead of the original units, and all channels
    connected; *MLP Coursework 2: Exploring Convolutional Networks*, section 4.2; *Convolutional
    Neural Networks* (Patel, 2017), section 8.
    """
    if classes < 1:
        raise ValueError(f"classes must be at least 1, not {classes}.")
    return Sequential(
        Conv2d(1, 6, 5, padding=2, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(6, 16, 5, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(16 * 5 * 5, 120, rng=rng),
        ReLU(),
        Linear(120, 84, rng=rng),
        ReLU(),
        Linear(84, classes, rng=rng),
    )
