"""The plots of chapter 4, of figures that the page computed or trained."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from cnnlib.activations import leaky_relu, relu, sigmoid
from pagelib.style import INK, INPUT, KERNEL, MATRIX, OUTPUT, WIDTH, plot_axes

__all__ = [
    "plot_activations",
    "plot_kernels",
    "plot_routes",
    "plot_steps",
    "plot_training",
    "plot_vanishing",
]


def plot_steps(steps: np.ndarray, errors: Mapping[str, np.ndarray]) -> None:
    """The error of a difference over its step, on logarithmic axes."""
    _, ax = plot_axes(3.4, r"step $\varepsilon$", "error")
    for (name, values), colour in zip(errors.items(), (KERNEL, INPUT, MATRIX), strict=True):
        # A difference that rounding made exact has no logarithm.
        shown = np.where(values == 0, np.nan, np.abs(values))
        ax.plot(steps, shown, "-o", color=colour, label=name, markersize=4)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_ylim(1e-13, 1e2)
    ax.legend(frameon=False, fontsize=10, loc="upper right", ncols=2)


def plot_activations() -> None:
    """Three activations, and their slopes."""
    x = np.linspace(-5, 5, 401)
    _, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.8), layout="constrained")
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
    left.legend(frameon=False, fontsize=10, loc="upper left")


def plot_vanishing(sizes: Mapping[str, Sequence[float]]) -> None:
    """The size of a gradient over the number of layers that it has passed."""
    _, ax = plot_axes(3.2, "layers passed", "root mean square of the gradient")
    for (name, values), colour in zip(sizes.items(), (OUTPUT, KERNEL), strict=True):
        ax.plot(np.arange(1, len(values) + 1), values, "-o", color=colour, label=name)
    ax.set_yscale("log")
    ax.set_xticks([1, 5, 10, 15, 20])
    ax.legend(frameon=False, loc="lower left")


def plot_routes(image: np.ndarray, routes: Mapping[str, np.ndarray]) -> None:
    """An image, and how much of an upstream gradient of ones each pixel gets."""
    pictures = {"image": image} | dict(routes)
    _, axes = plt.subplots(1, 4, figsize=(WIDTH, 1.7), layout="constrained")
    for ax, (name, values) in zip(axes, pictures.items(), strict=True):
        # The average gives a sixteenth to each: on the scale of the maximum it would be white.
        ax.imshow(values, cmap="gray_r", vmin=0, vmax=1 if name != "average" else 0.25)
        ax.set_title(name, fontsize=10)
        ax.axis("off")


def plot_training(losses: Sequence[float], accuracies: Sequence[float]) -> None:
    """The loss of each batch, and the test accuracy after each epoch."""
    _, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.8), layout="constrained")
    left.plot(losses, color=INPUT, lw=0.8)
    left.axhline(np.log(10), color=INK, lw=1, linestyle="--")
    left.set_xlabel("step")
    left.set_title("loss of the batch", fontsize=11)
    left.set_ylim(0, 2.6)
    right.plot(np.arange(1, len(accuracies) + 1), 100 * np.array(accuracies), "-o", color=OUTPUT)
    right.set_xlabel("epoch")
    right.set_title("test accuracy, percent", fontsize=11)
    for ax in (left, right):
        ax.grid(True)


def plot_kernels(before: np.ndarray, after: np.ndarray) -> None:
    """Kernels before training in the upper row, after it in the lower one; grey is 0."""
    most = max(np.abs(before).max(), np.abs(after).max())
    _, axes = plt.subplots(
        2, len(before), figsize=(WIDTH, 2 * WIDTH / len(before)), layout="constrained"
    )
    for row, kernels in zip(axes, (before, after), strict=True):
        for ax, kernel in zip(row, kernels, strict=True):
            ax.imshow(kernel, cmap="gray_r", vmin=-most, vmax=most)
            ax.axis("off")
