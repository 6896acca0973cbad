"""Answers to `logit_gradient`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001, ARG005 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.activations import relu_backward
from cnnlib.conv_backward import conv2d_backward
from cnnlib.layer_list import run_layer
from cnnlib.linear import linear_backward
from cnnlib.losses import softmax
from cnnlib.pooling_backward import max_pool2d_backward

ALL = (
    "dense layers",
    "rectifiers",
    "convolutions",
    "poolings",
    "all together",
    "dtype and input",
)


@variant
def by_recursion_on_closures(x, layers, labels):
    steps = []
    for name, given in layers:
        if name == "conv2d":
            steps.append(lambda g, x=x, given=given: conv2d_backward(g, x, **given)[0])
        elif name == "linear":
            steps.append(lambda g, given=given: g @ given["weight"])
        elif name == "relu":
            steps.append(lambda g, x=x: g * (x > 0))
        elif name == "flatten":
            steps.append(lambda g, shape=x.shape: g.reshape(shape))
        else:
            steps.append(lambda g, x=x, given=given: max_pool2d_backward(g, x, **given))
        x = run_layer(x, name, given)
    grad = np.eye(x.shape[1], dtype=x.dtype)[labels]
    while steps:
        grad = steps.pop()(grad)
    return grad


@variant
def image_by_image(x, layers, labels):
    backward = {
        "conv2d": lambda g, x, given: conv2d_backward(g, x, **given)[0],
        "relu": lambda g, x, given: relu_backward(g, x),
        "max_pool2d": lambda g, x, given: max_pool2d_backward(g, x, **given),
        "flatten": lambda g, x, given: np.reshape(g, x.shape),
        "linear": lambda g, x, given: linear_backward(g, x, **given)[0],
    }
    found = []
    for image, label in zip(x, labels, strict=True):
        values = [image[None]]
        for layer in layers:
            values.append(run_layer(values[-1], *layer))
        grad = np.zeros_like(values.pop())
        grad[0, label] = 1
        for name, given in reversed(layers):
            grad = backward[name](grad, values.pop(), given)
        found.append(grad[0])
    return np.stack(found)


@variant
def half_by_half(x, layers, labels):
    start, values = x, []
    for name, given in layers:
        values.append((name, given, start))
        start = run_layer(start, name, given)
    grad = (np.arange(start.shape[1]) == np.reshape(labels, (-1, 1))).astype(start.dtype)
    for name, given, before in values[::-1]:
        if name == "linear":
            grad = np.einsum("nk,kd->nd", grad, given["weight"])
        elif name == "flatten":
            grad = grad.reshape(before.shape)
        elif name == "relu":
            grad = np.where(before > 0, grad, np.zeros_like(grad))
        elif name == "conv2d":
            grad, *_ = conv2d_backward(grad, before, **given)
        else:
            grad = max_pool2d_backward(grad_out=grad, x=before, **given)
    return grad


@misconception(
    "Your gradient is that of the probability, after a softmax. It also depends on the other "
    "classes; differentiate the score of the class itself.",
    loses=ALL,
)
def differentiates_the_probability(right, x, layers, labels):
    scores = x
    for layer in layers:
        scores = run_layer(scores, *layer)
    p = softmax(scores)
    n = np.arange(len(x))
    total = right(x, layers, labels)
    for k in range(p.shape[1]):
        share = p[:, k].reshape(-1, 1, 1, 1)
        total = total - share * right(x, layers, np.full(len(x), k))
    return p[n, labels].reshape(-1, 1, 1, 1) * total


@misconception(
    "Your gradient is that of the loss. Differentiate the score of the class, before softmax and "
    "cross-entropy.",
    loses=ALL,
)
def differentiates_the_loss(right, x, layers, labels):
    scores = x
    for layer in layers:
        scores = run_layer(scores, *layer)
    p = softmax(scores)
    total = -right(x, layers, labels)
    for k in range(p.shape[1]):
        total = total + p[:, k].reshape(-1, 1, 1, 1) * right(x, layers, np.full(len(x), k))
    return total


@misconception(
    "All scores are added up before they are differentiated: start from 1 for the label's score "
    "and from 0 for the others.",
    loses=ALL,
)
def starts_from_ones(right, x, layers, labels):
    scores = x
    for layer in layers:
        scores = run_layer(scores, *layer)
    found = [right(x, layers, np.full(len(x), k)) for k in range(scores.shape[1])]
    return np.sum(found, axis=0, dtype=found[0].dtype)


@misconception(
    "Every image gets the label of the first one.",
    loses=ALL,
)
def takes_the_first_label(right, x, layers, labels):
    return right(x, layers, np.full(len(labels), labels[0]))


@misconception(
    "The way back starts from the score itself. Start from 1, the derivative of the score with "
    "respect to itself.",
    loses=ALL,
)
def starts_from_the_score(right, x, layers, labels):
    scores = x
    for layer in layers:
        scores = run_layer(scores, *layer)
    return scores[np.arange(len(x)), labels].reshape(-1, 1, 1, 1) * right(x, layers, labels)


@misconception(
    "You return the absolute value of the gradient. Keep its sign; a saliency map drops it later.",
    loses=ALL,
)
def drops_the_sign(right, x, layers, labels):
    return np.abs(right(x, layers, labels))


@misconception(
    "The gradients are divided by the number of images. Each image has its own score, and no mean "
    "is taken.",
    loses=ALL,
)
def averages_over_the_batch(right, x, layers, labels):
    return right(x, layers, labels) / len(x)


@misconception(
    "You apply ReLU to the gradient, as in a deconvolution network. The gradient of a ReLU passes "
    "where its input was positive, whatever the sign of the gradient.",
    loses=("rectifiers", "all together", "dtype and input"),
)
def rectifies_the_gradient(x, layers, labels):
    inputs = []
    for layer in layers:
        inputs.append(x)
        x = run_layer(x, *layer)
    grad = np.zeros_like(x)
    grad[np.arange(len(x)), labels] = 1
    for (name, given), before in zip(layers[::-1], inputs[::-1], strict=True):
        if name == "relu":
            grad = np.maximum(grad, 0)
        elif name == "conv2d":
            grad = conv2d_backward(grad, before, **given)[0]
        elif name == "linear":
            grad = linear_backward(grad, before, **given)[0]
        elif name == "max_pool2d":
            grad = max_pool2d_backward(grad, before, **given)
        else:
            grad = grad.reshape(before.shape)
    return grad


@misconception(
    "You return float64 for float32: `np.zeros` makes float64 unless you give it a dtype.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, x, layers, labels):
    return right(x, layers, labels).astype(np.float64)


@misconception(
    "Your gradient is that of the logarithm of the probability. Start from 1 for the label's score "
    "and from 0 for the others.",
    loses=ALL,
)
def differentiates_the_log_probability(right, x, layers, labels):
    scores = x
    for layer in layers:
        scores = run_layer(scores, *layer)
    p = softmax(scores)
    total = right(x, layers, labels)
    for k in range(p.shape[1]):
        total = total - p[:, k].reshape(-1, 1, 1, 1) * right(x, layers, np.full(len(x), k))
    return total


@misconception(
    "The ReLUs rectify the gradient as well: this is guided backpropagation. The gradient of a "
    "ReLU passes where its input was positive, whatever the gradient's own sign.",
    loses=("rectifiers", "all together", "dtype and input"),
)
def rectifies_the_gradient_as_well(x, layers, labels):
    inputs = []
    for layer in layers:
        inputs.append(x)
        x = run_layer(x, *layer)
    grad = np.zeros_like(x)
    grad[np.arange(len(x)), labels] = 1
    for (name, given), before in zip(layers[::-1], inputs[::-1], strict=True):
        if name == "relu":
            grad = np.where(before > 0, np.maximum(grad, 0), 0)
        elif name == "conv2d":
            grad = conv2d_backward(grad, before, **given)[0]
        elif name == "linear":
            grad = linear_backward(grad, before, **given)[0]
        elif name == "max_pool2d":
            grad = max_pool2d_backward(grad, before, **given)
        else:
            grad = grad.reshape(before.shape)
    return grad


@misconception(
    "It is the class with the highest score that you follow. The class is given, in `labels`.",
    loses=ALL,
)
def follows_the_prediction(right, x, layers, labels):
    scores = x
    for layer in layers:
        scores = run_layer(scores, *layer)
    return right(x, layers, scores.argmax(axis=1))


@misconception(
    "All the labels of the batch count for every image: `grad[:, labels]` takes whole columns. "
    "`grad[np.arange(n), labels]` takes one number of each row.",
    loses=ALL,
)
def marks_the_labels_of_all(right, x, layers, labels):
    found = [right(x, layers, np.full(len(x), label)) for label in np.unique(labels)]
    return np.sum(found, axis=0, dtype=found[0].dtype)
