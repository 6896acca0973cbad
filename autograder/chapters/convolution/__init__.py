"""Chapter 1, convolution."""

__all__ = ["EXERCISES", "MODULES", "SLUG"]

SLUG = "01-convolution"
MODULES = (
    "conv",
    "correlation",
    "geometry",
    "costs",
    "conv_transpose",
    "matrix_view",
    "dense_as_conv",
    "personal.convolution",
)
EXERCISES = (
    "cross_correlate",
    "convolve",
    "by_hand",
    "conv_output_size",
    "same_padding",
    "sizes",
    "conv2d",
    "layer",
    "conv2d_cost",
    "receptive_field",
    "linear_as_conv2d",
    "conv_transpose2d",
    "transposed",
    "choices",
)
