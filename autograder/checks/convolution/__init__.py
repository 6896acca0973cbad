"""The checks of chapter 1, convolution."""

from autograder.checks.convolution.by_hand import BY_HAND
from autograder.checks.convolution.choices import CHOICES
from autograder.checks.convolution.conv2d import CONV2D
from autograder.checks.convolution.conv2d_cost import CONV2D_COST
from autograder.checks.convolution.conv_output_size import CONV_OUTPUT_SIZE
from autograder.checks.convolution.conv_transpose2d import CONV_TRANSPOSE2D
from autograder.checks.convolution.convolve import CONVOLVE
from autograder.checks.convolution.cross_correlate import CROSS_CORRELATE
from autograder.checks.convolution.layer import LAYER
from autograder.checks.convolution.linear_as_conv2d import LINEAR_AS_CONV2D
from autograder.checks.convolution.receptive_field import RECEPTIVE_FIELD
from autograder.checks.convolution.same_padding import SAME_PADDING
from autograder.checks.convolution.sizes import SIZES
from autograder.checks.convolution.transposed import TRANSPOSED

__all__ = ["CHECKS"]

CHECKS = (
    CROSS_CORRELATE,
    CONVOLVE,
    BY_HAND,
    CONV_OUTPUT_SIZE,
    SAME_PADDING,
    SIZES,
    CONV2D,
    LAYER,
    CONV2D_COST,
    RECEPTIVE_FIELD,
    LINEAR_AS_CONV2D,
    CONV_TRANSPOSE2D,
    TRANSPOSED,
    CHOICES,
)
