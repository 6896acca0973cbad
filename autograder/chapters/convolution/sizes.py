"""The check of ``01-convolution.sizes``: questions 8 and 9 of the practical, with other numbers."""

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.convolution import SIZES as NUMBERS

__all__ = ["CHECK"]


def _sizes(kernel: int, dilation: int, factor: int) -> ValueCheck:
    half = (kernel - 1) // 2  # the kernels are odd
    right = {"keep": [1, dilation * half], "shrink": [factor, 0]}

    def wrong(name: str, sentence: str, **values: list[int]) -> ValueMisconception:
        return ValueMisconception(name, {**right, **values}, sentence, tuple(values))

    return ValueCheck(
        key=NUMBERS.key,
        parts=(ValuePart("keep", 2, right["keep"]), ValuePart("shrink", 1, right["shrink"])),
        variants=(ValueAnswer("tuples", {name: tuple(value) for name, value in right.items()}),),
        misconceptions=(
            wrong(
                "not_dilated",
                "`keep` pads as for a kernel without gaps. A dilated kernel covers more pixels and "
                "needs more padding.",
                keep=[1, half],
            ),
            wrong(
                "both_sides",
                "The padding of `keep` is that of both sides together. Give that of one side.",
                keep=[1, 2 * dilation * half],
            ),
            wrong(
                "all_gaps",
                "`keep` assumes that the dilated kernel covers d * k pixels; it has one gap fewer "
                "than numbers.",
                keep=[1, (dilation * kernel - 1) // 2],
            ),
            wrong(
                "padding_first",
                "Both answers are [stride, padding], in this order.",
                keep=right["keep"][::-1],
                shrink=right["shrink"][::-1],
            ),
            wrong(
                "overlapping",
                "With stride 1, `shrink` hardly changes the size: it is the stride that divides "
                "it.",
                shrink=[1, 0],
            ),
            wrong(
                "padded",
                "`shrink` needs no padding: windows as wide as the stride tile the image.",
                shrink=[factor, 1],
            ),
        ),
    )


CHECK = PersonalCheck(NUMBERS, _sizes)
