"""The plots of chapter 3, of figures that the page counted or measured."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter

from pagelib.style import GREY, INK, MATRIX, OUTPUT, plot_axes

__all__ = ["plot_blow_up", "plot_fft", "plot_matmul", "plot_shares", "plot_times"]


def plot_blow_up(kernels: Sequence[int], ratios: Mapping[int, Sequence[float]]) -> None:
    """Counted ratios for each stride (points) on the curves of the rule k² / s²."""
    _, ax = plot_axes(3.4, "kernel size $k$", "times the image's size")
    curve = np.linspace(1, max(kernels), 100)
    for stride, marker in zip(ratios, "os^D", strict=True):
        ax.plot(curve, curve**2 / stride**2, color=MATRIX, lw=1)
        ax.plot(kernels, ratios[stride], marker, color=MATRIX)
        end = max(kernels) ** 2 / stride**2
        ax.annotate(f"stride {stride}", (max(kernels) + 0.4, end), color=MATRIX, va="center")
    ax.axhline(1, color=INK, lw=1, linestyle="--")
    ax.set_yscale("log")
    ax.set_xlim(0.5, max(kernels) + 3)
    _label_ticks(ax, "x", kernels)
    _label_ticks(ax, "y", (0.1, 1, 10, 100))


def plot_matmul(sizes: Sequence[int], seconds: Sequence[float]) -> None:
    """Time of a product of square matrices, beside lines of slope 3 and 2.37."""
    _, ax = plot_axes(3.4, "$n$", "milliseconds")
    n, measured = np.asarray(sizes, float), 1e3 * np.asarray(seconds)
    for exponent, style in ((3, "-"), (2.37, "--")):
        line = measured[-1] * (n / n[-1]) ** exponent
        ax.plot(n, line, style, color=INK, lw=1)
        ax.annotate(
            f"$n^{{{exponent:g}}}$", (n[0], line[0]), xytext=(-8, 0), textcoords="offset points",
            ha="right", va="center",
        )  # fmt: skip
    ax.plot(n, measured, "o", color=MATRIX)
    ax.set(xscale="log", yscale="log")
    ax.set_xlim(n[0] / 1.8, n[-1] * 1.15)
    _label_ticks(ax, "x", sizes)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))


def plot_times(sizes: Sequence[int], seconds: Mapping[str, Sequence[float]]) -> None:
    """Time of a layer over the size of the image, a labelled line for each way."""
    _, ax = plot_axes(3.4, "height and width of the image, in pixels", "milliseconds")
    ax.set(xscale="log", yscale="log")
    ax.set_xlim(sizes[0] / 1.1, sizes[-1] * 2.1)
    _named_lines(ax, sizes, seconds, (GREY, MATRIX, INK))
    _label_ticks(ax, "x", sizes)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))


def plot_shares(
    filters: Sequence[int], copying: Sequence[float], multiplying: Sequence[float]
) -> None:
    """Stacked bars: what of the time is copying and what is multiplying."""
    _, ax = plot_axes(3.2, "filters $F$", "milliseconds")
    x = np.arange(len(filters))
    copying, multiplying = 1e3 * np.asarray(copying), 1e3 * np.asarray(multiplying)
    ax.bar(x, copying, color=MATRIX, width=0.6, label="copying (im2col)")
    ax.bar(x, multiplying, bottom=copying, color=OUTPUT, width=0.6, label="multiplying")
    ax.set_xticks(x, [str(f) for f in filters])
    ax.grid(False, axis="x")
    ax.legend(frameon=False, loc="upper left")


def plot_fft(kernels: Sequence[int], seconds: Mapping[str, Sequence[float]]) -> None:
    """Time over kernel size: the product grows, the transform does not."""
    _, ax = plot_axes(3.4, "kernel size $k$", "milliseconds")
    ax.set_xlim(0, kernels[-1] * 1.28)
    _named_lines(ax, kernels, seconds, (MATRIX, INK))
    ax.set_ylim(bottom=0)
    _label_ticks(ax, "x", kernels)


def _named_lines(
    ax: Axes, x: Sequence[float], seconds: Mapping[str, Sequence[float]], colours: Sequence[str]
) -> None:
    """Draw a line for each name, in milliseconds, and write the names at their ends, apart."""
    for values, colour in zip(seconds.values(), colours, strict=True):
        ax.plot(x, 1e3 * np.asarray(values), "o-", color=colour)
    ax.figure.draw_without_rendering()  # fixes the scale that the labels are placed by
    points_per_pixel = 72 / ax.figure.dpi
    lowest = -np.inf
    ends = {name: 1e3 * values[-1] for name, values in seconds.items()}
    for name in sorted(ends, key=ends.get):
        end = ax.transData.transform((x[-1], ends[name]))[1] * points_per_pixel
        lowest = max(end, lowest + 14)
        ax.annotate(
            name, (x[-1], ends[name]), xytext=(8, lowest - end), textcoords="offset points",
            color=colours[list(seconds).index(name)], va="center",
        )  # fmt: skip


def _label_ticks(ax: Axes, axis: str, values: Sequence[float]) -> None:
    axis = getattr(ax, f"{axis}axis")
    axis.set_major_locator(FixedLocator(values))
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.set_minor_locator(NullLocator())
