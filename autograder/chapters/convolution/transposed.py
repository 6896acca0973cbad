"""The check of ``01-convolution.transposed``: a transposed convolution as an ordinary one."""

import math

from autograder.checks.answers import ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.convolution import TRANSPOSED as NUMBERS

__all__ = ["CHECK"]


def _transposed(size: int, kernel: int, stride: int, padding: int) -> ValueCheck:
    right = {
        "zeros_between": stride - 1,
        "border": kernel - 1 - padding,
        "output_size": stride * (size - 1) + kernel - 2 * padding,
    }

    def wrong(name: str, sentence: str, **values: int) -> ValueMisconception:
        return ValueMisconception(name, {**right, **values}, sentence, tuple(values))

    return ValueCheck(
        key=NUMBERS.key,
        parts=(
            ValuePart("zeros_between", 1, right["zeros_between"], unit="zeros"),
            ValuePart("border", 2, right["border"], unit="pixels"),
            ValuePart(
                "output_size",
                1,
                right["output_size"],
                unit="pixels",
                follows=lambda zeros_between, border: (
                    size + (size - 1) * zeros_between + 2 * border - kernel + 1
                    if min(zeros_between, border) >= 0
                    else math.nan
                ),
            ),
        ),
        variants=(),
        misconceptions=(
            wrong(
                "as_many_as_the_stride",
                "`zeros_between` is the distance between two neighbours, `stride`; there is one "
                "zero fewer between them.",
                zeros_between=stride,
            ),
            wrong(
                "same_border",
                "`border` is the padding of the original convolution. The more it padded, the "
                "fewer zeros are needed here. Without its padding, the corner of the output "
                "depends on a single number, which needs k - 1 zeros beside it.",
                border=padding,
            ),
            wrong(
                "full_border",
                "`border` is that of a transposed convolution without padding; subtract the "
                "original's padding from it.",
                border=kernel - 1,
            ),
            wrong(
                "one_too_many",
                "`border` is one too many: a kernel of k that touches a number with its last "
                "weight needs k - 1 zeros beside it.",
                border=kernel - padding,
            ),
            wrong(
                "convolved",
                "`output_size` is the output size of the ordinary convolution; the transposed one "
                "goes from that size back.",
                output_size=(size + 2 * padding - kernel) // stride + 1,
            ),
            wrong(
                "size_times_stride",
                "`output_size` counts `stride` pixels for every number. Between n numbers there "
                "are n - 1 steps; the kernel adds k, and the padding on both sides is subtracted.",
                output_size=stride * size,
            ),
            wrong(
                "not_cut",
                "`output_size` does not subtract the padding on both sides.",
                output_size=stride * (size - 1) + kernel,
            ),
            wrong(
                "cut_once",
                "`output_size` subtracts the padding on one side only.",
                output_size=stride * (size - 1) + kernel - padding,
            ),
        ),
    )


CHECK = PersonalCheck(NUMBERS, _transposed)
