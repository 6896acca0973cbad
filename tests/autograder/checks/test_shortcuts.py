"""No exercise of chapters 1 to 4 is answered by a function that does the whole of it."""

from typing import Any

import numpy as np
import pytest

from autograder.chapters import CHECKS

# By exercise: a function that would do it, and the lines of a student who calls it.
SHORTCUTS = {
    "01-convolution.cross_correlate": {
        "`numpy.correlate`": "def f(x, kernel, mode='valid'): return np.correlate(x, kernel, mode)",
    },
    "01-convolution.convolve": {
        "`numpy.convolve`": "def f(x, kernel, mode='valid'): return np.polymul(x, kernel)",
    },
    "01-convolution.conv_transpose2d": {
        "`conv2d_matrix`": (
            "from cnnlib.matrix_view import conv2d_matrix\n"
            "def f(x, weight, *a, **k):\n"
            "    return x.reshape(len(x), -1) @ conv2d_matrix(weight, (4, 4))"
        ),
    },
    "02-pooling.conv1x1": {
        "`conv2d`": (
            "from cnnlib.dense_as_conv import linear_as_conv2d\n"
            "def f(x, weight, bias=None):\n"
            "    return linear_as_conv2d(x, weight[:, :, 0, 0], bias, input_size=1)"
        ),
        "`conv1d`": (
            "from cnnlib.conv1d import conv1d\n"
            "def f(x, weight, bias=None): return conv1d(x[:, :, 0], weight[:, :, 0], bias)"
        ),
    },
    "03-im2col.im2col": {
        "`conv2d`": (
            "from cnnlib.matrix_view import conv2d_matrix\n"
            "def f(x, kernel_size, *a, **k): return conv2d_matrix(np.ones((4, 1, 2, 2)), 4)"
        ),
    },
    "03-im2col.col2im": {
        "`conv_transpose2d`": (
            "from cnnlib.conv_transpose import conv_transpose2d\n"
            "def f(cols, *a, **k): return conv_transpose2d(cols[:, :, None], np.ones((4, 1, 2, 2)))"
        ),
    },
    "03-im2col.conv2d_im2col": {
        "`conv2d_correlate`": (
            "from cnnlib import three_loops\n"
            "def f(*a, **k): return three_loops.conv2d_correlate(*a, **k)"
        ),
        "`correlate2d`": (
            "from cnnlib.three_loops import correlate2d\n"
            "def f(x, weight, *a, **k): return correlate2d(x[0, 0], weight[0, 0])"
        ),
    },
    "03-im2col.correlate2d": {
        "`conv2d_im2col`": (
            "from cnnlib.im2col import conv2d_im2col\n"
            "def f(image, kernel, *a, **k):\n"
            "    return conv2d_im2col(image[None, None], kernel[None, None], None, *a, **k)[0, 0]"
        ),
        "`numpy.correlate`": (
            "def f(image, kernel, *a, **k): return np.correlate(image[0], kernel[0])"
        ),
    },
    "04-backprop.linear_backward": {
        "`conv1d_backward`": (
            "from cnnlib.conv1d_backward import conv1d_backward\n"
            "def f(grad_out, x, weight, *a, **k):\n"
            "    return conv1d_backward(*(each[:, :, None] for each in (grad_out, x, weight)))"
        ),
        "`conv2d_backward`": (
            "from cnnlib.conv_backward import conv2d_backward\n"
            "def f(*arrays):\n"
            "    return conv2d_backward(*(each[..., None, None] for each in arrays))"
        ),
        "`numerical_gradient`": (
            "from cnnlib.gradient_check import numerical_gradient\n"
            "def f(grad_out, x, weight, *a, **k): return numerical_gradient(np.sum, x)"
        ),
    },
}

CASES = [(key, said) for key, ways in SHORTCUTS.items() for said in ways]


@pytest.mark.parametrize(("key", "said"), CASES)
def test_a_function_that_does_it_all_cannot_be_called(key, said):
    scope: dict[str, Any] = {"np": np}
    exec(SHORTCUTS[key][said], scope)
    report = CHECKS[key].run((scope["f"],), 0)
    assert report.earned == 0
    told = " ".join(part.sentence for part in report.parts)
    assert f"{said} cannot be called in `{key.partition('.')[2]}`" in told
