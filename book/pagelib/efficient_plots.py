"""The plots of chapter 7."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FormatStrFormatter, LogLocator, NullFormatter

from pagelib.style import GREY, INK, INPUT, KERNEL, MATRIX, OUTPUT, WIDTH, plot_axes

__all__ = [
    "plot_accuracy",
    "plot_gain",
    "plot_roofline",
    "plot_signal",
    "plot_weights",
]

COLOURS = (INPUT, KERNEL, OUTPUT, MATRIX, INK)
MARKS = ("o", "s", "^", "D", "v")


def plot_roofline(points: Mapping[str, tuple[float, float]], peak: float, bandwidth: float) -> None:
    """Plot what layers reach, and the two limits of the machine.

    Parameters
    ----------
    points : mapping of str to (float, float)
        For each layer, multiply-adds a byte and billions of multiply-adds a second.
    peak : float
        Of a large product of matrices, in billions of multiply-adds a second.
    bandwidth : float
        Of copying, in billions of bytes a second.
    """
    _, ax = plot_axes(3.6, "multiply-adds for each byte moved", "billion multiply-adds a second")
    lowest = min(intensity for intensity, _ in points.values()) / 3
    reach = np.geomspace(lowest, 1000, 200)
    ax.plot(reach, np.minimum(peak, bandwidth * reach), color=GREY, label="the machine's limit")
    for (name, point), colour, mark in zip(points.items(), COLOURS, MARKS, strict=False):
        ax.plot(*point, mark, color=colour, label=name)
    ax.set(xscale="log", yscale="log")
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter(FormatStrFormatter("%g"))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.legend(loc="lower right", frameon=False, fontsize=10)


def plot_gain(filters: Sequence[int]) -> None:
    """Plot the share 1/F + 1/k² of the work over F, for three sizes of kernel."""
    _, ax = plot_axes(3.0, "channels that come out, F", "share of the multiply-adds")
    counts = np.asarray(filters)
    for kernel, colour in zip((3, 5, 7), COLOURS, strict=False):
        ax.plot(counts, 1 / counts + 1 / kernel**2, color=colour, label=f"{kernel}×{kernel}")
        ax.axhline(1 / kernel**2, color=colour, lw=0.8, ls="--")
    ax.set(xscale="log", ylim=(0, 0.5))
    ax.set_xticks([4, 16, 64, 256, 1024], ["4", "16", "64", "256", "1024"])
    ax.minorticks_off()
    ax.legend(frameon=False)


def plot_weights(parameters: Mapping[str, int], work: Mapping[str, int]) -> None:
    """Plot the shares of a network's parameters and multiply-adds, layer by layer."""
    _, axes = plt.subplots(1, 2, figsize=(WIDTH, 4.2), sharey=True, layout="constrained")
    places = np.arange(len(parameters))
    for ax, counts, colour, title in (
        (axes[0], parameters, KERNEL, "parameters"),
        (axes[1], work, INPUT, "multiply-adds"),
    ):
        ax.barh(places, 100 * np.array(list(counts.values())) / sum(counts.values()), color=colour)
        ax.set_title(title, fontsize=11)
        ax.set_xlabel("percent")
        ax.grid(True, axis="x")
        ax.set_axisbelow(True)
    axes[0].set_yticks(places, list(parameters), fontsize=10)
    axes[0].invert_yaxis()


def plot_signal(spread: Mapping[str, Sequence[float]]) -> None:
    """Plot the standard deviation of the maps, layer by layer, for each way to begin."""
    _, ax = plot_axes(2.8, "convolution, from the image on", "spread of its output")
    for (name, values), colour in zip(spread.items(), COLOURS, strict=False):
        ax.plot(range(1, len(values) + 1), values, "o-", color=colour, label=name)
    ax.set(yscale="log", xticks=(1, 6, 12, 18))
    ax.legend(frameon=False)


def plot_accuracy(points: Mapping[str, tuple[float, float, float]]) -> None:
    """Plot test accuracy over multiply-adds and over measured time.

    Parameters
    ----------
    points : mapping of str to (float, float, float)
        For each network, millions of multiply-adds, milliseconds an image, and accuracy.
    """
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.4), sharey=True, layout="constrained")
    names = list(points)
    for column, (ax, label) in enumerate(
        zip(axes, ("million multiply-adds", "ms an image"), strict=True)
    ):
        for name, colour, mark in zip(names, COLOURS, MARKS, strict=False):
            ax.plot(points[name][column], points[name][2], mark, color=colour, label=name)
        ax.set_xlabel(label)
        ax.set_xlim(left=0, right=1.15 * max(point[column] for point in points.values()))
        ax.grid(True)
    axes[0].set_ylabel("test accuracy")
    handles = axes[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside upper center", ncols=2, frameon=False)
