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
# Given in earlier chapters: with a group for each channel they are depth-wise convolutions.
GROUPED_CONVOLUTIONS = (
    "cnnlib.conv.conv2d",
    "cnnlib.fast.conv.conv2d",
    "cnnlib.fast.fft.conv2d_fft",
    "cnnlib.three_loops.conv2d_correlate",
)
GROUPED_GRADIENTS = (
    "cnnlib.conv_backward.conv2d_backward",
    "cnnlib.fast.conv_backward.conv2d_backward",
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
