"""Chapter 7, efficient networks."""

__all__ = ["EXERCISES", "GROUPED_CONVOLUTIONS", "GROUPED_GRADIENTS", "MODULES", "SLUG"]

SLUG = "07-efficient"
MODULES = (
    "personal.efficient",
    "traffic",
    "depthwise",
    "depthwise_backward",
    "separable",
    "folding",
    "training",
    "counting",
    "fire",
    "depthwise_separable",
    "mobilenet",
    "large_network",
    "models.squeezenet",
    "models.vgg16",
)
# Given in earlier chapters: with a group for each channel they are depth-wise convolutions. Those
# without groups are not withheld, because the loop over the channels is the student's; nor is any
# in `separable_conv2d`, whose first step may be another where `depthwise_conv2d` is wrong.
GROUPED_CONVOLUTIONS = (
    "cnnlib.conv.conv2d",
    "cnnlib.fast.conv.conv2d",
    "cnnlib.fast.fft.conv2d_fft",
    "cnnlib.three_loops.conv2d_correlate",
    "cnnlib.conv_transpose.conv_transpose2d",
    "cnnlib.conv_transpose_backward.conv_transpose2d_backward",
)
# Not `conv_transpose2d`: that it makes the gradient of the images is what chapter 4 teaches.
GROUPED_GRADIENTS = (
    "cnnlib.conv_backward.conv2d_backward",
    "cnnlib.fast.conv_backward.conv2d_backward",
    "cnnlib.conv_transpose_backward.conv_transpose2d_backward",
    "cnnlib.gradient_check.numerical_gradient",
)
EXERCISES = (
    "counting",
    "conv2d_traffic",
    "depthwise_conv2d",
    "depthwise_conv2d_backward",
    "separable_conv2d",
    "separable_conv2d_backward",
    "fold_batch_norm",
    "layer_table",
    "Fire",
    "DepthwiseSeparable",
    "mobilenet",
    "small_network",
)
