"""Chapter 5, depth."""

__all__ = ["EXERCISES", "MODULES", "SLUG"]

SLUG = "05-depth"
MODULES = (
    "fast.conv_backward",
    "conv_transpose_backward",
    "training",
    "batch_norm",
    "models.residual",
    "models.vgg_depth",
    "models.lenet_variants",
)
EXERCISES = ()
