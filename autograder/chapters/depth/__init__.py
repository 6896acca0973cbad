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
    "models.lenet_variants",
)
EXERCISES = ()
