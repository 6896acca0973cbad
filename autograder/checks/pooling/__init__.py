"""The checks of chapter 2, pooling and context."""

from autograder.checks.pooling.avg_pool2d import AVG_POOL2D
from autograder.checks.pooling.by_hand import BY_HAND
from autograder.checks.pooling.context import CONTEXT
from autograder.checks.pooling.conv1x1 import CONV1X1
from autograder.checks.pooling.global_avg_pool2d import GLOBAL_AVG_POOL2D
from autograder.checks.pooling.lp_pool2d import LP_POOL2D
from autograder.checks.pooling.max_pool2d import MAX_POOL2D
from autograder.checks.pooling.max_unpool2d import MAX_UNPOOL2D
from autograder.checks.pooling.pool_output_size import POOL_OUTPUT_SIZE
from autograder.checks.pooling.questions import QUESTIONS
from autograder.checks.pooling.shift import SHIFT
from autograder.checks.pooling.window_pixels import WINDOW_PIXELS

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
