"""The checks of chapter 1, convolution."""

from autograder.chapters.convolution.by_hand import BY_HAND
from autograder.chapters.convolution.choices import CHOICES
from autograder.chapters.convolution.conv2d import CONV2D
from autograder.chapters.convolution.conv2d_cost import CONV2D_COST
from autograder.chapters.convolution.conv_output_size import CONV_OUTPUT_SIZE
from autograder.chapters.convolution.conv_transpose2d import CONV_TRANSPOSE2D
from autograder.chapters.convolution.convolve import CONVOLVE
from autograder.chapters.convolution.cross_correlate import CROSS_CORRELATE
from autograder.chapters.convolution.layer import LAYER
from autograder.chapters.convolution.linear_as_conv2d import LINEAR_AS_CONV2D
from autograder.chapters.convolution.receptive_field import RECEPTIVE_FIELD
from autograder.chapters.convolution.same_padding import SAME_PADDING
from autograder.chapters.convolution.sizes import SIZES
from autograder.chapters.convolution.transposed import TRANSPOSED

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
