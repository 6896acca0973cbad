"""The plots of chapter 4, of figures that the page computed or trained."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from cnnlib.activations import leaky_relu, relu, sigmoid
from pagelib.style import INK, INPUT, KERNEL, MATRIX, OUTPUT, WIDTH, plot_axes

__all__ = [
    "plot_activations",
    "plot_comparison",
    "plot_kernels",
    "plot_routes",
    "plot_steps",
    "plot_training",
    "plot_vanishing",
]


def plot_steps(steps: np.ndarray, errors: Mapping[str, np.ndarray]) -> None:
    """The error of a difference over its step, on logarithmic axes."""
    figure, ax = plot_axes(3.6, r"step $\varepsilon$", "error")
    for (name, values), colour in zip(errors.items(), (KERNEL, INPUT, MATRIX), strict=True):
        # A difference that rounding made exact has no logarithm.
        shown = np.where(values == 0, np.nan, np.abs(values))
        ax.plot(steps, shown, "-o", color=colour, label=name, markersize=4)
    ax.set_xscale("log")
    ax.set_yscale("log")
    figure.legend(frameon=False, fontsize=10, loc="outside upper center", ncols=3)


def plot_activations() -> None:
    """Three activations, and their slopes."""
    x = np.linspace(-5, 5, 401)
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 3.0), layout="constrained")
    p = sigmoid(x)
    for name, values, slope, colour, style in (
        ("ReLU", relu(x), x > 0, KERNEL, "-"),
        ("leaky ReLU", leaky_relu(x, 0.1), np.where(x > 0, 1, 0.1), INPUT, "--"),
        ("sigmoid", p, p * (1 - p), OUTPUT, "-"),
    ):
        left.plot(x, values, style, color=colour, label=name)
        right.plot(x, slope, style, color=colour)
    left.set_title("value", fontsize=11)
    right.set_title("slope", fontsize=11)
    left.set_ylim(-0.7, 2.2)
    right.axhline(0.25, color=INK, lw=0.8, linestyle=":")
    right.set_yticks([0, 0.25, 0.5, 0.75, 1])
    figure.legend(frameon=False, fontsize=10, loc="outside upper center", ncols=3)


def plot_vanishing(sizes: Mapping[str, Sequence[float]]) -> None:
    """The size of a gradient over the number of layers that it has passed."""
    _, ax = plot_axes(3.6, "layers passed", "size of the gradient")
    for (name, values), colour in zip(sizes.items(), (OUTPUT, KERNEL, MATRIX), strict=True):
        passed = np.arange(1, len(values) + 1)
        ax.plot(passed, values, "-o", color=colour, markersize=4)
        ax.annotate(
            name,
            (passed[11], values[11]),
            xytext=(0, 9),
            textcoords="offset points",
            ha="right" if values[-1] > 10 else "left",
            color=colour,
        )
    ax.set_yscale("log")
    ax.set_xticks([1, 5, 10, 15, 20])


def plot_routes(image: np.ndarray, routes: Mapping[str, np.ndarray]) -> None:
    """An image, and how much of an upstream gradient of ones each pixel gets."""
    pictures = {"image": image} | dict(routes)
    _, axes = plt.subplots(2, 2, figsize=(WIDTH, 5.2), layout="constrained")
    for ax, (name, values) in zip(axes.flat, pictures.items(), strict=True):
        # The average gives a sixteenth to each: on the scale of the maximum it would be black.
        ax.imshow(values, cmap="gray", vmin=0, vmax=1 if name != "average" else 0.25)
        ax.set_title(name, fontsize=11)
        ax.axis("off")


def plot_training(
    losses: Sequence[float], trained: Sequence[float], tested: Sequence[float]
) -> None:
    """The loss of each batch, and after each epoch the accuracy on both sets of images."""
    _, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 3.0), layout="constrained")
    left.plot(losses, color=INPUT, lw=0.6)
    left.axhline(np.log(10), color=INK, lw=1, linestyle="--")
    left.set_xlabel("step")
    left.set_title("loss of the batch", fontsize=11)
    left.set_ylim(0, 2.6)
    epochs = np.arange(1, len(tested) + 1)
    for name, accuracies, colour in (("training", trained, INPUT), ("test", tested, OUTPUT)):
        right.plot(epochs, 100 * np.array(accuracies), "-o", color=colour, label=name, markersize=4)
    right.set_xlabel("epoch")
    right.set_title("accuracy, percent", fontsize=11)
    right.legend(frameon=False, fontsize=10, loc="lower right")
    for ax in (left, right):
        ax.grid(True)


def plot_comparison(accuracies: Mapping[str, Sequence[float]]) -> None:
    """The accuracies of each network in percent: a dot for each seed, a line at their mean."""
    _, ax = plot_axes(3.4, "test accuracy, percent", "")
    rows = range(len(accuracies))[::-1]
    colours = (MATRIX, INPUT, OUTPUT, KERNEL)
    for row, values, colour in zip(rows, accuracies.values(), colours, strict=True):
        ax.plot(values, [row] * len(values), "o", color=colour, alpha=0.7)
        middle = float(np.mean(values))
        ax.plot((middle, middle), (row - 0.22, row + 0.22), color=colour, lw=2.5)
        ax.annotate(
            f"{middle:.1f}",
            (middle, row + 0.22),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            color=colour,
        )
    ax.set_yticks(list(rows), [name.replace(", ", ",\n") for name in accuracies])
    ax.set_ylim(-0.6, len(accuracies) - 0.2)
    ax.grid(False, axis="y")


def plot_kernels(before: np.ndarray, after: np.ndarray) -> None:
    """Kernels before training in the upper row, after it in the lower one.

    Each kernel has a scale of its own, on which grey is 0.
    """
    _, axes = plt.subplots(2, len(before), figsize=(WIDTH, 1.9), layout="constrained")
    for row, kernels, name in zip(axes, (before, after), ("before", "after"), strict=True):
        for ax, kernel in zip(row, kernels, strict=True):
            _draw_kernel(ax, kernel)
        row[0].set_ylabel(name, fontsize=10)


def _draw_kernel(ax: Axes, kernel: np.ndarray) -> None:
    most = np.abs(kernel).max()
    ax.imshow(kernel, cmap="gray", vmin=-most, vmax=most)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
