"""The distribution of a class's totals, drawn as SVG."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from autograder.pages.render import render

__all__ = ["histogram_chart"]

WIDTH, HEIGHT, BELOW, ABOVE = 440, 150, 34, 18


def histogram_chart(
    bins: Sequence[Mapping[str, Any]], possible: float, median: float | None
) -> Markup:
    """Return the histogram as SVG with a description for screen readers.

    Parameters
    ----------
    bins : sequence of mapping
        Each with ``start``, ``end`` and ``count``.
    possible : float
        Where the last bin ends.
    median : float or None
        Marked on the axis.
    """
    most = max((one["count"] for one in bins), default=0) or 1
    step = WIDTH / len(bins)
    bars = [
        {
            "x": round(i * step + 2, 1),
            "width": round(step - 4, 1),
            "height": round(HEIGHT * one["count"] / most, 1),
            "count": one["count"],
            "edge": f"{one['start']:g}",
        }
        for i, one in enumerate(bins)
    ]
    words = ", ".join(
        f"{one['count']} from {one['start']:g} to {one['end']:g}" for one in bins if one["count"]
    )
    middle = None
    if median is not None and possible:
        middle = round(WIDTH * median / possible, 1)
    return Markup(
        render(
            "histogram",
            bars=bars,
            words=f"Students by points: {words}.",
            width=WIDTH,
            height=HEIGHT,
            above=ABOVE,
            below=BELOW,
            end=f"{possible:g}",
            middle=middle,
        )
    )
