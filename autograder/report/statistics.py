"""What a class's scores say about the class, and about each exercise."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation, mean, median, quantiles

__all__ = [
    "BINS",
    "FEWEST",
    "Bin",
    "Spread",
    "discrimination",
    "histogram",
    "spread",
]

FEWEST = 10  # with fewer students, a correlation says more about chance than about the exercise
BINS = 10


@dataclass(frozen=True)
class Spread:
    """Where the totals of a class lie."""

    mean: float
    median: float
    lower_quartile: float
    upper_quartile: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Bin:
    """How many totals lie from `start` up to but not at `end`; the last bin has its end, too."""

    start: float
    end: float
    count: int


def spread(totals: Sequence[float]) -> Spread | None:
    """Return where the totals lie, or None without any."""
    if not totals:
        return None
    few = len(totals) == 1
    quartiles = [*totals] * 3 if few else quantiles(totals, n=4, method="inclusive")
    return Spread(
        mean(totals), median(totals), quartiles[0], quartiles[2], min(totals), max(totals)
    )


def histogram(totals: Sequence[float], possible: float) -> list[Bin]:
    """Count the totals in ten bins from nothing to `possible`."""
    width = possible / BINS
    counts = [0] * BINS
    for total in totals:
        # 0.3 / 0.1 is less than 3; a penalty makes such numbers.
        counts[min(max(math.floor(total / width + 1e-9), 0), BINS - 1)] += 1
    return [Bin(i * width, (i + 1) * width, count) for i, count in enumerate(counts)]


def discrimination(
    exercise: str, scores: Sequence[Mapping[str, float | None]]
) -> tuple[float | None, str]:
    """Return the corrected item-total correlation of an exercise, or None and why there is none.

    Pearson's correlation between the points of the exercise and the sum of the others' points: the
    item itself is left out of the total, which would else raise it (Henrysson 1963,
    Psychometrika 28, 211-218). Only exercises that are graded for everybody count into the sum.

    Parameters
    ----------
    scores : sequence of mapping
        One student's final scores by exercise; None is not graded yet.
    """
    others = [i for i in scores[0] if i != exercise and all(one[i] is not None for one in scores)]
    own = [(one[exercise], sum(one[i] or 0.0 for i in others)) for one in scores]
    graded = [(item, rest) for item, rest in own if item is not None]
    if len(graded) < FEWEST:
        return None, f"fewer than {FEWEST} graded"
    if not others:
        return None, "no other exercise to compare with"
    items, rests = zip(*graded, strict=True)
    try:
        return correlation(items, rests), ""
    except StatisticsError:
        alike = "everybody has the same points here"
        return None, alike if len(set(items)) == 1 else "everybody has the same points elsewhere"
