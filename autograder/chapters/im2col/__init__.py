"""Chapter 3, convolution as a matrix product."""

__all__ = ["EXERCISES", "MODULES", "OTHER_CONVOLUTIONS", "SLUG"]

SLUG = "03-im2col"
MODULES = ("im2col", "conv_arguments", "three_loops", "personal.im2col")
# Given in chapters 1 and 2: the exercises of this one are to do without them.
OTHER_CONVOLUTIONS = (
    "cnnlib.conv.conv2d",
    "cnnlib.conv_transpose.conv_transpose2d",
    "cnnlib.correlation.cross_correlate",
    "cnnlib.correlation.convolve",
    "cnnlib.conv1d.conv1d",
    "cnnlib.pointwise.conv1x1",
)
EXERCISES = ("im2col", "col2im", "conv2d_im2col", "by_hand", "memory", "correlate2d", "time_model")
