"""The plots of chapter 2, of figures that the page computed or an experiment left."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator, StrMethodFormatter

from pagelib.style import INK, INPUT, KERNEL, MATRIX, OUTPUT, WIDTH, plot_axes

__all__ = [
    "plot_angles",
    "plot_changes",
    "plot_context",
    "plot_coverage",
    "plot_fitting",
    "plot_flicker",
    "plot_power_means",
    "plot_unpooled",
]

COLOURS = (INPUT, KERNEL, OUTPUT, MATRIX, INK)


def plot_power_means(powers: np.ndarray, means: Mapping[str, Sequence[float]]) -> None:
    """Power means of a few windows over the power, which is drawn on a logarithmic axis."""
    _, ax = plot_axes(3.4, "power $p$", "$M_p$")
    for (name, values), colour in zip(means.items(), COLOURS, strict=False):
        ax.plot(powers, values, color=colour, label=name)
    for power, name in ((1, "average"), (2, "L2")):
        ax.axvline(power, color=INK, lw=1, linestyle="--")
        ax.annotate(name, (power * 0.94, 3.95), ha="right", fontsize=10)
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(FixedLocator([0.5, 1, 2, 10, 100]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    ax.set_ylim(0, 4.3)
    ax.legend(frameon=False, loc="lower right", title="window")


def plot_changes(
    shifts: Sequence[int],
    shifted: Mapping[str, Sequence[float]],
    angles: Sequence[float],
    turned: Mapping[str, Sequence[float]],
) -> None:
    """How much a map changes over the shift and over the rotation of the image, by pooling."""
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.4), layout="constrained", sharey=True)
    styles = ("-", "-", "-", "--", "--")
    colours = (INK, INPUT, KERNEL, INPUT, KERNEL)
    for ax, x, changes, label in zip(
        axes, (shifts, angles), (shifted, turned), ("shift, in pixels", "rotation, in degrees"),
        strict=True,
    ):  # fmt: skip
        for (name, values), style, colour in zip(changes.items(), styles, colours, strict=True):
            ax.plot(x, values, style, color=colour, label=name)
        ax.set_xlabel(label)
        ax.grid(True)
        ax.set_axisbelow(True)
    axes[0].set_xticks([0, 2, 4, 6, 8])
    axes[1].set_xticks([0, 30, 60, 90])
    axes[0].set_ylim(bottom=0)
    axes[0].set_ylabel("change of the map")
    handles = axes[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside upper center", ncols=3, frameon=False, fontsize=10)


def plot_flicker(positions: np.ndarray, answers: Mapping[str, Sequence[float]]) -> None:
    """The sum of a pooled map over the position of a line, divided by its mean."""
    _, ax = plot_axes(3.0, "position of the line, in pixels", "answer / its mean")
    # The last two coincide: a broad line, and a dashed one on top of it.
    looks = (
        {"color": KERNEL, "marker": "o"},
        {"color": INPUT, "linestyle": "--", "zorder": 3},
        {"color": OUTPUT, "linewidth": 6, "alpha": 0.4},
    )
    for (name, values), look in zip(answers.items(), looks, strict=True):
        ax.plot(positions, np.array(values) / np.mean(values), label=name, **look)
    ax.set_ylim(0, 1.55)
    ax.legend(frameon=False, fontsize=10, loc="lower right")


def plot_unpooled(image: np.ndarray, steps: Mapping[int, np.ndarray]) -> None:
    """An image, and what is left of it after pooling and unpooling by several sizes."""
    pictures = {"image": image} | {f"pooled by {size}": x for size, x in steps.items()}
    _draw_pictures(pictures, cmap="gray", vmin=0, vmax=1)


def plot_angles(maps: np.ndarray, degrees: Sequence[int]) -> None:
    """Maps of edges at several angles: orange is positive, blue negative."""
    most = np.abs(maps).max()
    pictures = {f"{angle}°": values for angle, values in zip(degrees, maps, strict=True)}
    signs = LinearSegmentedColormap.from_list("signs", [INPUT, "#ffffff", KERNEL])
    _draw_pictures(pictures, framed=True, cmap=signs, vmin=-most, vmax=most)


def plot_context(fields: Mapping[str, Sequence[int]], costs: Mapping[str, np.ndarray]) -> None:
    """The receptive field over the multiply-adds spent, a dot for each layer."""
    _, ax = plot_axes(3.4, "million multiply-adds, all layers so far", "receptive field, in pixels")
    for name, colour in (("plain", INK), ("pooling", KERNEL), ("dilation", OUTPUT)):
        ax.plot(costs[name] / 1e6, fields[name], "-o", color=colour, label=name)
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(FixedLocator([3, 10, 30, 100]))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    ax.legend(frameon=False)


def plot_coverage(coverage: Mapping[tuple[int, ...], np.ndarray]) -> None:
    """In how many ways each pixel reaches the top, a square for each choice of dilations."""
    pictures = {f"dilations\n{', '.join(map(str, d))}": count for d, count in coverage.items()}
    _draw_pictures(pictures, cmap="Greens", framed=True, vmin=0)


def plot_fitting(curves: Mapping[str, Sequence[Sequence[float]]]) -> None:
    """Accuracy over the epochs for each context: the runs as dots, their mean as a line."""
    _, ax = plot_axes(3.4, "epoch", "validation accuracy, in percent")
    for (context, runs), colour in zip(curves.items(), (INPUT, KERNEL, OUTPUT), strict=True):
        percent = 100 * np.asarray(runs)
        epochs = np.arange(1, percent.shape[1] + 1)
        ax.plot(epochs, percent.T, "o", color=colour, alpha=0.35, markersize=4)
        ax.plot(epochs, percent.mean(axis=0), color=colour, label=context)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend(frameon=False, loc="lower right")


def _draw_pictures(
    pictures: Mapping[str, np.ndarray],
    cmap: str | Colormap,
    framed: bool = False,
    **scale: float,
) -> None:
    width = WIDTH / len(pictures)
    _, axes = plt.subplots(
        1, len(pictures), figsize=(WIDTH, width + 0.45), layout="constrained", squeeze=False
    )
    for ax, (name, values) in zip(axes[0], pictures.items(), strict=True):
        ax.imshow(values, cmap=cmap, **scale)
        ax.set_title(name, fontsize=10)
        ax.set_xticks([])
        ax.set_yticks([])
        for spine in ax.spines.values():
            spine.set_visible(framed)
