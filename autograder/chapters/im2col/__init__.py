"""The checks of chapter 3, convolution as a matrix product."""

from autograder.chapters.im2col.by_hand import BY_HAND
from autograder.chapters.im2col.col2im import COL2IM
from autograder.chapters.im2col.conv2d_im2col import CONV2D_IM2COL
from autograder.chapters.im2col.im2col import IM2COL
from autograder.chapters.im2col.memory import MEMORY

__all__ = ["CHECKS"]

CHECKS = (IM2COL, COL2IM, CONV2D_IM2COL, BY_HAND, MEMORY)
