"""Right answers to `conv_output_size` in other styles."""

import numpy as np

from autograder.checks.answers import FunctionAnswer

__all__ = ["VARIANTS"]


def _counts(input_size, kernel_size, stride=1, padding=0, dilation=1):
    places, begin = 0, -padding
    while begin + dilation * (kernel_size - 1) < input_size + padding:
        places += 1
        begin += stride
    return places


def _slides_say(input_size, kernel_size, stride=1, padding=0, dilation=1):
    """De Silva's dilated filter, and a rounded quotient."""
    filter_size = kernel_size + (kernel_size - 1) * (dilation - 1)
    return int(np.floor((input_size - filter_size + 2 * padding) / stride)) + 1


def _length_of_a_range(input_size, kernel_size, stride=1, padding=0, dilation=1):
    return len(range(0, input_size + 2 * padding - dilation * (kernel_size - 1), stride))


def _whole_and_rest(input_size, kernel_size, stride=1, padding=0, dilation=1):
    steps, _ = divmod(input_size + 2 * padding - (dilation * kernel_size - dilation + 1), stride)
    return 1 + np.int64(steps)


VARIANTS = (
    FunctionAnswer("counting", _counts),
    FunctionAnswer("the slides' formula", _slides_say),
    FunctionAnswer("length of a range", _length_of_a_range),
    FunctionAnswer("divmod, a NumPy integer", _whole_and_rest),
)
