"""The plots of chapter 2, of figures that the page computed or an experiment left."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter

from pagelib.style import INK, INPUT, KERNEL, MATRIX, OUTPUT, WIDTH, plot_axes

__all__ = [
    "plot_angles",
    "plot_changes",
    "plot_context",
    "plot_coverage",
    "plot_experiment",
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
    for power, name, height in ((1, "average", 0.15), (2, "L2", 0.45)):
        ax.axvline(power, color=INK, lw=1, linestyle="--")
        ax.annotate(name, (power * 1.06, height), fontsize=10)
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(FixedLocator([0.5, 1, 2, 10, 100]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    ax.set_ylim(0, 4.3)
    ax.legend(frameon=False, loc="lower right", title="window")


def plot_changes(changes: Mapping[str, Sequence[float]]) -> None:
    """How much a map changes over the shift of the image, for several poolings."""
    _, ax = plot_axes(3.4, "shift, in pixels", "change of the map")
    styles = ("-", "-", "-", "--", "--")
    colours = (INK, INPUT, KERNEL, INPUT, KERNEL)
    for (name, values), style, colour in zip(changes.items(), styles, colours, strict=True):
        ax.plot(values, style, color=colour, label=name)
    ax.set_ylim(bottom=0)
    ax.legend(frameon=False, fontsize=10, loc="lower right")


def plot_flicker(positions: np.ndarray, answers: Mapping[str, Sequence[float]]) -> None:
    """The sum of a pooled map over the position of a line, divided by its mean."""
    _, ax = plot_axes(3.0, "position of the line, in pixels", "answer / its mean")
    for (name, values), colour, style in zip(
        answers.items(), (KERNEL, INPUT, OUTPUT), ("-o", "--", "-"), strict=True
    ):
        ax.plot(positions, np.array(values) / np.mean(values), style, color=colour, label=name)
    ax.set_ylim(0, 1.55)
    ax.legend(frameon=False, fontsize=10, loc="lower right")


def plot_unpooled(image: np.ndarray, steps: Mapping[int, np.ndarray]) -> None:
    """An image, and what is left of it after pooling and unpooling by several sizes."""
    pictures = {"image": image} | {f"pooled by {size}": x for size, x in steps.items()}
    _draw_pictures(pictures, vmin=0, vmax=1)


def plot_angles(maps: np.ndarray, degrees: Sequence[int]) -> None:
    """Maps of edges at several angles, grey where there are none."""
    most = np.abs(maps).max()
    pictures = {f"{angle}°": values for angle, values in zip(degrees, maps, strict=True)}
    _draw_pictures(pictures, vmin=-most, vmax=most)


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
    _draw_pictures(pictures, vmin=0, cmap="Greens", framed=True)


def plot_experiment(runs: Sequence[Mapping[str, Any]]) -> None:
    """Test accuracy over layers: every run a dot, their means a line."""
    _, ax = plot_axes(3.4, "layers", "test accuracy, in percent")
    layers = sorted({run["layers"] for run in runs})
    for context, colour, shift in (
        ("max", INPUT, -0.06),
        ("average", KERNEL, 0),
        ("dilated", OUTPUT, 0.06),
    ):
        own = [run for run in runs if run["context"] == context]
        x = np.array([run["layers"] for run in own]) + shift
        ax.plot(x, [100 * run["test_accuracy"] for run in own], "o", color=colour, alpha=0.6)
        means = [
            100 * np.mean([run["test_accuracy"] for run in own if run["layers"] == count])
            for count in layers
        ]
        ax.plot(np.array(layers) + shift, means, color=colour, label=context)
    ax.set_xticks(layers)
    ax.legend(frameon=False, loc="lower right")


def _draw_pictures(
    pictures: Mapping[str, np.ndarray], framed: bool = False, cmap: str = "gray_r", **scale: float
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
