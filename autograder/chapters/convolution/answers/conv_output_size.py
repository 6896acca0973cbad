"""Answers to `conv_output_size`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant

EVERY_PART = ("plain", "stride", "padding", "dilation", "all together")


@variant
def counts(input_size, kernel_size, stride=1, padding=0, dilation=1):
    places, begin = 0, -padding
    while begin + dilation * (kernel_size - 1) < input_size + padding:
        places += 1
        begin += stride
    return places


@variant
def slides_say(input_size, kernel_size, stride=1, padding=0, dilation=1):
    """Use De Silva's size of the dilated filter, and round a quotient."""
    filter_size = kernel_size + (kernel_size - 1) * (dilation - 1)
    return int(np.floor((input_size - filter_size + 2 * padding) / stride)) + 1


@variant
def length_of_a_range(input_size, kernel_size, stride=1, padding=0, dilation=1):
    return len(range(0, input_size + 2 * padding - dilation * (kernel_size - 1), stride))


@variant
def whole_and_rest(input_size, kernel_size, stride=1, padding=0, dilation=1):
    steps, _ = divmod(input_size + 2 * padding - (dilation * kernel_size - dilation + 1), stride)
    return 1 + np.int64(steps)


@misconception(
    "One position is always missing. Try a kernel as large as the input: it fits once, so "
    "the formula must give 1 and not 0.",
    loses=EVERY_PART,
)
def forgets_the_first_place(right, *args, **given):
    return right(*args, **given) - 1


@misconception(
    "With a stride the count is wrong because the 1 is added before dividing. The 1 counts the "
    "first position; divide only the remaining distance by the stride.",
    loses=("stride", "all together"),
)
def adds_one_before_dividing(right, input_size, kernel_size, stride=1, padding=0, dilation=1):
    return right(input_size, kernel_size, 1, padding, dilation) // stride


@misconception(
    "With a stride you round up. A last step that would move the window over the border is not "
    "taken, and the pixels left over are not read: round down.",
    loses=("stride", "all together"),
)
def rounds_up(right, input_size, kernel_size, stride=1, padding=0, dilation=1):
    steps = right(input_size, kernel_size, 1, padding, dilation) - 1
    return -(-steps // stride) + 1


@misconception(
    "The padding is counted once, but the zeros are added on both sides: the input grows by twice "
    "the padding.",
    loses=("padding", "all together"),
)
def pads_one_side(right, input_size, kernel_size, stride=1, padding=0, dilation=1):
    return right(input_size + padding, kernel_size, stride, 0, dilation)


@misconception(
    "Dilation makes no difference. A dilated kernel covers more pixels, and it fits in fewer "
    "places.",
    loses=("dilation", "all together"),
)
def ignores_dilation(right, input_size, kernel_size, stride=1, padding=0, dilation=1):
    return right(input_size, kernel_size, stride, padding)


@misconception(
    "You assume that a dilated kernel covers d * k pixels. Between k weights there are k - 1 "
    "gaps, not k: draw a kernel of 3 with dilation 2, and count.",
    loses=("dilation", "all together"),
)
def dilates_as_many_gaps_as_numbers(
    right, input_size, kernel_size, stride=1, padding=0, dilation=1
):
    # A step is added and subtracted again, so that a kernel that only just fits is not refused.
    return right(input_size + stride, dilation * kernel_size, stride, padding) - 1


@misconception(
    "You widen a dilated kernel by d - 1 pixels in total. It grows by d - 1 for each of the "
    "k - 1 gaps between its weights.",
    loses=("dilation", "all together"),
)
def widens_once(right, input_size, kernel_size, stride=1, padding=0, dilation=1):
    return right(input_size, kernel_size + dilation - 1, stride, padding)


@misconception(
    "You return a float, but a number of positions is an int. `//` divides "
    "integers and rounds down; `np.floor` returns a float.",
    loses=("plain",),
)
def returns_a_float(right, *args, **given):
    return float(right(*args, **given))


@misconception(
    "A number of positions is an integer: `/` returns a float, and a fraction where the stride "
    "does not divide. `//` divides and rounds down.",
    loses=("plain", "stride", "all together"),
)
def divides_exactly(right, input_size, kernel_size, stride=1, padding=0, dilation=1):
    steps = right(input_size, kernel_size, 1, padding, dilation) - 1
    return steps / stride + 1


@misconception(
    "You leave `dilation` pixels between two weights, even with dilation 1. Weights lie `dilation` "
    "apart: with dilation 1 they are neighbours, and a kernel covers d * (k - 1) + 1 pixels.",
    loses=EVERY_PART,
)
def leaves_one_gap_too_many(right, input_size, kernel_size, stride=1, padding=0, dilation=1):
    # Steps are added and subtracted again, so that a kernel that only just fits is not refused.
    more = kernel_size - 1
    return right(input_size + stride * more, kernel_size, stride, padding, dilation + 1) - more


@misconception(
    "`round` rounds to the nearest integer. A last step that would move the kernel over the edge "
    "is not taken: round down, with `//`.",
    loses=("stride", "all together"),
)
def rounds_to_the_nearest(right, input_size, kernel_size, stride=1, padding=0, dilation=1):
    steps = right(input_size, kernel_size, 1, padding, dilation) - 1
    return round(steps / stride) + 1
