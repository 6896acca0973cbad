"""The plots of chapter 1, of figures that the page computed."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np

from cnnlib.costs import LayerCost
from pagelib.style import INK, INPUT, KERNEL, MATRIX, OUTPUT, WIDTH, plot_axes

__all__ = [
    "plot_filters",
    "plot_reach",
    "plot_shares_of_layers",
]


def plot_filters(signal: np.ndarray, filtered: Mapping[str, np.ndarray]) -> None:
    """A signal, and below it what each kernel makes of it, centre over centre."""
    _figure, axes = plt.subplots(
        len(filtered) + 1, 1, figsize=(WIDTH, 5.6), sharex=True, layout="constrained"
    )
    curves = [("signal", signal, INPUT)]
    curves += [(name, values, OUTPUT) for name, values in filtered.items()]
    for ax, (name, values, colour) in zip(axes, curves, strict=True):
        lost = (len(signal) - len(values)) // 2
        ax.plot(lost + np.arange(len(values)), values, color=colour, lw=1.6)
        ax.set_title(name, loc="left", fontsize=11, color=colour)
        ax.axhline(0, color=INK, lw=0.6)
    axes[-1].set_xlabel("place")


def plot_reach(reach: Mapping[int, np.ndarray]) -> None:
    """The share of paths over the distance from the middle, and where the field ends."""
    _, ax = plot_axes(3.2, "pixels from the middle", "share of the paths")
    colours = (INPUT, KERNEL, MATRIX)
    for (layers, share), colour in zip(reach.items(), colours, strict=True):
        end = len(share) // 2
        places = np.arange(-end, end + 1)
        ax.plot(places, share, color=colour)
        beside = end + int(np.argmax(share[end:] < 1.2 / layers**0.5 * share[end]))
        ax.annotate(
            f"{layers} layers",
            (places[beside], share[beside]),
            xytext=(8, 3),
            textcoords="offset points",
            color=colour,
        )
        for side in (-end, end):
            ax.plot((side, side), (-0.012, 0.012), color=colour, lw=2)


def plot_shares_of_layers(layers: Mapping[str, LayerCost], total: Mapping[str, int]) -> None:
    """For each layer its share of the network's parameters and of its multiply-adds, in percent."""
    _, ax = plot_axes(3.0, "percent of the network", "")
    rows = np.arange(len(layers))[::-1]
    for shift, what, name, colour in (
        (0.2, "parameters", "parameters", KERNEL),
        (-0.2, "multiply_adds", "multiply-adds", OUTPUT),
    ):
        shares = [100 * getattr(cost, what) / total[what] for cost in layers.values()]
        ax.barh(rows + shift, shares, height=0.36, color=colour, label=name)
        for row, share in zip(rows, shares, strict=True):
            ax.annotate(
                f"{share:.1f}", (share + 1, row + shift), va="center", fontsize=10, color=colour
            )
    ax.set_yticks(rows, layers)
    ax.set_xlim(0, 112)
    ax.grid(False, axis="y")
    ax.legend(frameon=False, loc="lower right")
