"""Statistics of a class's scores, and of each exercise."""

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

FEWEST = 10  # with fewer students, a correlation is mostly chance
BINS = 10


@dataclass(frozen=True)
class Spread:
    """The distribution of the totals of a class."""

    mean: float
    median: float
    lower_quartile: float
    upper_quartile: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Bin:
    """The number of totals from `start` to below `end`; the last bin includes its end."""

    start: float
    end: float
    count: int


def spread(totals: Sequence[float]) -> Spread | None:
    """Return the distribution of the totals, or None if there are none."""
    if not totals:
        return None
    few = len(totals) == 1
    quartiles = [*totals] * 3 if few else quantiles(totals, n=4, method="inclusive")
    return Spread(
        mean(totals), median(totals), quartiles[0], quartiles[2], min(totals), max(totals)
    )


def histogram(totals: Sequence[float], possible: float) -> list[Bin]:
    """Count the totals in ten bins from 0 to `possible`."""
    width = possible / BINS
    counts = [0] * BINS
    for total in totals:
        # 0.3 / 0.1 is less than 3; penalties lead to such numbers.
        counts[min(max(math.floor(total / width + 1e-9), 0), BINS - 1)] += 1
    return [Bin(i * width, (i + 1) * width, count) for i, count in enumerate(counts)]


def discrimination(
    exercise: str, scores: Sequence[Mapping[str, float | None]]
) -> tuple[float | None, str]:
    """Return the corrected item-total correlation of an exercise, or None and the reason.

    Pearson's correlation between the points of the exercise and the sum of the others' points. The
    item itself is left out of the sum, as it would raise the correlation (Henrysson 1963,
    Psychometrika 28, 211-218). The sum has the exercises that are graded for most students;
    a student for whom one of them is not, as it is held or waits to be graded by hand, is left out.

    Parameters
    ----------
    scores : sequence of mapping
        Each student's final scores by exercise; None is not graded yet.
    """
    others = [i for i in scores[0] if i != exercise and _is_mostly_graded(i, scores)]
    own = [(one[exercise], [one[i] for i in others]) for one in scores]
    graded = [
        (item, sum(score for score in rest if score is not None))
        for item, rest in own
        if item is not None and None not in rest
    ]
    if len(graded) < FEWEST:
        return None, f"fewer than {FEWEST} graded"
    if not others:
        return None, "no other exercise to compare with"
    items, rests = zip(*graded, strict=True)
    try:
        return correlation(items, rests), ""
    except StatisticsError:
        here = "all students have the same points here"
        return None, here if len(set(items)) == 1 else "all students have the same points elsewhere"


def _is_mostly_graded(exercise: str, scores: Sequence[Mapping[str, float | None]]) -> bool:
    return 2 * sum(one[exercise] is not None for one in scores) > len(scores)
