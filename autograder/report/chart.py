"""The distribution of a class's totals, drawn as SVG."""

from markupsafe import Markup

from autograder.pages.render import render
from autograder.report.summary import Summary

__all__ = ["histogram_chart"]

WIDTH, HEIGHT, BELOW, ABOVE = 440, 150, 34, 18


def histogram_chart(summary: Summary) -> Markup:
    """Return the histogram as a picture that describes itself to those who do not see it."""
    bins = summary.histogram
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
    if summary.totals and summary.possible:
        middle = round(WIDTH * summary.totals["median"] / summary.possible, 1)
    return Markup(
        render(
            "histogram",
            bars=bars,
            words=f"Students by points: {words}.",
            width=WIDTH,
            height=HEIGHT,
            above=ABOVE,
            below=BELOW,
            end=f"{summary.possible:g}",
            middle=middle,
        )
    )
