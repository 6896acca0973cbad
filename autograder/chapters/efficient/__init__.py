"""Chapter 7, efficient networks."""

__all__ = ["EXERCISES", "MODULES", "SLUG"]

SLUG = "07-efficient"
MODULES = (
    "personal.efficient",
    "traffic",
    "depthwise",
    "depthwise_backward",
    "separable",
    "folding",
    "training.evaluation_mode",
    "counting",
    "fire",
    "depthwise_separable",
    "mobilenet",
    "models.squeezenet",
    "models.vgg16",
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
)
