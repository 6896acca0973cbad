"""Chapter 4, back-propagation."""

__all__ = ["EXERCISES", "MODULES", "SLUG"]

SLUG = "04-backprop"
MODULES = (
    "data",
    "gradient_check",
    "upstream",
    "fast.column_order",
    "fast.column_blocks",
    "fast.block_matrices",
    "fast.conv",
    "fast.fft",
    "fast.winograd",
    "fast.comparison",
    "conv_backward",
    "conv1d_backward",
    "pooling_backward",
    "unpooling_backward",
    "activations",
    "linear",
    "losses",
    "layers.layer",
    "layers.activation",
    "layers.pooling",
    "layers.weighted",
    "descent",
    "lenet",
    "personal.backprop",
)
EXERCISES = (
    "numerical_gradient",
    "relu_backward",
    "leaky_relu_backward",
    "sigmoid_backward",
    "vanishing",
    "linear_backward",
    "log_softmax",
    "cross_entropy_backward",
    "max_pool2d_backward",
    "avg_pool2d_backward",
    "lp_pool2d_backward",
    "by_hand",
    "conv2d_backward",
    "questions",
    "train",
)
