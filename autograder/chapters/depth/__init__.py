"""Chapter 5, depth."""

__all__ = ["EXERCISES", "MODULES", "SLUG"]

SLUG = "05-depth"
MODULES = (
    "fast.conv_backward",
    "conv_transpose_backward",
    "batch_norm",
    "initialisation",
    "residual",
    "vgg",
    "gradient_flow",
    "architecture",
    "deep_network",
    "models.lenet_variants",
    "personal.depth",
)
EXERCISES = (
    "batch_norm2d",
    "batch_norm2d_backward",
    "he_normal",
    "ResidualBlock",
    "parameters",
    "vgg_38",
    "GradientFlow",
    "diagnosis",
    "repair",
)
