"""Chapter 2, pooling and context."""

__all__ = ["EXERCISES", "MODULES", "SLUG"]

SLUG = "02-pooling"
MODULES = ("conv1d", "pooling_windows", "pooling", "unpooling", "pointwise", "personal.pooling")
EXERCISES = (
    "by_hand",
    "pool_output_size",
    "max_pool2d",
    "max_unpool2d",
    "shift",
    "window_pixels",
    "avg_pool2d",
    "lp_pool2d",
    "global_avg_pool2d",
    "conv1x1",
    "context",
    "questions",
)
