"""The check of ``03-im2col.time_model``: the time that other sizes will take."""

import math

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.value_check import ValueCheck, ValuePart

__all__ = ["CHECK"]

ROUNDED = 5e-3  # two decimals are enough

LOOPS, COPY, MULTIPLY = 80.0, 12.0, 4.0  # milliseconds, measured
LARGER_BATCH, MORE_FILTERS = 12 / 8, 32 / 16
MANY_FILTERS = 64 / 16

RIGHT = {
    "loops_ms": LOOPS * LARGER_BATCH * MORE_FILTERS,
    "im2col_ms": COPY + MULTIPLY * MANY_FILTERS,
    "copy_share": COPY / (COPY + MULTIPLY * MANY_FILTERS),
}


def _wrong(name: str, sentence: str, **values: float) -> ValueMisconception:
    return ValueMisconception(name, {**RIGHT, **values}, sentence, tuple(values))


CHECK = ValueCheck(
    key="03-im2col.time_model",
    parts=(
        ValuePart("loops_ms", 2, RIGHT["loops_ms"], ROUNDED, "milliseconds"),
        ValuePart("im2col_ms", 2, RIGHT["im2col_ms"], ROUNDED, "milliseconds"),
        ValuePart(
            "copy_share",
            2,
            RIGHT["copy_share"],
            ROUNDED,
            follows=lambda im2col_ms: COPY / im2col_ms if im2col_ms > COPY else math.nan,
        ),
    ),
    variants=(ValueAnswer("rounded", {name: round(value, 2) for name, value in RIGHT.items()}),),
    misconceptions=(
        _wrong(
            "batch_only",
            "`loops_ms` grows with the batch only. The filters have doubled too: each is "
            "correlated with each image.",
            loops_ms=LOOPS * LARGER_BATCH,
        ),
        _wrong(
            "filters_only",
            "`loops_ms` grows with the filters only; there are more images too.",
            loops_ms=LOOPS * MORE_FILTERS,
        ),
        _wrong(
            "ratios_added",
            "`loops_ms` adds the two ratios. T is a product, so multiply them.",
            loops_ms=LOOPS * (LARGER_BATCH + MORE_FILTERS),
        ),
        _wrong(
            "all_scaled",
            "`im2col_ms` multiplies everything by four. The windows are copied once, whatever the "
            "number of filters; only the product grows.",
            im2col_ms=(COPY + MULTIPLY) * MANY_FILTERS,
        ),
        _wrong(
            "copy_scaled",
            "`im2col_ms` lets the copy grow with the filters. Only the product grows with them.",
            im2col_ms=COPY * MANY_FILTERS + MULTIPLY,
        ),
        _wrong(
            "share_of_16",
            "`copy_share` is the share with 16 filters; give it for 64.",
            copy_share=COPY / (COPY + MULTIPLY),
        ),
        _wrong(
            "share_of_the_product",
            "`copy_share` is the product's share. The copy takes the rest.",
            copy_share=1 - RIGHT["copy_share"],
        ),
    ),
)
