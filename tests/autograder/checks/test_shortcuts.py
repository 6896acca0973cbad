"""No exercise is answered by a function that does the whole of it."""

from typing import Any

import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks.function_check import FunctionCheck
from autograder.course.assignment import load_assignment
from autograder.sandbox.student import StudentProcess

# By exercise: a function that would do it, and the lines of a student who calls it.
SHORTCUTS = {
    "01-convolution.cross_correlate": {
        "`numpy.correlate`": "def f(x, kernel, mode='valid'): return np.correlate(x, kernel, mode)",
        "`numpy._core.multiarray.correlate2`": (
            "import numpy._core._multiarray_umath as written_in_c\n"
            "def f(x, kernel, mode='valid'): return written_in_c.correlate2(x, kernel, 0)"
        ),
    },
    "01-convolution.convolve": {
        "`numpy.convolve`": "def f(x, kernel, mode='valid'): return np.polymul(x, kernel)",
        "`numpy._core.multiarray.correlate`": (
            "numeric = np.convolve.__wrapped__.__globals__\n"
            "def f(x, kernel, mode='valid'):\n"
            "    return numeric['multiarray'].correlate(x, kernel[::-1], 0)"
        ),
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
        "`numpy._core.multiarray.correlate2`": (
            "def f(image, kernel, *a, **k):\n"
            "    return np._core.multiarray.correlate2(image[0], kernel[0], 0)"
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
    "05-depth.batch_norm2d_backward": {
        "`numerical_gradient`": (
            "from cnnlib.batch_norm import batch_norm2d\n"
            "from cnnlib.gradient_check import numerical_gradient\n"
            "def f(grad_out, x, *a, **k):\n"
            "    def loss(x): return (grad_out * batch_norm2d(x, *a, **k)).sum()\n"
            "    return numerical_gradient(loss, x)"
        ),
    },
    "06-regularisation.channel_statistics": {
        "`batch_norm2d`": (
            "from cnnlib.batch_norm import batch_norm2d\n"
            "def f(x):\n"
            "    mean, var = np.zeros((2, x.shape[1]))\n"
            "    batch_norm2d(x, mean, var, training=True, momentum=1)\n"
            "    return mean, var**0.5"
        ),
    },
    "06-regularisation.standardise": {
        "`batch_norm2d`": (
            "from cnnlib.batch_norm import batch_norm2d\n"
            "def f(x, mean, std): return batch_norm2d(x, mean, std**2, eps=0)"
        ),
    },
    "06-regularisation.dropout_backward": {
        "`numerical_gradient`": (
            "from cnnlib.dropout import dropout\n"
            "from cnnlib.gradient_check import numerical_gradient\n"
            "def f(grad_out, x, *a, **k):\n"
            "    return numerical_gradient(lambda x: (grad_out * dropout(x, *a, **k)).sum(), x, 1)"
        ),
    },
    "07-efficient.depthwise_conv2d": {
        "`conv2d`": (
            "from cnnlib.layers.weighted import Conv2d\n"
            "def f(x, weight, *a, **k):\n"
            "    layer = Conv2d(1, 1, 1, rng=np.random.default_rng(0))\n"
            "    layer.weight = weight\n"
            "    return layer.forward(x)"
        ),
        "`conv_transpose2d`": (
            "from cnnlib.conv_transpose import conv_transpose2d\n"
            "def f(x, weight, *a, **k):\n"
            "    full = [n - 1 for n in weight.shape[2:]]\n"
            "    flipped = weight[:, :, ::-1, ::-1]\n"
            "    return conv_transpose2d(x, flipped, padding=tuple(full), groups=len(weight))"
        ),
        "`conv_transpose2d_backward`": (
            "from cnnlib.conv_transpose_backward import conv_transpose2d_backward\n"
            "def f(x, weight, *a, **k):\n"
            "    return conv_transpose2d_backward(x, x, weight, groups=len(weight))[0]"
        ),
    },
    "07-efficient.depthwise_conv2d_backward": {
        "`conv_transpose2d_backward`": (
            "from cnnlib.conv_transpose_backward import conv_transpose2d_backward\n"
            "def f(grad_out, x, weight, *a, **k):\n"
            "    return conv_transpose2d_backward(x, grad_out, weight, groups=len(weight))"
        ),
    },
    "07-efficient.layer_table": {
        "`torch.utils.flop_counter.FlopCounterMode`": (
            "from torch.utils.flop_counter import FlopCounterMode\n"
            "def f(model, input_shape, blocks=()): return FlopCounterMode(model)"
        ),
        "`torch.autograd.profiler.profile`": (
            "import torch\n"
            "def f(model, input_shape, blocks=()):\n"
            "    with torch.profiler.profile(with_flops=True) as counted:\n"
            "        model(torch.zeros(1, *input_shape))\n"
            "    return counted.key_averages()"
        ),
    },
    "08-visualisation.logit_gradient": {
        "`numerical_gradient`": (
            "from cnnlib.gradient_check import numerical_gradient\n"
            "from cnnlib.layer_list import run_layer\n"
            "def f(x, layers, labels):\n"
            "    def score(x):\n"
            "        for layer in layers:\n"
            "            x = run_layer(x, *layer)\n"
            "        return x[np.arange(len(x)), labels].sum()\n"
            "    return numerical_gradient(score, x)"
        ),
    },
}

GRADIENTS = [
    key
    for key, check in CHECKS.items()
    if isinstance(check, FunctionCheck)
    and not check.torch
    and key.endswith(("_backward", "_gradient"))
]

CASES = [(key, said) for key, ways in SHORTCUTS.items() for said in ways]


@pytest.mark.parametrize(("key", "said"), CASES)
def test_a_function_that_does_it_all_cannot_be_called(key, said):
    scope: dict[str, Any] = {"np": np}
    exec(SHORTCUTS[key][said], scope)
    report = CHECKS[key].run((scope["f"],), 0)
    assert report.earned == 0
    told = " ".join(part.sentence for part in report.parts)
    assert f"{said} cannot be called in `{key.partition('.')[2]}`" in told


@pytest.mark.parametrize("key", GRADIENTS)
def test_no_gradient_is_answered_by_differences_with_the_given_function(key):
    given = "cnnlib.gradient_check.numerical_gradient"
    assert (given in CHECKS[key].withheld) is (key != "04-backprop.numerical_gradient")


def test_a_name_that_a_student_gave_a_function_in_c_leads_to_the_same_sentence():
    library = load_assignment("01-convolution").library | {
        "cnnlib/mine.py": b"from numpy._core._multiarray_umath import correlate2 as slide\n"
    }
    key = "01-convolution.cross_correlate"
    with StudentProcess(library) as student:
        student.run_cell(
            "import cnnlib.mine\nfrom numpy._core.multiarray import correlate2 as slide\n"
            "def in_the_notebook(x, kernel, mode='valid'): return slide(x, kernel, 0)\n"
            "def in_a_file(x, kernel, mode='valid'): return cnnlib.mine.slide(x, kernel, 0)\n"
        )
        for name in ("in_the_notebook", "in_a_file"):
            report = CHECKS[key].run((student.lookup(name),), 3)
            assert report.earned == 0
            assert "correlate2` cannot be called in `cross_correlate`" in report.parts[0].sentence
        after = student.run_cell("import numpy as np\nprint(slide(np.ones(3), np.ones(2), 0))")
        assert after.stdout.strip() == "[2. 2.]"
