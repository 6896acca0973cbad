"""The checks of chapter 1, convolution."""

from autograder.checks.convolution.conv2d import CONV2D
from autograder.checks.convolution.conv2d_cost import CONV2D_COST
from autograder.checks.convolution.conv_output_size import CONV_OUTPUT_SIZE
from autograder.checks.convolution.conv_transpose2d import CONV_TRANSPOSE2D
from autograder.checks.convolution.convolve import CONVOLVE
from autograder.checks.convolution.cross_correlate import CROSS_CORRELATE
from autograder.checks.convolution.linear_as_conv2d import LINEAR_AS_CONV2D
from autograder.checks.convolution.receptive_field import RECEPTIVE_FIELD
from autograder.checks.convolution.same_padding import SAME_PADDING

__all__ = ["CHECKS"]

CHECKS = (
    CROSS_CORRELATE,
    CONVOLVE,
    CONV_OUTPUT_SIZE,
    SAME_PADDING,
    CONV2D,
    RECEPTIVE_FIELD,
    CONV2D_COST,
    LINEAR_AS_CONV2D,
    CONV_TRANSPOSE2D,
)
