"""The check of ``01-convolution.layer``: question 1 of the practical, with personal numbers."""

import math

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.convolution import LAYER as NUMBERS

__all__ = ["CHECK"]


def _layer(
    height: int, width: int, channels: int, kernel: int, stride: int, padding: int
) -> ValueCheck:
    down, across = ((size + 2 * padding - kernel) // stride + 1 for size in (height, width))
    pixels, units, weights = height * width * channels, down * across, kernel**2 * channels
    right = {
        "map_size": [down, across],
        "weights": weights,
        "connections": units * weights,
        "dense_weights": pixels * units,
    }

    def wrong(name: str, sentence: str, **values: int | list[int]) -> ValueMisconception:
        return ValueMisconception(name, {**right, **values}, sentence, tuple(values))

    rounded_up = [-(-(n + 2 * padding - kernel) // stride) + 1 for n in (height, width)]
    padded_once = [(n + padding - kernel) // stride + 1 for n in (height, width)]
    return ValueCheck(
        key=NUMBERS.key,
        parts=(
            ValuePart("map_size", 2, right["map_size"]),
            ValuePart("weights", 2, right["weights"]),
            ValuePart(
                "connections",
                1,
                right["connections"],
                follows=lambda map_size, weights: _product(*map_size, weights),
            ),
            ValuePart(
                "dense_weights",
                2,
                right["dense_weights"],
                follows=lambda map_size: _product(*map_size, pixels),
            ),
        ),
        variants=(
            ValueAnswer("floats", {**right, "connections": 1.0 * units * weights}),
            ValueAnswer("a tuple", {**right, "map_size": (down, across)}),
        ),
        misconceptions=(
            wrong(
                "across_first",
                "`map_size` is [down, across]: height first.",
                map_size=[across, down],
            ),
            wrong(
                "rounded_up",
                "`map_size` is rounded up. Round down: a last step that does not fit is not taken.",
                map_size=rounded_up,
            ),
            wrong(
                "padded_once",
                "In `map_size` the padding counts once; the zeros are on both sides.",
                map_size=padded_once,
            ),
            wrong(
                "flat_filter",
                "`weights` counts one channel: a filter has weights for all input channels.",
                weights=kernel**2,
            ),
            wrong(
                "with_bias",
                "`weights` counts the bias, which does not belong to the weights here.",
                weights=weights + 1,
            ),
            wrong(
                "not_shared",
                "`weights` counts weights for every position. They are shared: the filter has the "
                "same ones at every position (your number is `connections`).",
                weights=units * weights,
            ),
            wrong(
                "connections_of_pixels",
                "`connections` counts a window for every pixel of the input. There is one for "
                "each number of the output.",
                connections=height * width * weights,
            ),
            wrong(
                "one_dense_unit",
                "`dense_weights` is for a single unit: each number of the output is a unit with "
                "its own weights.",
                dense_weights=pixels,
            ),
            wrong(
                "dense_without_channels",
                "`dense_weights` leaves the channels out: a dense unit reads every number of the "
                "input.",
                dense_weights=height * width * units,
            ),
        ),
    )


def _product(*counts: float) -> float:
    """Return the product, or NaN if one count is so small that nothing has to be multiplied."""
    return math.prod(counts) if min(counts) > 1 else math.nan


CHECK = PersonalCheck(NUMBERS, _layer)
