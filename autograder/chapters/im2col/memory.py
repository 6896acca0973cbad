"""The check of ``03-im2col.memory``: the memory of the columns."""

import math

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.value_check import ValueCheck, ValuePart

__all__ = ["CHECK"]

BATCH, CHANNELS, SIDE, KERNEL = 100, 16, 48, 5
ROUNDED = 5e-3  # two decimals are enough

NUMBERS = BATCH * CHANNELS * KERNEL**2 * SIDE**2  # stride 1, padding 2: as many positions as pixels
RIGHT = {
    "blow_up": float(KERNEL**2),
    "megabytes": 4 * NUMBERS / 1e6,
    "blow_up_stride_5": KERNEL**2 * (SIDE // KERNEL) ** 2 / SIDE**2,
}
WITHOUT_PADDING = (SIDE - KERNEL + 1) ** 2 / SIDE**2


def _wrong(
    name: str, sentence: str, follow: dict[str, float] | None = None, **values: float
) -> ValueMisconception:
    return ValueMisconception(name, {**RIGHT, **values, **(follow or {})}, sentence, tuple(values))


def _megabytes(blow_up: float) -> float:
    """Return the size of the matrix; NaN if it is smaller than the batch, or as large."""
    return blow_up * NUMBERS / KERNEL**2 * 4 / 1e6 if blow_up > 1 else math.nan


CHECK = ValueCheck(
    key="03-im2col.memory",
    parts=(
        ValuePart("blow_up", 2, RIGHT["blow_up"], ROUNDED),
        ValuePart("megabytes", 2, RIGHT["megabytes"], ROUNDED, follows=_megabytes),
        ValuePart("blow_up_stride_5", 2, RIGHT["blow_up_stride_5"], ROUNDED),
    ),
    variants=(ValueAnswer("rounded", {name: round(value, 2) for name, value in RIGHT.items()}),),
    misconceptions=(
        _wrong(
            "mebibytes",
            "`megabytes` is in mebibytes (2²⁰ bytes); a megabyte is 10⁶ bytes.",
            megabytes=4 * NUMBERS / 2**20,
        ),
        _wrong(
            "numbers_not_bytes",
            "`megabytes` counts numbers, not bytes: a float32 takes 4 bytes.",
            megabytes=NUMBERS / 1e6,
        ),
        _wrong(
            "float64",
            "`megabytes` counts 8 bytes for each number, as in float64; a float32 takes 4.",
            megabytes=8 * NUMBERS / 1e6,
        ),
        _wrong(
            "one_image",
            "`megabytes` is the size for one image; the matrix holds the columns of the whole "
            "batch of 100.",
            megabytes=4 * NUMBERS / BATCH / 1e6,
        ),
        _wrong(
            "batch_not_matrix",
            "`megabytes` is the size of the batch itself, not of the matrix that im2col makes "
            "of it.",
            megabytes=4 * NUMBERS / KERNEL**2 / 1e6,
        ),
        _wrong(
            "padding_ignored",
            "You counted the positions without the padding: with padding 2 there is a 5x5 window "
            "at every pixel.",
            blow_up=RIGHT["blow_up"] * WITHOUT_PADDING,
            follow={"megabytes": RIGHT["megabytes"] * WITHOUT_PADDING},
        ),
        _wrong(
            "upside_down",
            "`blow_up` is upside down: divide the numbers in the matrix by those in the batch.",
            blow_up=1 / KERNEL**2,
        ),
        _wrong(
            "stride_5_is_exactly_1",
            "`blow_up_stride_5` would be 1 if every pixel were copied exactly once. 5 does not "
            "divide 48: the number of positions is rounded down, and the last pixels along each "
            "axis are never copied.",
            blow_up_stride_5=1.0,
        ),
        _wrong(
            "stride_5_with_padding",
            "`blow_up_stride_5` is without padding; you kept padding 2.",
            blow_up_stride_5=KERNEL**2 * ((SIDE + 4 - KERNEL) // KERNEL + 1) ** 2 / SIDE**2,
        ),
    ),
)
