"""The checks of chapter 2, pooling and context."""

from autograder.chapters.pooling.avg_pool2d import AVG_POOL2D
from autograder.chapters.pooling.by_hand import BY_HAND
from autograder.chapters.pooling.context import CONTEXT
from autograder.chapters.pooling.conv1x1 import CONV1X1
from autograder.chapters.pooling.global_avg_pool2d import GLOBAL_AVG_POOL2D
from autograder.chapters.pooling.lp_pool2d import LP_POOL2D
from autograder.chapters.pooling.max_pool2d import MAX_POOL2D
from autograder.chapters.pooling.max_unpool2d import MAX_UNPOOL2D
from autograder.chapters.pooling.pool_output_size import POOL_OUTPUT_SIZE
from autograder.chapters.pooling.questions import QUESTIONS
from autograder.chapters.pooling.shift import SHIFT
from autograder.chapters.pooling.window_pixels import WINDOW_PIXELS

__all__ = ["CHECKS"]

CHECKS = (
    BY_HAND,
    POOL_OUTPUT_SIZE,
    MAX_POOL2D,
    MAX_UNPOOL2D,
    SHIFT,
    WINDOW_PIXELS,
    AVG_POOL2D,
    LP_POOL2D,
    GLOBAL_AVG_POOL2D,
    CONV1X1,
    CONTEXT,
    QUESTIONS,
)
