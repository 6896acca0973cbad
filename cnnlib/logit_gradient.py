"""The gradient of a class's score with respect to the image, layer by layer (chapter 8)."""

import numpy as np

from cnnlib.activations import relu_backward
from cnnlib.conv_backward import conv2d_backward
from cnnlib.exercise import exercise
from cnnlib.layer_list import LayerList, run_layer
from cnnlib.linear import linear_backward
from cnnlib.pooling_backward import max_pool2d_backward

__all__ = ["logit_gradient"]


@exercise("08-visualisation.logit_gradient", points=13)
def logit_gradient(x: np.ndarray, layers: LayerList, labels: np.ndarray) -> np.ndarray:
    r"""Return the gradient of one score per image with respect to the image.

    .. math:: G_{n,c,i,j} = \frac{\partial S_{n,y_n}}{\partial x_{n,c,i,j}}

    with :math:`S_{n,k}` the score (the logit, before the softmax) of image :math:`n` for class
    :math:`k`, and :math:`y_n` the image's label. Use the backward functions of chapter 4.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    layers : list of (str, dict)
        As :func:`~cnnlib.layer_list.run_layer` describes it; from images to scores (N, K).
    labels : ndarray of int, shape (N,)

    Returns
    -------
    ndarray, shape (N, C, H, W)
        Of the dtype of the scores.

    Raises
    ------
    ValueError
        If there is not one label for each image, or one is not a class.

    References
    ----------
    Simonyan, Vedaldi & Zisserman (2014), "Deep inside convolutional networks", section 3.
    """
    inputs = []
    for name, arguments in layers:
        inputs.append(x)
        x = run_layer(x, name, arguments)
    n, classes = x.shape
    if np.shape(labels) != (n,) or not all(0 <= label < classes for label in labels):
        raise ValueError(f"labels must be {n} numbers from 0 to {classes - 1}, not {labels}.")
    grad = np.zeros_like(x)
    grad[np.arange(n), labels] = 1
    for (name, arguments), given in zip(reversed(layers), reversed(inputs), strict=True):
        match name:
            case "conv2d":
                grad = conv2d_backward(grad, given, **arguments)[0]
            case "relu":
                grad = relu_backward(grad, given)
            case "max_pool2d":
                grad = max_pool2d_backward(grad, given, **arguments)
            case "flatten":
                grad = grad.reshape(given.shape)
            case "linear":
                grad = linear_backward(grad, given, **arguments)[0]
    return grad
