"""The check of ``04-backprop.vanishing``: how small a gradient is after many layers."""

import math

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.backprop import VANISHING as NUMBERS

__all__ = ["CHECK"]

ROUNDED, FOUR_DECIMALS = 5e-3, 1e-4


def _vanishing(depth: int, z: float, digits: int, slope: float, negative_units: int) -> ValueCheck:
    sigma = 1 / (1 + math.exp(-z))
    right = {
        "steepest": 0.25,
        "slope_at_z": sigma * (1 - sigma),
        "times_smaller": float(4**depth),
        "layers": math.ceil(digits / math.log10(4)),
        "leaky_times": (1 / slope) ** negative_units,
    }

    def wrong(name: str, sentence: str, **values: float) -> ValueMisconception:
        return ValueMisconception(name, {**right, **values}, sentence, tuple(values))

    return ValueCheck(
        key=NUMBERS.key,
        parts=(
            ValuePart("steepest", 1, right["steepest"], FOUR_DECIMALS),
            ValuePart("slope_at_z", 1, right["slope_at_z"], FOUR_DECIMALS),
            ValuePart(
                "times_smaller",
                2,
                right["times_smaller"],
                ROUNDED,
                follows=lambda steepest: 1 / _slope(steepest) ** depth,
            ),
            ValuePart(
                "layers",
                1,
                right["layers"],
                unit="whole layers",
                follows=lambda steepest: math.ceil(digits / -math.log10(_slope(steepest))),
            ),
            ValuePart("leaky_times", 1, right["leaky_times"], ROUNDED),
        ),
        variants=(
            ValueAnswer(
                "rounded",
                {**right, "slope_at_z": round(right["slope_at_z"], 4), "layers": right["layers"]},
            ),
        ),
        misconceptions=(
            wrong(
                "value_for_slope",
                "`steepest` is the value of the sigmoid at 0. Its derivative there is "
                "σ(0) (1 - σ(0)).",
                steepest=0.5,
            ),
            wrong(
                "steepest_one",
                "`steepest` is that of a relu. The sigmoid climbs from 0 to 1 over several units, "
                "so it is never as steep as 1.",
                steepest=1.0,
            ),
            wrong(
                "sigma_for_slope",
                "`slope_at_z` is σ(z), the value. The slope is σ(z) (1 - σ(z)).",
                slope_at_z=sigma,
            ),
            wrong(
                "z_for_sigma",
                "`slope_at_z` is z (1 - z): take the sigmoid of z first.",
                slope_at_z=z * (1 - z),
            ),
            wrong(
                "adds_up",
                "`times_smaller` adds the layers up. The chain rule multiplies by a factor for "
                "each layer.",
                times_smaller=4.0 * depth,
            ),
            wrong(
                "two_a_layer",
                "`times_smaller` uses a factor of 2 for each layer. The steepest slope of a "
                "sigmoid is a quarter, not a half.",
                times_smaller=float(2**depth),
            ),
            wrong(
                "upside_down",
                "`times_smaller` is the factor itself, which is far below 1. Give how many times "
                "smaller the gradient becomes.",
                times_smaller=0.25**depth,
            ),
            wrong(
                "one_layer_less",
                "`layers` is one too few: with so many the gradient is not yet below the bound. "
                "Round up.",
                layers=right["layers"] - 1,
            ),
            wrong(
                "factor_ten_a_layer",
                "`layers` has one layer for each digit. A layer makes the gradient 4 times "
                "smaller, not 10 times.",
                layers=digits,
            ),
            wrong(
                "leaky_adds_up",
                "`leaky_times` adds the layers up. The chain rule multiplies: a factor of "
                "1 / slope for each negative unit.",
                leaky_times=negative_units / slope,
            ),
            wrong(
                "leaky_every_layer",
                "`leaky_times` counts every layer. Only negative units multiply by the slope; "
                "positive ones pass the whole gradient.",
                leaky_times=(1 / slope) ** depth,
            ),
        ),
    )


def _slope(steepest: float) -> float:
    """Return a slope that makes a gradient smaller, or NaN."""
    return steepest if 0 < steepest < 1 else math.nan


CHECK = PersonalCheck(NUMBERS, _vanishing)
