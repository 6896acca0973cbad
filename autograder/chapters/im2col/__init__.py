"""Chapter 3, convolution as a matrix product."""

__all__ = ["EXERCISES", "MODULES", "SLUG"]

SLUG = "03-im2col"
MODULES = ("im2col",)
EXERCISES = ("im2col", "col2im", "conv2d_im2col", "by_hand", "memory")
