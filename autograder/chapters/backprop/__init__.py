"""The checks of chapter 4, back-propagation."""

from autograder.chapters.backprop.activations import (
    LEAKY_RELU_BACKWARD,
    RELU_BACKWARD,
    SIGMOID_BACKWARD,
)
from autograder.chapters.backprop.by_hand import BY_HAND
from autograder.chapters.backprop.conv2d import CONV2D_BACKWARD
from autograder.chapters.backprop.linear import LINEAR_BACKWARD
from autograder.chapters.backprop.losses import CROSS_ENTROPY_BACKWARD, LOG_SOFTMAX
from autograder.chapters.backprop.numerical_gradient import NUMERICAL_GRADIENT
from autograder.chapters.backprop.pooling import (
    AVG_POOL2D_BACKWARD,
    LP_POOL2D_BACKWARD,
    MAX_POOL2D_BACKWARD,
)
from autograder.chapters.backprop.questions import QUESTIONS
from autograder.chapters.backprop.training import TRAIN
from autograder.chapters.backprop.vanishing import VANISHING

__all__ = ["CHECKS"]

CHECKS = (
    NUMERICAL_GRADIENT,
    RELU_BACKWARD,
    LEAKY_RELU_BACKWARD,
    SIGMOID_BACKWARD,
    VANISHING,
    LINEAR_BACKWARD,
    LOG_SOFTMAX,
    CROSS_ENTROPY_BACKWARD,
    MAX_POOL2D_BACKWARD,
    AVG_POOL2D_BACKWARD,
    LP_POOL2D_BACKWARD,
    BY_HAND,
    CONV2D_BACKWARD,
    QUESTIONS,
    TRAIN,
)
