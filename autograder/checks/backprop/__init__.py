"""The checks of chapter 4, back-propagation."""

from autograder.checks.backprop.activations import (
    LEAKY_RELU_BACKWARD,
    RELU_BACKWARD,
    SIGMOID_BACKWARD,
)
from autograder.checks.backprop.by_hand import BY_HAND
from autograder.checks.backprop.conv2d import CONV2D_BACKWARD
from autograder.checks.backprop.linear import LINEAR_BACKWARD
from autograder.checks.backprop.losses import CROSS_ENTROPY_BACKWARD, LOG_SOFTMAX
from autograder.checks.backprop.numerical_gradient import NUMERICAL_GRADIENT
from autograder.checks.backprop.pooling import (
    AVG_POOL2D_BACKWARD,
    LP_POOL2D_BACKWARD,
    MAX_POOL2D_BACKWARD,
)
from autograder.checks.backprop.questions import QUESTIONS
from autograder.checks.backprop.training import TRAIN
from autograder.checks.backprop.vanishing import VANISHING

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
