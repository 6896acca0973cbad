"""The plots of chapter 5, of numbers that the page computed or read from the results."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from pagelib.style import GREY, INK, INPUT, KERNEL, MATRIX, OUTPUT, WIDTH, plot_axes

__all__ = [
    "COLOURS",
    "plot_batch_norm",
    "plot_curves",
    "plot_flow",
    "plot_growth",
    "plot_products",
    "plot_running",
    "plot_signals",
]

COLOURS = (INK, INPUT, OUTPUT, KERNEL, MATRIX)


def plot_products(factors: Sequence[float], layers: int) -> None:
    """The product of as many equal factors as there are layers, on a logarithmic axis."""
    _, ax = plot_axes(3.4, "layers passed", "size of the gradient")
    passed = np.arange(layers + 1)
    for factor, colour in zip(factors, (MATRIX, INPUT, INK, OUTPUT, KERNEL), strict=True):
        ax.plot(passed, factor**passed, color=colour)
        ax.annotate(f"{factor:g}", (layers + 0.6, factor**layers), color=colour, va="center")
    ax.set_yscale("log")
    ax.set_xlim(0, layers + 5)


def plot_signals(sizes: Mapping[str, np.ndarray]) -> None:
    """The size of the signal in each layer, for several ways to draw the weights."""
    figure, ax = plot_axes(3.6, "layer", "mean square of the activations")
    for (name, values), colour in zip(sizes.items(), (KERNEL, INK, INPUT, OUTPUT), strict=True):
        ax.plot(np.arange(len(values)), values, color=colour, label=name)
    ax.set_yscale("log")
    figure.legend(frameon=False, fontsize=10, loc="outside upper center", ncols=2)


def plot_flow(flows: Mapping[str, Sequence[float]], ylabel: str) -> None:
    """The mean absolute gradient of each layer's weights, a line for each network."""
    figure, ax = plot_axes(4.2, "layer, from the image to the scores", ylabel)
    for (name, values), colour in zip(flows.items(), COLOURS, strict=True):
        layers = np.arange(1, len(values) + 1)
        ax.plot(layers, values, "-o", color=colour, label=name, markersize=3, lw=1.4)
    ax.set_yscale("log")
    figure.legend(frameon=False, fontsize=10, loc="outside upper center", ncols=2)


def plot_batch_norm(before: np.ndarray, after: np.ndarray) -> None:
    """Where the numbers of three channels lie, before batch norm and after it."""
    _, axes = plt.subplots(1, 2, figsize=(WIDTH, 2.8), layout="constrained", sharey=True)
    for ax, values, title in zip(axes, (before, after), ("before", "after"), strict=True):
        for channel, colour in enumerate((INPUT, KERNEL, OUTPUT)):
            numbers = values[:, channel].ravel()
            ax.hist(numbers, bins=40, color=colour, alpha=0.55, density=True)
        ax.set_title(title, fontsize=11)
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)


def plot_running(means: Sequence[float], running: Sequence[float]) -> None:
    """The mean of each batch, and the running mean that follows it."""
    figure, ax = plot_axes(3.2, "batch", "mean of one channel")
    batches = np.arange(1, len(means) + 1)
    ax.plot(batches, means, "o", color=INPUT, markersize=3, alpha=0.7, label="each batch")
    ax.plot(batches, running, color=KERNEL, label="running mean")
    figure.legend(frameon=False, fontsize=10, loc="outside upper center", ncols=2)


def plot_growth(measured: np.ndarray, rate: float) -> None:
    """The gradient's size in each layer, against the line that the derivation gives."""
    _, ax = plot_axes(3.2, "layers passed on the way back", "size of the gradient")
    passed = np.arange(len(measured))
    ax.plot(passed, measured / measured[0], "o", color=INPUT, markersize=4)
    ax.plot(passed, rate**passed, color=GREY, linestyle="--")
    last = len(measured) - 1
    ax.annotate(
        f"{rate:.2f} a layer",
        (0.6 * last, rate ** (0.6 * last)),
        color=GREY,
        xytext=(10, -14),
        textcoords="offset points",
    )
    ax.set_yscale("log")


def plot_curves(curves: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> None:
    """Training and validation accuracy over the epochs, for each network."""
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.4), layout="constrained", sharey=True)
    for (name, pair), colour in zip(curves.items(), (GREY, *COLOURS), strict=False):
        for ax, values in zip(axes, pair, strict=True):
            epochs = np.arange(1, len(values) + 1)
            label = name if ax is axes[0] else None
            ax.plot(epochs, 100 * np.array(values), "-o", color=colour, label=label, markersize=3)
    for ax, title in zip(axes, ("training", "validation"), strict=True):
        ax.set_title(f"{title} accuracy, percent", fontsize=10)
        ax.set_xlabel("epoch")
        ax.grid(True)
        ax.xaxis.get_major_locator().set_params(integer=True)
    figure.legend(frameon=False, fontsize=9, loc="outside upper center", ncols=2)
