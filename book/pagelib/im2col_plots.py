"""The plots of chapter 3, of figures that the page counted or an experiment measured."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter

from pagelib.im2col_results import NAMES, Measurements
from pagelib.style import GREY, INK, INPUT, KERNEL, MATRIX, OUTPUT, WIDTH, plot_axes

__all__ = ["plot_blow_up", "plot_matmul", "plot_shares", "plot_six_peaks", "plot_six_times"]


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


def plot_six_times(found: Measurements) -> None:
    """Time over the size of the image and over that of the kernel, and the FFT's crossover."""
    axes = _two_panels(found, lambda *sizes: 1e3 * found.seconds(*sizes), tuple(NAMES))
    axes[0].set_ylabel("milliseconds")
    crossing = found.crossover("im2col")[64]
    if crossing is not None:
        axes[1].axvline(crossing, color=INK, lw=1, linestyle="--")


def plot_six_peaks(found: Measurements) -> None:
    """Peak memory over the size of the image and over that of the kernel."""
    seen = tuple(name for name in NAMES if name != "PyTorch")
    axes = _two_panels(found, lambda *sizes: found.peak(*sizes) / 1e6, seen)
    axes[0].set_ylabel("megabytes")


def _two_panels(
    found: Measurements, value: Callable[[str, int, int], float], names: tuple[str, ...]
) -> np.ndarray:
    """Draw a line for each name, over images with 3x3 kernels and over kernels on 64x64 pixels."""
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.6), layout="constrained", sharey=True)
    colours = dict(zip(NAMES, (GREY, INPUT, MATRIX, KERNEL, OUTPUT, INK), strict=True))
    images, kernels = found.image_sizes, found.kernel_sizes
    for name in names:
        style = {"color": colours[name], "label": name, "markersize": 4}
        axes[0].plot(images, [value(name, n, 3) for n in images], "o-", **style)
        axes[1].plot(kernels, [value(name, 64, k) for k in kernels], "o-", **style)
    for ax, label in zip(axes, ("image size, in pixels", "kernel size, in pixels"), strict=True):
        ax.set_xlabel(label)
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        ax.grid(True)
        ax.set_axisbelow(True)
    axes[0].set_xscale("log")
    _label_ticks(axes[0], "x", images)
    _label_ticks(axes[1], "x", [k for k in kernels if k in (1, 5, 9, 15, 21, 31)])
    handles = axes[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside upper center", ncols=3, frameon=False, fontsize=10)
    return axes


def _label_ticks(ax: Axes, axis: str, values: Sequence[float]) -> None:
    axis = getattr(ax, f"{axis}axis")
    axis.set_major_locator(FixedLocator(values))
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.set_minor_locator(NullLocator())
